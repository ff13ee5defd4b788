import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { inputItems, type ItemProblem } from '../shared/n8n/items';
import { SYNC_KEY } from '../shared/record/envelope';
import { isRecord } from '../shared/record/json';
import { fieldNamed, type FieldPath } from '../shared/record/path';
import type { Change } from './readEvents';
import type { Settings } from './settings';

export const NO_ITEM = -1;

/** One record with the items that show it. */
export interface Joined {
	/** The key as text. */
	readonly key: string;
	/** Per system the index of the item that shows it (its newest change), or -1. */
	readonly at: number[];
	/** In the mode Event: per system its changes, oldest first. */
	readonly changes?: readonly (readonly Change[] | undefined)[];
	/** Set when the record cannot be reconciled: two items of one input claim to be it. */
	broken?: true;
}

/** An item that cannot be reconciled, and why. */
export interface BadItem {
	readonly input: number;
	readonly index: number;
	readonly problem: ItemProblem;
}

/** What arrived, joined by record. Systems are counted as under Systems. */
export interface Listing {
	/** Per system the items its records are among: those of its input, or in the mode Event of the one input. */
	readonly items: readonly (readonly INodeExecutionData[])[];
	/** Per system its input. */
	readonly inputs: readonly number[];
	readonly records: readonly Joined[];
	readonly bad: BadItem[];
	/** Systems with items whose key cannot be read: a record not found there may be among them. */
	readonly holes: ReadonlySet<number>;
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
				bad.push({ input, index, problem: keyProblem(json, key, index, systems[input]!.name) });
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
	return { items, inputs: systems.map((_, input) => input), records: [...byKey.values()], bad, holes };
}

/** A key as text: a number and the same number as text name the same record. Undefined: no key. */
export function keyText(value: unknown): string | undefined {
	if (typeof value === 'string') return value !== '' && value.isWellFormed() ? value : undefined;
	return typeof value === 'number' && Number.isFinite(value) ? String(value) : undefined;
}

/** @param system undefined in the mode Event, where no list can have a hole */
export function keyProblem(json: unknown, key: FieldPath, index: number, system: string | undefined): ItemProblem {
	const where = system === undefined ? `Item ${index}` : `Item ${index} of ${system}`;
	if (!isRecord(json)) {
		return { message: `${where} is not a record`, description: 'Its JSON must be an object with fields.' };
	}
	const value = key.get(json);
	const hole = system === undefined ? '' : ` While such items are there, nothing is created in ${system}, and nothing counts as vanished from it.`;
	const description = `The record key is "${key.text}". It must be a text or a number.${hole}`;
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
	const { event } = settings;
	const own = [
		settings.key,
		...settings.systems.flatMap((system) => [system.modified, system.id, system.version]),
		...(event === undefined ? [] : [event.systemField, event.kind, event.deleted]),
	];
	for (const path of own) if (path?.steps.length === 1) left.add(String(path.steps[0]));
	const found = new Set<string>();
	let last: readonly string[] = [];
	const look = (system: number, index: number): void => {
		if (index === NO_ITEM) return;
		const keys = Object.keys(listing.items[system]![index]!.json);
		if (sameKeys(keys, last)) return;
		last = keys;
		for (const name of keys) if (!left.has(name)) found.add(name);
	};
	for (const { at, changes } of listing.records) {
		for (let system = 0; system < at.length; system += 1) {
			if (changes === undefined) look(system, at[system]!);
			else for (const change of changes[system] ?? []) look(system, change.index);
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
