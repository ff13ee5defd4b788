import type { IExecuteFunctions } from 'n8n-workflow';
import { inputItems, type ItemProblem } from '../shared/n8n/items';
import { canonicalJson } from '../shared/record/canonical';
import { parseStamp } from '../shared/reconcile/stamp';
import { compareVersions, parseVersion, type Version } from '../shared/reconcile/version';
import { eventKind, KNOWN_WORDS, saysDeleted, type EventKind } from '../shared/record/eventKind';
import type { EventSettings } from './eventSettings';
import { keyProblem, keyText, NO_ITEM, type BadItem, type Joined, type Listing } from './listing';
import type { Settings } from './settings';

/** One event: what a system says happened to a record. */
export interface Change {
	/** Its item's place. */
	readonly index: number;
	readonly kind: EventKind;
	readonly version: Version | undefined;
	/** When the record was changed, in ms; undefined if not said. */
	readonly time: number | undefined;
}

interface Growing {
	readonly key: string;
	readonly at: number[];
	readonly changes: (Change[] | undefined)[];
}

/** Joins events by record and system, each system's in the order in which they happened. */
export function readEvents(ctx: IExecuteFunctions, settings: Settings, event: EventSettings): Listing {
	const { systems, key } = settings;
	const list = inputItems(ctx, 0);
	const places = new Map(systems.map((system, place) => [system.name, place]));
	const byKey = new Map<string, Growing>();
	const bad: BadItem[] = [];
	for (let index = 0; index < list.length; index += 1) {
		const json: unknown = list[index]!.json;
		const fail = (problem: ItemProblem): void => void bad.push({ input: 0, index, problem });
		const text = keyText(typeof json === 'object' ? key.get(json) : undefined);
		if (text === undefined) {
			fail(keyProblem(json, key, index, undefined));
			continue;
		}
		const place = event.systemField === undefined ? event.system : places.get(nameOf(event.systemField.get(json)));
		if (place === undefined) {
			fail(systemProblem(event, json, index, systems.map((system) => system.name)));
			continue;
		}
		const kind = kindOf(event, json);
		if (kind === undefined) {
			fail({
				message: `Item ${index} says "${String(event.kind?.get(json)).slice(0, 100)}" in ${event.kind!.text}, which is no known kind of event`,
				description: `Known are ${KNOWN_WORDS}, also at the end of a longer name (customer.deleted). Map others to these before this node, or empty Event Kind Field so that every item counts as a change.`,
			});
			continue;
		}
		let record = byKey.get(text);
		if (record === undefined) {
			record = { key: text, at: new Array<number>(systems.length).fill(NO_ITEM), changes: new Array<Change[] | undefined>(systems.length).fill(undefined) };
			byKey.set(text, record);
		}
		const system = systems[place]!;
		(record.changes[place] ??= []).push({
			index, kind, version: parseVersion(system.version?.get(json)), time: parseStamp(system.modified?.get(json)),
		});
	}
	const records = [...byKey.values()].map((record): Joined => {
		record.changes.forEach((changes, place) => {
			if (changes === undefined) return;
			inOrder(changes, (change) => list[change.index]!.json);
			record.at[place] = changes.at(-1)!.index;
		});
		return record;
	});
	return { items: systems.map(() => list), inputs: systems.map(() => 0), records, bad, holes: new Set() };
}

function nameOf(value: unknown): string {
	return typeof value === 'string' ? value.trim() : '';
}

function kindOf(event: EventSettings, json: unknown): EventKind | undefined {
	if (event.deleted !== undefined && saysDeleted(event.deleted.get(json))) return 'deleted';
	if (event.kind === undefined) return 'updated';
	const said = event.kind.get(json);
	return said === undefined && event.kindMayLack ? 'updated' : eventKind(said);
}

function systemProblem(event: EventSettings, json: unknown, index: number, names: readonly string[]): ItemProblem {
	const name = event.systemField!.get(json);
	const what = name === undefined || name === null || name === ''
		? `Item ${index} does not say in ${event.systemField!.text} which system it comes from`
		: `Item ${index} comes from "${String(name).slice(0, 100)}", which is not one of the systems`;
	return { message: what, description: `The systems are ${names.join(', ')}. Name one of them in that field, exactly as under Systems.` };
}

/**
 * Oldest first: by version where all have one, else by time where all have one, else as they arrived. Mixing them
 * would be no order. What versions or times leave open, the content decides, not the order of arrival.
 */
export function inOrder(changes: Change[], contentOf: (change: Change) => unknown): void {
	if (changes.length < 2) return;
	const byVersion = changes.every((change) => change.version !== undefined);
	const byTime = changes.every((change) => change.time !== undefined);
	if (!byVersion && !byTime) return;
	changes.sort((a, b) =>
		(byVersion ? compareVersions(a.version!, b.version!) : 0) ||
		(byTime ? a.time! - b.time! : 0) ||
		byContent(contentOf(a), contentOf(b)) ||
		a.index - b.index);
}

function byContent(a: unknown, b: unknown): number {
	try {
		const [left, right] = [canonicalJson(a), canonicalJson(b)];
		return left < right ? -1 : left > right ? 1 : 0;
	} catch {
		// What JSON cannot hold is reported when its values are read.
		return 0;
	}
}
