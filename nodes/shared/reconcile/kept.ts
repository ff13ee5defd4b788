import type { Decision } from './decision';
import { agreedFingerprint, type KeptValues, type RecordMemory } from './memory';
import { fieldFingerprint } from './mergeStake';
import type { Policy, Rows } from './policy';
import { mergeRuleOf } from './rules';

/** Values a decision needs again are kept under their fingerprints; those nothing refers to any more are dropped. */
export function keepOnly(memory: RecordMemory, added: readonly KeptValues[] = []): RecordMemory {
	if (memory.kept === undefined && added.length === 0) return memory;
	const fields = new Set([...(memory.kept ?? []), ...added].map((entry) => entry.field));
	const kept: KeptValues[] = [];
	for (const field of fields) {
		const used = fingerprintsOf(memory, field);
		const values = new Map<number, unknown>();
		for (const list of [memory.kept, added]) {
			for (const entry of list ?? []) {
				if (entry.field === field) for (const [fingerprint, value] of entry.values) if (used.has(fingerprint)) values.set(fingerprint, value);
			}
		}
		if (values.size > 0) kept.push({ field, values: [...values] });
	}
	const next: RecordMemory = { ...memory, kept };
	if (kept.length === 0) delete next.kept;
	return next;
}

function fingerprintsOf(memory: RecordMemory, field: number): Set<number> {
	const used = new Set<number>();
	if (memory.words[field] !== undefined && memory.words[field] !== 0) used.add(agreedFingerprint(memory.words[field]));
	for (const entry of memory.pending ?? []) {
		if (entry.field !== field) continue;
		if (entry.planned !== null) used.add(entry.planned);
		for (const list of entry.accepted) for (const fingerprint of list) used.add(fingerprint);
	}
	return used;
}

/** The kept value with this fingerprint; undefined if none is kept (undefined itself is no value). */
export function keptValue(memory: RecordMemory | undefined, field: number, fingerprint: number | undefined): unknown {
	const entry = memory?.kept?.find((one) => one.field === field);
	return entry?.values.find(([known]) => known === fingerprint)?.[1];
}

const NONE: readonly KeptValues[] = [];
const mergedFields = new WeakMap<Policy, readonly number[]>();

/** The values of fields whose policy merges, as the systems show them and as they are planned: what to keep them from. */
export function shownValues(policy: Policy, rows: Rows, decisions: readonly Decision[] | undefined): readonly KeptValues[] {
	let fields = mergedFields.get(policy);
	if (fields === undefined) {
		fields = policy.rules.flatMap((rules, f) => (mergeRuleOf(rules) === undefined ? [] : [f]));
		mergedFields.set(policy, fields);
	}
	if (fields.length === 0) return NONE;
	return fields.map((field) => {
		const values = policy.systems.map((s) => rows[s]?.values[field]);
		values.push(decisions?.find((one) => one.field === field)?.value);
		const known = values.filter((value) => value !== undefined);
		return { field, values: known.map((value) => [fieldFingerprint(policy, field, value), value] as const) };
	});
}
