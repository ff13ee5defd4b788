import { factorOf, sumsOf, type FieldFactor } from '../shared/changes/sums';
import type { ItemProblem } from '../shared/n8n/items';
import { valueFingerprint } from '../shared/reconcile/valueFingerprint';
import { parseVersion, type Version } from '../shared/reconcile/version';
import { SYNC_KEY } from '../shared/record/envelope';
import { eventKind } from '../shared/record/eventKind';
import { isRecord } from '../shared/record/json';
import { compilePath, type FieldPath } from '../shared/record/path';
import type { DetectDefinition } from './definition';
import { asSet, normaliser } from './normalise';

/** What an item says about its record. */
export interface RecordReading {
	/** The record key as text: a number and the same number as text are one key. */
	readonly key: string;
	readonly isDeleted: boolean;
	/** The compared fields it has. */
	readonly fields: readonly FieldFactor[];
	/** Their fingerprints, by place of `fields`. */
	readonly fingerprints: readonly number[];
	/** Over all of them. */
	readonly sums: readonly number[];
	readonly version: Version | undefined;
	/** The version as the item has it. */
	readonly versionValue: unknown;
}

export type Read = { readonly ok: true; readonly reading: RecordReading } | { readonly ok: false; readonly problem: ItemProblem };

/** A definition made ready: paths compiled, names looked up. */
export interface RecordReader {
	readonly keyPaths: readonly FieldPath[];
	read(json: unknown): Read;
	/** Whether a field of that name would be compared. */
	compares(name: string): boolean;
}

export type CompiledReader = { readonly ok: true; readonly reader: RecordReader } | { readonly ok: false; readonly label: string; readonly problem: string };

/** @returns the reader, or which part of the definition is wrong and how */
export function compileReader(definition: DetectDefinition): CompiledReader {
	const wrong: { label: string; problem: string }[] = [];
	const compile = (label: string, names: readonly string[]): FieldPath[] =>
		[...new Set(names)].flatMap((name) => {
			const result = compilePath(name);
			if (result.ok) return [result.path];
			wrong.push({ label, problem: result.problem });
			return [];
		});
	const keyPaths = compile('Record Key', definition.key);
	const listed = definition.fields && compile('Fields', definition.fields);
	const [versionPath] = compile('Version Field', definition.version === '' ? [] : [definition.version]);
	const [deletePath] = compile('Delete Flag', definition.deleteField === '' ? [] : [definition.deleteField]);
	if (keyPaths.length === 0) wrong.push({ label: 'Record Key', problem: 'It is empty' });
	if (listed?.length === 0) wrong.push({ label: 'Fields', problem: 'None are listed' });
	if (wrong.length > 0) return { ok: false, ...wrong[0]! };

	const own = [...keyPaths, versionPath, deletePath].filter((path) => path !== undefined);
	const leftOut = new Set<string>([SYNC_KEY, ...definition.ignore]);
	for (const { steps } of own) if (steps.length === 1) leftOut.add(String(steps[0]));
	const compared = listed?.filter(({ text }) => !own.some((path) => path.text === text));
	const names = new Set(compared?.map(({ text }) => text));
	const normalise = normaliser(new Set(definition.noise));
	const sets = new Set(definition.sets);
	const deleteValues = definition.deleteValues && new Set(definition.deleteValues.map((value) => value.trim().toLowerCase()));
	const finger = (name: string, value: unknown): number | undefined => {
		const normal = normalise(value);
		return normal === undefined ? undefined : valueFingerprint(sets.has(name) ? asSet(normal) : normal);
	};

	return {
		ok: true,
		reader: {
			keyPaths,
			compares: (name) => (compared === undefined ? !leftOut.has(name) : names.has(name)),
			read(json) {
				if (!isRecord(json)) {
					return fail('This item is not a record', 'Its JSON must be an object with fields. Check the node before this one.');
				}
				const key = keyText(keyPaths, json);
				if (typeof key !== 'string') return { ok: false, problem: key };
				const versionValue = versionPath?.get(json);
				const version = parseVersion(versionValue);
				if (versionPath !== undefined && version === undefined && versionValue !== undefined && versionValue !== null) {
					return fail(
						`The version field "${versionPath.text}" is neither a number nor a time`,
						'It must be a whole number that grows, or a time with an offset or Z, such as 2026-03-01T12:00:00Z. Correct the item, or choose another Version Field.',
					);
				}
				const isDeleted = deletePath !== undefined && saysDeleted(deletePath.get(json), deleteValues);
				const fields: FieldFactor[] = [];
				const fingerprints: number[] = [];
				const take = (name: string, value: unknown): void => {
					const fingerprint = finger(name, value);
					if (fingerprint === undefined) return;
					fields.push(factorOf(name));
					fingerprints.push(fingerprint);
				};
				let at = '';
				try {
					if (!isDeleted) {
						if (compared === undefined) {
							for (at of Object.keys(json)) if (!leftOut.has(at)) take(at, json[at]);
						} else {
							for (const path of compared) take((at = path.text), path.get(json));
						}
					}
				} catch (error) {
					return fail(
						`The field "${at}" cannot be compared: ${(error as Error).message}`,
						'Correct the value before this node, or leave the field out under Fields to Compare or Fields to Ignore.',
					);
				}
				return { ok: true, reading: { key, isDeleted, fields, fingerprints, sums: sumsOf(fields, fingerprints), version, versionValue } };
			},
		},
	};
}

function fail(message: string, description: string): Read {
	return { ok: false, problem: { message, description } };
}

function keyText(paths: readonly FieldPath[], json: Record<string, unknown>): string | ItemProblem {
	const texts: string[] = [];
	for (const path of paths) {
		const value = path.get(json);
		const text = typeof value === 'number' && Number.isFinite(value) ? String(value + 0) : value;
		if (typeof text !== 'string' || text === '' || !text.isWellFormed()) return keyProblem(path, value);
		texts.push(text);
	}
	return texts.length === 1 ? texts[0]! : JSON.stringify(texts);
}

/** The values of the key fields, from the key as text. */
export function keyValues(paths: readonly FieldPath[], key: string): readonly string[] {
	return paths.length === 1 ? [key] : (JSON.parse(key) as string[]);
}

function keyProblem(path: FieldPath, value: unknown): ItemProblem {
	const what =
		value === undefined || value === null || value === '' ? 'has no value'
		: typeof value === 'string' ? 'holds half a surrogate pair (broken encoding)'
		: 'is neither text nor number';
	return {
		message: `The record key "${path.text}" ${what}`,
		description: 'Each item needs the key that names its record. Correct the item, or choose another Record Key. While such items are in a full list, no deletes are reported.',
	};
}

function saysDeleted(value: unknown, values: ReadonlySet<string> | undefined): boolean {
	if (values === undefined) return eventKind(value) === 'deleted';
	if (value === undefined || value === null || typeof value === 'object') return false;
	return values.has(String(value).trim().toLowerCase());
}
