/** How a system says that a field has been emptied: with null, an empty text, or its word for "no value". */
export const CLEAR_WAYS = ['null', 'emptyText', 'word'] as const;
export type ClearWay = (typeof CLEAR_WAYS)[number];

/** What happens to a value of another type than its row declares. */
export const WRONG_TYPE = ['reject', 'coerce', 'keep', 'report'] as const;
export type WrongType = (typeof WRONG_TYPE)[number];

/** What holds for all rows of a table. */
export interface TableRules {
	/** Texts of the source system that mean "no value", letter for letter. */
	readonly noValueWords: readonly string[];
	readonly sourceClears: ClearWay;
	/** The target has no words of its own. */
	readonly targetClears: Exclude<ClearWay, 'word'>;
	readonly wrongType: WrongType;
}

export const STRICT: TableRules = { noValueWords: [], sourceClears: 'null', targetClears: 'null', wrongType: 'reject' };
