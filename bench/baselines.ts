/** What the bare work costs as a node: no settings, no safety, no memory beyond the run. */
import { hash } from 'node:crypto';
import type { IDataObject, INodeExecutionData, INodeType } from 'n8n-workflow';
import { plainNode } from './engine';

/** Hands its items on. */
export function passThrough(): INodeType {
	return plainNode('passThrough', 1, 1, ([items]) => [items!]);
}

export function keyPrefix(key: string): string {
	return hash('sha256', key, 'binary').slice(0, 8);
}

/** Lets each `id` through once: new ones first output, known ones second. `seen` grows. */
export function setOfPrefixes(seen: Set<string>): INodeType {
	return plainNode('setOfPrefixes', 1, 2, ([items]) => {
		const fresh: INodeExecutionData[] = [];
		const known: INodeExecutionData[] = [];
		for (let i = 0; i < items!.length; i += 1) {
			const { json } = items![i]!;
			const prefix = keyPrefix(json['id'] as string);
			const out = { json, pairedItem: { item: i } };
			if (seen.has(prefix)) {
				known.push(out);
			} else {
				seen.add(prefix);
				fresh.push(out);
			}
		}
		return [fresh, known];
	});
}

/** As `setOfPrefixes`, and also tells a known id with another payload (third output). `seen` grows. */
export function mapOfPrefixes(seen: Map<string, string>): INodeType {
	return plainNode('mapOfPrefixes', 1, 3, ([items]) => {
		const fresh: INodeExecutionData[] = [];
		const known: INodeExecutionData[] = [];
		const mismatch: INodeExecutionData[] = [];
		for (let i = 0; i < items!.length; i += 1) {
			const { json } = items![i]!;
			const prefix = keyPrefix(json['id'] as string);
			const payload = payloadPrefix(json);
			const before = seen.get(prefix);
			if (before === undefined) seen.set(prefix, payload);
			(before === undefined ? fresh : before === payload ? known : mismatch).push({ json, pairedItem: { item: i } });
		}
		return [fresh, known, mismatch];
	});
}

export function payloadPrefix(json: IDataObject): string {
	return hash('sha256', JSON.stringify(json), 'binary').slice(0, 4);
}

/** Joins two inputs on `id` and compares `fields` with `===`: only in A, same, different, only in B. */
export function hashJoin(fields: readonly string[]): INodeType {
	return plainNode('hashJoin', 2, 4, ([a, b]) => {
		const byId = new Map<unknown, number>();
		for (let i = 0; i < b!.length; i += 1) byId.set(b![i]!.json['id'], i);
		const onlyA: INodeExecutionData[] = [];
		const same: INodeExecutionData[] = [];
		const different: INodeExecutionData[] = [];
		for (let i = 0; i < a!.length; i += 1) {
			const left = a![i]!.json;
			const match = byId.get(left['id']);
			if (match === undefined) {
				onlyA.push({ json: left, pairedItem: { item: i, input: 0 } });
				continue;
			}
			byId.delete(left['id']);
			const right = b![match]!.json;
			const changed: string[] = [];
			for (const field of fields) if (left[field] !== right[field]) changed.push(field);
			const pairedItem = [{ item: i, input: 0 }, { item: match, input: 1 }];
			if (changed.length === 0) same.push({ json: left, pairedItem });
			else different.push({ json: { id: left['id'], a: left, b: right, changed } as IDataObject, pairedItem });
		}
		const onlyB = [...byId.values()].map((index) => ({ json: b![index]!.json, pairedItem: { item: index, input: 1 } }));
		return [onlyA, same, different, onlyB];
	});
}

/** Finds for each record of the first input the one of the second with the same `field`: found, not found. */
export function joinOn(field: string): INodeType {
	return plainNode('joinOn', 2, 2, ([a, b]) => {
		const byValue = new Map<unknown, number>();
		for (let i = 0; i < b!.length; i += 1) byValue.set(b![i]!.json[field], i);
		const found: INodeExecutionData[] = [];
		const missing: INodeExecutionData[] = [];
		for (let i = 0; i < a!.length; i += 1) {
			const { json } = a![i]!;
			const match = byValue.get(json[field]);
			if (match === undefined) missing.push({ json, pairedItem: { item: i } });
			else found.push({ json: { ...json, targetId: b![match]!.json['id'] } as IDataObject, pairedItem: { item: i } });
		}
		return [found, missing];
	});
}
