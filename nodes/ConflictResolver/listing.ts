import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { ItemProblem } from '../shared/n8n/items';
import { SYNC_KEY } from '../shared/record/envelope';
import { isRecord } from '../shared/record/json';
import { fieldNamed, type FieldPath } from '../shared/record/path';
import type { Settings } from './settings';

const NO_ITEM = -1;

/** One record with the items that show it. */
export interface Joined {
	/** The key as text. */
	readonly key: string;
	/** Per input the index of its item, or -1. */
	readonly at: number[];
	/** Set when the record cannot be reconciled: two items of one input claim to be it. */
	broken?: true;
}

/** An item that cannot be reconciled, and why. */
export interface BadItem {
	readonly input: number;
	readonly index: number;
	readonly problem: ItemProblem;
}

export interface Listing {
	readonly items: readonly (readonly INodeExecutionData[])[];
	readonly records: readonly Joined[];
	readonly bad: BadItem[];
	/** Inputs with items whose key cannot be read: a record not found there may be among them. */
	readonly holes: ReadonlySet<number>;
}

/** An input's items; none for an input n8n has nothing for. */
export function inputItems(ctx: IExecuteFunctions, input: number): INodeExecutionData[] {
	try {
		return ctx.getInputData(input);
	} catch {
		// n8n throws for an input that is not wired, or whose branch did not run.
		return [];
	}
}

/** Joins the inputs by record key: one pass, one map. */
export function readListing(ctx: IExecuteFunctions, settings: Settings): Listing {
	const { systems, key } = settings;
	const items = systems.map((_, input) => inputItems(ctx, input));
	const byKey = new Map<string, Joined>();
	const bad: BadItem[] = [];
	const holes = new Set<number>();
	items.forEach((list, input) => {
		for (let index = 0; index < list.length; index += 1) {
			const json: unknown = list[index]!.json;
			const text = isRecord(json) ? keyText(key.get(json)) : undefined;
			if (text === undefined) {
				holes.add(input);
				bad.push({ input, index, problem: keyProblem(json, key, systems[input]!.name, index) });
				continue;
			}
			const record = byKey.get(text);
			if (record === undefined) {
				const at = new Array<number>(items.length).fill(NO_ITEM);
				at[input] = index;
				byKey.set(text, { key: text, at });
			} else if (record.at[input] === NO_ITEM) {
				record.at[input] = index;
			} else {
				const first = record.at[input]!;
				const problem = duplicateProblem(systems[input]!.name, text, first, index);
				if (!bad.some((one) => one.input === input && one.index === first)) bad.push({ input, index: first, problem });
				bad.push({ input, index, problem });
				record.broken = true;
			}
		}
	});
	return { items, records: [...byKey.values()], bad, holes };
}

/** A key as text: a number and the same number as text name the same record. Undefined: no key. */
function keyText(value: unknown): string | undefined {
	if (typeof value === 'string') return value !== '' && value.isWellFormed() ? value : undefined;
	return typeof value === 'number' && Number.isFinite(value) ? String(value) : undefined;
}

function keyProblem(json: unknown, key: FieldPath, system: string, index: number): ItemProblem {
	const where = `Item ${index} of ${system}`;
	if (!isRecord(json)) {
		return { message: `${where} is not a record`, description: 'Its JSON must be an object with fields.' };
	}
	const value = key.get(json);
	const description = `The record key is "${key.text}". It must be a text or a number. While such items are there, nothing is created in ${system}, and nothing counts as vanished from it.`;
	if (value === undefined || value === null || value === '') return { message: `${where} has no record key`, description };
	return { message: `${where} has a record key that is neither text nor number`, description };
}

function duplicateProblem(system: string, key: string, first: number, second: number): ItemProblem {
	return {
		message: `Items ${first} and ${second} of ${system} have the same record key "${key.slice(0, 100)}"`,
		description: 'The record was not reconciled: it is not clear which of them is meant. Remove one before this node, or choose a key that is unique.',
	};
}

/** The fields to compare: those listed, or every top-level field any record shows. */
export function comparedFields(settings: Settings, listing: Listing): FieldPath[] {
	if (settings.listed !== undefined) return [...settings.listed];
	const left = new Set<string>([SYNC_KEY, ...settings.ignored]);
	const own = [settings.key, ...settings.systems.flatMap((system) => [system.modified, system.id])];
	for (const path of own) if (path?.steps.length === 1) left.add(String(path.steps[0]));
	const found = new Set<string>();
	let last: readonly string[] = [];
	for (const record of listing.records) {
		for (let input = 0; input < record.at.length; input += 1) {
			const index = record.at[input]!;
			if (index === NO_ITEM) continue;
			const keys = Object.keys(listing.items[input]![index]!.json);
			if (sameKeys(keys, last)) continue;
			last = keys;
			for (const name of keys) if (!left.has(name)) found.add(name);
		}
	}
	return [...found].map(fieldNamed);
}

/** Items of one list mostly share their keys. */
function sameKeys(a: readonly string[], b: readonly string[]): boolean {
	if (a.length !== b.length) return false;
	for (let i = 0; i < a.length; i += 1) if (a[i] !== b[i]) return false;
	return true;
}
