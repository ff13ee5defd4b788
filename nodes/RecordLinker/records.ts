import type { INodeExecutionData } from 'n8n-workflow';
import { readId, type RecordRef } from '../shared/crosswalk';
import type { ItemProblem } from '../shared/n8n/items';
import { isRecord } from '../shared/record/json';
import type { FieldPath } from '../shared/record/path';
import type { Side } from './match/decide';

export type RefResult = { ok: true; ref: RecordRef } | { ok: false; problem: ItemProblem };

/** Whose record an item is, by a field of it. */
export function readRef(item: INodeExecutionData, system: string, field: FieldPath): RefResult {
	const json: unknown = item.json;
	if (!isRecord(json)) {
		return { ok: false, problem: { message: 'This item is not a record', description: 'Its JSON must be an object with fields. Check the node before this one.' } };
	}
	const id = readId(field.get(json));
	if (id.ok) return { ok: true, ref: { system, id: id.id } };
	return {
		ok: false,
		problem: { message: `The ${system} id in "${field.text}" ${id.problem}`, description: 'An id must be a text or a number, and must not be empty. Correct the item, or name another ID field.' },
	};
}

/** One input: its records, which items show them, and what is wrong with the others. */
export interface Listing extends Side {
	/** Per row the index of its item. */
	readonly itemOf: readonly number[];
	readonly bad: readonly { readonly index: number; readonly problem: ItemProblem }[];
}

/** Groups an input's items by id: several may show one record. */
export function readListing(items: readonly INodeExecutionData[], system: string, field: FieldPath): Listing {
	const numbers = new Map<string, number>();
	const rows: unknown[] = [];
	const recordOf: number[] = [];
	const itemOf: number[] = [];
	const bad: { index: number; problem: ItemProblem }[] = [];
	for (let index = 0; index < items.length; index += 1) {
		const read = readRef(items[index]!, system, field);
		if (!read.ok) {
			bad.push({ index, problem: read.problem });
			continue;
		}
		const { id } = read.ref;
		let number = numbers.get(id);
		if (number === undefined) numbers.set(id, (number = numbers.size));
		rows.push(items[index]!.json);
		recordOf.push(number);
		itemOf.push(index);
	}
	return { rows, recordOf, ids: [...numbers.keys()], itemOf, bad };
}
