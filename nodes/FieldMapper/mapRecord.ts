import { SYNC_KEY } from '../shared/record/envelope';
import { getOwn, isRecord } from '../shared/record/json';
import type { PathStep } from '../shared/record/path';
import { applyMapping, Rejected } from './applyMapping';
import type { Mapping } from './compileMapping';
import { eachUnmapped, keepPart, Names, pathText } from './unmapped';

/** What to do with fields that no row reads. */
export type UnmappedPolicy = 'drop' | 'keep' | 'report';

export interface RecordPlan {
	readonly mapping: Mapping;
	readonly unmapped: UnmappedPolicy;
	/** Whether mapped records carry the `_sync` they came with. */
	readonly keepSync: boolean;
	/** Filled while records are mapped: how many records had which field that no row reads and nothing kept. */
	readonly unmappedCounts: Map<string, number>;
}

/** So many different unmapped fields are counted; a stream of ever new names must not fill the memory. */
const MOST_COUNTED = 1000;

/** @returns the mapped record with all that goes with it, or why there is none. Never changes `record`. */
export function mapRecord(plan: RecordPlan, record: Readonly<Record<string, unknown>>): Record<string, unknown> | Rejected {
	const out = applyMapping(plan.mapping, record);
	if (out instanceof Rejected) return out;
	const names = plan.unmapped === 'drop' ? [] : handleUnmapped(plan, record, out);
	if (!plan.keepSync) return out;
	const sync = getOwn(record, SYNC_KEY);
	if (names.length > 0) out[SYNC_KEY] = { ...(isRecord(sync) ? sync : {}), unmapped: names };
	else if (sync !== undefined) out[SYNC_KEY] = sync;
	return out;
}

function handleUnmapped(plan: RecordPlan, record: Readonly<Record<string, unknown>>, out: Record<string, unknown>): string[] {
	const names = new Names();
	const { mapping, unmappedCounts } = plan;
	const drop = (steps: readonly PathStep[]): void => {
		names.add(steps);
		const name = pathText(steps);
		if (unmappedCounts.size < MOST_COUNTED || unmappedCounts.has(name)) {
			unmappedCounts.set(name, (unmappedCounts.get(name) ?? 0) + 1);
		}
	};
	eachUnmapped(record, mapping.read, (steps, value) => {
		if (plan.unmapped === 'keep') keepPart(out, mapping.written, steps, value, drop);
		else drop(steps);
	});
	return names.list();
}

/** The record as it came, with the reasons under `_sync.rejected`. */
export function rejectedRecord(record: Readonly<Record<string, unknown>>, { reasons }: Rejected): Record<string, unknown> {
	const sync = getOwn(record, SYNC_KEY);
	return { ...record, [SYNC_KEY]: { ...(isRecord(sync) ? sync : {}), verdict: 'rejected', rejected: reasons } };
}
