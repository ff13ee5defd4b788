/** Sources, targets and the detector's own code between them, on a state in memory. No n8n. */
import { decideAll, type Findings } from '../../nodes/ChangeDetector/decideAll';
import { coalesce, type Arrival } from '../../nodes/ChangeDetector/coalesce';
import type { DetectDefinition } from '../../nodes/ChangeDetector/definition';
import { nothingWaits, releaseDue } from '../../nodes/ChangeDetector/quiet';
import { compileReader, type RecordReader } from '../../nodes/ChangeDetector/readRecord';
import type { DetectSettings } from '../../nodes/ChangeDetector/settings';
import type { Report } from '../../nodes/shared/changes/decide';
import type { ChangeReceipt } from '../../nodes/shared/record/envelope';
import { keyHash } from '../../nodes/shared/record/fingerprint';
import type { StateStore } from '../../nodes/shared/state/port';

export type Row = Record<string, unknown>;

export interface Told {
	key: string;
	report: Report;
	/** Undefined for a delete. */
	json: Row | undefined;
	changed: readonly string[];
	receipt: ChangeReceipt;
}

export interface Run {
	changed: Told[];
	deleted: Told[];
	/** Verdict and item of what is no change. */
	quiet: { verdict: string; item: number | undefined }[];
	findings: Findings;
	/** How many items could not be read. */
	bad: number;
}

export const definition = (more: Partial<DetectDefinition> = {}): DetectDefinition => ({
	key: ['id'],
	fields: undefined,
	ignore: [],
	sets: [],
	noise: [],
	version: '',
	deleteField: '',
	deleteValues: ['deleted'],
	...more,
});

export const settings = (more: Partial<DetectSettings> = {}): DetectSettings => ({
	sync: 'model',
	ifStateLost: 'stop',
	system: '',
	definition: definition(),
	isList: true,
	reportsMissing: true,
	limits: { count: Infinity, percent: 100 },
	atOnce: false,
	holdMs: 0,
	tombstoneMs: 86_400_000,
	quietMs: 0,
	allSums: false,
	cap: 100_000,
	onlyNotable: false,
	...more,
});

export function readerOf(one: DetectDefinition): RecordReader {
	const compiled = compileReader(one);
	if (!compiled.ok) throw new Error(compiled.problem);
	return compiled.reader;
}

export async function runDetector(store: StateStore, set: DetectSettings, list: readonly unknown[]): Promise<Run> {
	const reader = readerOf(set.definition);
	const arrivals: Arrival[] = [];
	list.forEach((json, item) => {
		const read = reader.read(json);
		if (read.ok) arrivals.push({ reading: read.reading, item });
	});
	const bad = list.length - arrivals.length;
	const released = set.isList ? nothingWaits(arrivals) : await releaseDue(store, { ...set, onlyDue: false }, reader, arrivals, (i) => list[i] as never);
	const findings = await decideAll(store, set, reader, released, bad);
	const run: Run = { changed: [], deleted: [], quiet: [], findings, bad };
	const receipt = (key: string, { token }: Report): ChangeReceipt => ({
		kind: 'change', sync: set.sync, system: set.system, key: Buffer.from(keyHash(key), 'latin1').toString('hex'), token: token ?? -1,
	});
	for (const { record, arrival, decision } of findings.detected.arrivals) {
		if (decision === undefined) run.quiet.push({ verdict: 'superseded', item: arrival.item });
		else if (decision.verdict === 'changed') {
			const { names } = findings.nameFields(decision, arrival.reading);
			const json = (arrival.item === undefined ? arrival.stored!.json : list[arrival.item]) as Row;
			run.changed.push({ key: record.key, report: decision, json, changed: names, receipt: receipt(record.key, decision) });
		} else if (decision.verdict === 'deleted') {
			run.deleted.push({ key: record.key, report: decision, json: undefined, changed: [], receipt: receipt(record.key, decision) });
		} else run.quiet.push({ verdict: decision.verdict, item: arrival.item });
	}
	for (const { arrivals: waiting } of released.waiting) for (const { item } of waiting) run.quiet.push({ verdict: 'waiting', item });
	for (const { key, decision } of findings.detected.missing) {
		if (decision.verdict === 'deleted') run.deleted.push({ key, report: decision, json: undefined, changed: [], receipt: receipt(key, decision) });
	}
	return run;
}

/** A system that is written to: creates whole, updates only the fields that are said to have changed. */
export class Target {
	readonly rows = new Map<string, Row>();

	write({ key, report, json, changed }: Told, leftOut: ReadonlySet<string>): void {
		if (report.operation === 'delete') {
			this.rows.delete(key);
			return;
		}
		const row: Row = {};
		const take = (name: string): void => {
			if (Object.prototype.hasOwnProperty.call(json, name)) row[name] = json![name];
			else delete row[name];
		};
		const before = this.rows.get(key);
		// A real app would fail an update of what is not there; here it creates.
		if (report.operation === 'create' || before === undefined) for (const name of Object.keys(json!)) take(name);
		else {
			Object.assign(row, before);
			changed.forEach(take);
		}
		for (const name of leftOut) delete row[name];
		this.rows.set(key, row);
	}
}

export { coalesce };
