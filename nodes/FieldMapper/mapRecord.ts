import { SYNC_KEY } from '../shared/record/envelope';
import { getOwn, isRecord } from '../shared/record/json';
import { applyMapping, Rejected, type FieldRejection } from './applyMapping';
import type { Mapping } from './compileMapping';
import type { Direction } from './definition';
import type { DriftChange } from './drift/compare';
import { driftOf } from './drift/onItem';
import { preview } from './problem';
import type { SelectorStep } from './selector/step';
import type { SourceDetails } from './sourceDetails';
import { eachUnmapped, keepPart, Names, pathText } from './unmapped';

/** What to do with fields that no row reads. */
export const UNMAPPED = ['drop', 'keep', 'report', 'reject'] as const;
export type UnmappedPolicy = (typeof UNMAPPED)[number];

export interface RecordPlan {
	readonly direction: Direction;
	readonly mapping: Mapping;
	readonly unmapped: UnmappedPolicy;
	/** What else goes along under `_sync`. */
	readonly details?: SourceDetails;
	/** Whether mapped records carry the `_sync` they came with. */
	readonly keepSync: boolean;
	/** Filled while records are mapped: how many records had which field that no row reads and nothing kept. */
	readonly unmappedCounts: Map<string, number>;
	/** Filled while records are mapped: how many values of another type each path had that were let pass. */
	readonly toleratedCounts: Map<string, number>;
}

/** So many different names are counted; a stream of ever new names must not fill the memory. */
const MOST_COUNTED = 1000;
/** So many fields that no row reads are named when an item is rejected for them. */
const MOST_REJECTED = 20;

const NO_NOTES: Readonly<Record<string, unknown>> = {};

type JsonRecord = Readonly<Record<string, unknown>>;

/**
 * @param drift what is different from earlier runs; a record that shows it names it
 * @returns the mapped record with all that goes with it, or why there is none; `rest` is then what could be mapped,
 * ready to go on. Never changes `record`.
 */
export function mapRecord(plan: RecordPlan, record: JsonRecord, drift: readonly DriftChange[] = []): Record<string, unknown> | Rejected {
	const tolerated: FieldRejection[] = [];
	const result = applyMapping(plan.mapping, record, tolerated);
	for (const { path } of tolerated) count(plan.toleratedCounts, path);
	const notes = notesOf(record, tolerated, drift);
	const unread = plan.unmapped === 'reject' ? unreadFields(plan, record) : [];
	if (!(result instanceof Rejected)) {
		const out = complete(plan, record, result, notes);
		return unread.length === 0 ? out : new Rejected(unread, out);
	}
	const { rest } = result;
	return new Rejected([...result.reasons, ...unread], rest === undefined ? undefined : complete(plan, record, rest, notes));
}

function notesOf(record: JsonRecord, tolerated: readonly FieldRejection[], drift: readonly DriftChange[]): Readonly<Record<string, unknown>> {
	const shown = drift.length === 0 ? [] : driftOf(record, drift);
	if (tolerated.length === 0 && shown.length === 0) return NO_NOTES;
	return { ...(tolerated.length === 0 ? {} : { wrongType: tolerated }), ...(shown.length === 0 ? {} : { drift: shown }) };
}

/** Adds what no row made: fields that are kept, and `_sync`. */
function complete(plan: RecordPlan, record: JsonRecord, out: Record<string, unknown>, notes: Readonly<Record<string, unknown>>): Record<string, unknown> {
	const names = plan.unmapped === 'keep' || plan.unmapped === 'report' ? handleUnmapped(plan, record, out) : [];
	if (!plan.keepSync) return out;
	const sync = getOwn(record, SYNC_KEY);
	const found = plan.details === undefined ? notes : { ...plan.details(record, out), ...notes };
	const more = names.length === 0 ? found : { unmapped: names, ...found };
	if (more !== NO_NOTES) out[SYNC_KEY] = { ...(isRecord(sync) ? sync : {}), ...more };
	else if (sync !== undefined) out[SYNC_KEY] = sync;
	return out;
}

function handleUnmapped(plan: RecordPlan, record: JsonRecord, out: Record<string, unknown>): string[] {
	const names = new Names();
	const { mapping, unmappedCounts } = plan;
	const counted = new Set<string>();
	const drop = (steps: readonly SelectorStep[]): void => {
		const name = pathText(steps);
		if (counted.has(name)) return;
		counted.add(name);
		names.add(name);
		count(unmappedCounts, name);
	};
	eachUnmapped(record, mapping.read, (steps, value) => {
		if (plan.unmapped === 'keep') keepPart(out, mapping.written, steps, value, drop);
		else drop(steps);
	});
	return names.list();
}

function unreadFields(plan: RecordPlan, record: JsonRecord): FieldRejection[] {
	const reasons: FieldRejection[] = [];
	const seen = new Set<string>();
	eachUnmapped(record, plan.mapping.read, (steps, value) => {
		const path = pathText(steps);
		if (reasons.length >= MOST_REJECTED || seen.has(path)) return;
		seen.add(path);
		reasons.push({
			field: path,
			path,
			value: preview(value),
			rule: 'unmapped',
			message: 'No row of the table reads this field.',
			fix: 'Add a row for it, or choose something else under Fields Not in the Table.',
		});
	});
	return reasons;
}

function count(counts: Map<string, number>, name: string): void {
	if (counts.size < MOST_COUNTED || counts.has(name)) counts.set(name, (counts.get(name) ?? 0) + 1);
}

/** The record as it came, with the reasons under `_sync.rejected`. */
export function rejectedRecord(record: JsonRecord, { reasons }: Rejected, drift: readonly DriftChange[] = []): Record<string, unknown> {
	return withSync(record, { verdict: 'rejected', rejected: reasons, ...notesOf(record, [], drift) });
}

/** What could be mapped, with the reasons for what could not. The reasons ride along also where `_sync` is dropped. */
export function partlyMapped({ rest, reasons }: Rejected & { rest: Record<string, unknown> }): Record<string, unknown> {
	return withSync(rest, { verdict: 'partlyMapped', rejected: reasons });
}

function withSync(record: JsonRecord, more: Record<string, unknown>): Record<string, unknown> {
	const sync = getOwn(record, SYNC_KEY);
	return { ...record, [SYNC_KEY]: { ...(isRecord(sync) ? sync : {}), ...more } };
}
