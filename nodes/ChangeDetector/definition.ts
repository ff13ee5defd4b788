/** Differences in how a value is written that do not count as a change. */
export type TextNoise = 'trim' | 'case' | 'number' | 'empty';

/** What the detector is to look at, as the user or a Sync Profile says it: names and texts, nothing compiled. */
export interface DetectDefinition {
	/** The fields that together name a record. */
	readonly key: readonly string[];
	/** The fields compared; undefined: every top-level field. */
	readonly fields: readonly string[] | undefined;
	/** Top-level fields left out when all are compared. */
	readonly ignore: readonly string[];
	/** Fields whose lists are sets: their order does not count. */
	readonly sets: readonly string[];
	readonly noise: readonly TextNoise[];
	/** Where a record says which version it is, or when it was changed; empty: it does not. */
	readonly version: string;
	/** Which field says that a record was deleted; empty: none. */
	readonly deleteField: string;
	/** The values of that field that say so; undefined: words such as customer.deleted (`eventKind`). */
	readonly deleteValues: readonly string[] | undefined;
}
