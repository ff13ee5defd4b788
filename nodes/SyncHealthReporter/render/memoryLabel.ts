const LABELS: ReadonlyMap<string, string> = new Map([
	['guard', 'Keys (Idempotency Guard)'],
	['settledNames', 'Settled claims (Idempotency Guard)'],
	['records', 'Records (Conflict Resolver)'],
	['shape', 'Systems and fields (Conflict Resolver)'],
	['changes', 'Records (Change Detector)'],
	['changeFields', 'Field names (Change Detector)'],
	['echoes', 'Writes to come back (Change Detector)'],
	['waiting', 'Records that wait (Change Detector)'],
	['crosswalk', 'IDs (Record Linker)'],
	['health', 'Outcomes (Sync Health Reporter)'],
]);

/** What a person calls a collection of the state: what is in it, and which node keeps it. */
export function memoryLabel(collection: string): string {
	const label = LABELS.get(collection);
	if (label !== undefined) return label;
	// The Change Detector keeps one for each system.
	const [kind, system] = collection.split(/ of (.*)/s);
	const general = LABELS.get(kind!);
	return general === undefined || system === undefined ? collection : general.replace(')', `, ${system})`);
}
