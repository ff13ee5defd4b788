const LABELS: ReadonlyMap<string, string> = new Map([
	['guard', 'Keys (Idempotency Guard)'],
	['settledNames', 'Settled claims (Idempotency Guard)'],
	['records', 'Records (Conflict Resolver)'],
	['shape', 'Systems and fields (Conflict Resolver)'],
	['health', 'Outcomes (Sync Health Reporter)'],
]);

/** What a person calls a collection of the state: what is in it, and which node keeps it. */
export function memoryLabel(collection: string): string {
	return LABELS.get(collection) ?? collection;
}
