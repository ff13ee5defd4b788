import {
	fieldFingerprint, isQuiet, makeShape, reconcileRecord, settledValue, settleWrite, stampOf, valueFingerprint,
	type Outcome, type Policy, type RecordMemory, type Row, type Rule,
} from '../../nodes/shared/reconcile';

/**
 * A model of users, systems, webhooks and unreliable writes around the true core, for one record, after *Mysteries of
 * Dropbox*: the model knows what every user saw, and so what may and what may not become of a value.
 */
export type ModelRule =
	| { kind: 'owner'; system: string }
	| { kind: 'priority'; order: string[] }
	| { kind: 'newest' | 'highestVersion' | 'nonEmpty' | 'longest' | 'min' | 'max' | 'sum' | 'union' | 'manual' }
	| { kind: 'keyed'; key: string };

export interface ModelSetup {
	systems: string[];
	fields: string[];
	rules: Record<string, ModelRule[]>;
	/** Per field the systems whose changes count; a missing field: all. */
	writers: Record<string, string[]>;
	writeBack: boolean;
	/** Systems whose deletes count; undefined: deletes are only reported. */
	deleters: string[] | undefined;
	/** Systems give versions (they count up with every change, ours included). */
	versioned: boolean;
	/** Systems give the time of the last change. */
	stamped: boolean;
	/** Per system what it holds at the start; a missing system lacks the record. */
	start: Record<string, Record<string, unknown>>;
}

/** What becomes of a write, and whether the sync is told. */
export type ModelFate = 'done' | 'doneUntold' | 'lost' | 'lostUntold' | 'late';

export type ModelStep =
	| { kind: 'edit'; system: string; field: string; value: unknown; skew: number }
	| { kind: 'delete'; system: string }
	| { kind: 'restore'; system: string; value: unknown }
	/** A comparison of lists; `hidden` systems list all but this record and say that their list has holes. */
	| { kind: 'compare'; fates: ModelFate[]; unlisted: string[]; hidden: string[] }
	/** The event at this place of the queue arrives; `again`: it stays in the queue as well. */
	| { kind: 'event'; at: number; again: boolean; fates: ModelFate[] }
	/** An event never arrives. */
	| { kind: 'loseEvent'; at: number }
	/** Writes under way arrive. */
	| { kind: 'arrive' };

/** A value a user entered, and whether it may be gone. */
export interface Entry {
	readonly system: string;
	readonly field: string;
	readonly value: unknown;
	/** Somebody who had seen it overwrote or deleted it. */
	seenAndReplaced: boolean;
	reported: boolean;
}

interface Cell {
	value: unknown;
	entry: Entry | undefined;
	editedAt: number;
	/** When the write it comes from was planned, and when it arrived. */
	writtenAt: number;
	arrivedAt: number;
}
type Held = Map<string, Cell>;

interface Heard {
	row: Row;
	entries: Map<string, Entry | undefined>;
	/** When the row was true. */
	at: number;
}
interface Event extends Heard {
	system: string;
}

interface Write {
	operation: 'create' | 'update' | 'delete';
	system: string;
	cells: Map<string, { value: unknown; entry: Entry | undefined }>;
	plannedAt: number;
	/** Up to when the sync knew the system when it planned this, and up to when it knew of its own writes there. */
	knownAt: number;
	toldAt: number;
}

export class Model {
	readonly held = new Map<string, Held>();
	readonly entries: Entry[] = [];
	readonly policy: Policy;
	memory: RecordMemory | undefined;
	/** Every outcome by name, for comparing models. */
	readonly trace: unknown[] = [];
	readonly outcomes: Outcome[] = [];
	/** `operation system/field` of every write that was planned. */
	planned: string[] = [];
	queue: Event[] = [];
	now = Date.UTC(2026, 0, 1);
	private tick = 0;
	private underWay: Write[] = [];
	private readonly version = new Map<string, number>();
	private readonly modified = new Map<string, unknown>();
	/** Up to when the core knows each system. */
	private readonly heardAt = new Map<string, number>();
	/** When a write arrived last that the sync was told of, per system. */
	private readonly toldAt = new Map<string, number>();
	private readonly existence = new Map<string, number>();

	/** @param byName events wait in the order of their systems' names, so that the layout does not order them */
	constructor(readonly setup: ModelSetup, private readonly byName = false) {
		const { systems, fields } = setup;
		const place = (name: string): number => systems.indexOf(name);
		const bits = (names: readonly string[]): number => names.reduce((sum, name) => sum | (1 << place(name)), 0);
		this.policy = {
			shape: makeShape(systems, fields, setup.versioned),
			systems: systems.map((_, s) => s),
			rules: fields.map((field) => (setup.rules[field] ?? []).map((rule): Rule => {
				if (rule.kind === 'owner') return { kind: 'owner', system: place(rule.system) };
				if (rule.kind === 'priority') return { kind: 'priority', order: rule.order.map(place) };
				return rule;
			})),
			skewMs: 2000,
			creates: true,
			writers: fields.map((field) => (Object.hasOwn(setup.writers, field) ? bits(setup.writers[field]!) : undefined)),
			writeBack: setup.writeBack,
			...(setup.deleters === undefined ? {} : { deletes: { by: bits(setup.deleters) } }),
		};
		for (const system of systems) {
			const start = setup.start[system];
			this.version.set(system, 1);
			if (start === undefined) continue;
			this.held.set(system, new Map(fields.map((field): [string, Cell] => {
				const value = Object.hasOwn(start, field) ? start[field] : null;
				return [field, { value, entry: value === null ? undefined : this.enter(system, field, value), editedAt: 0, writtenAt: 0, arrivedAt: 0 }];
			})));
		}
	}

	take(step: ModelStep): void {
		this.tick += 1;
		this.now += 60_000;
		switch (step.kind) {
			case 'edit':
				return this.edit(step.system, step.field, step.value, step.skew);
			case 'delete':
				return this.userDeletes(step.system);
			case 'restore':
				return this.restore(step.system, step.value);
			case 'arrive':
				return this.arrive();
			case 'loseEvent':
				if (this.queue.length > 0) this.queue.splice(step.at % this.queue.length, 1);
				return;
			case 'event': {
				if (this.queue.length === 0) return;
				const at = step.at % this.queue.length;
				const event = this.queue[at]!;
				if (!step.again) this.queue.splice(at, 1);
				this.hear(event, step.fates);
				return;
			}
			case 'compare':
				this.compare(step.fates, step.unlisted, step.hidden);
		}
	}

	private enter(system: string, field: string, value: unknown): Entry {
		const entry = { system, field, value, seenAndReplaced: false, reported: false };
		this.entries.push(entry);
		return entry;
	}

	private edit(system: string, field: string, value: unknown, skew: number): void {
		const cell = this.held.get(system)?.get(field);
		if (cell === undefined || cell.value === value) return;
		if (cell.entry !== undefined) cell.entry.seenAndReplaced = true;
		Object.assign(cell, { value, entry: this.enter(system, field, value), editedAt: this.tick });
		this.happened(system, skew);
	}

	private userDeletes(system: string): void {
		const cells = this.held.get(system);
		if (cells === undefined) return;
		for (const { entry } of cells.values()) if (entry !== undefined) entry.seenAndReplaced = true;
		this.held.delete(system);
		this.existence.set(system, this.tick);
		this.happened(system, 0);
	}

	private restore(system: string, value: unknown): void {
		if (this.held.has(system)) return;
		this.held.set(system, new Map(this.setup.fields.map((field): [string, Cell] => [
			field, { value, entry: this.enter(system, field, value), editedAt: this.tick, writtenAt: 0, arrivedAt: 0 },
		])));
		this.existence.set(system, this.tick);
		this.happened(system, 0, true);
	}

	/** The system's record changed: a version more, a time, an event. */
	private happened(system: string, skew: number, restored = false): void {
		this.version.set(system, this.version.get(system)! + 1);
		this.modified.set(system, skew === 99 ? null : new Date(this.now + skew * 1000).toISOString());
		const heard = this.look(system);
		const row = { ...heard.row, ...(restored ? { restored } : {}), ...(this.held.has(system) ? {} : { deleted: true }) };
		this.queue.push({ ...heard, row: Object.freeze(row), system });
		if (this.byName) this.queue.sort((a, b) => (a.system < b.system ? -1 : a.system > b.system ? 1 : a.at - b.at));
	}

	private look(system: string): Heard {
		const cells = this.held.get(system);
		const row: Row = {
			values: Object.freeze(this.setup.fields.map((field) => cells?.get(field)?.value)),
			modified: this.setup.stamped ? this.modified.get(system) : null,
			...(this.setup.versioned ? { version: this.version.get(system) } : {}),
		};
		return { row, entries: new Map(this.setup.fields.map((field) => [field, cells?.get(field)?.entry])), at: this.tick };
	}

	compare(fates: readonly ModelFate[] = [], unlisted: readonly string[] = [], hidden: readonly string[] = []): number {
		const { systems } = this.setup;
		const heard = new Map<string, Heard>();
		for (const system of systems) {
			if (unlisted.includes(system)) continue;
			if (hidden.includes(system)) continue;
			if (this.held.has(system)) heard.set(system, this.look(system));
			this.heardAt.set(system, this.tick);
		}
		if (heard.size === 0) return 0;
		const bits = (names: readonly string[]): number => names.reduce((sum, name) => sum | (1 << systems.indexOf(name)), 0);
		return this.reconcile(heard, { unlisted: bits(unlisted), incomplete: bits(hidden), unasked: 0 }, fates);
	}

	/** An event arrives: of the others nobody is asked. */
	private hear(event: Event, fates: readonly ModelFate[]): void {
		const all = (1 << this.setup.systems.length) - 1;
		this.reconcile(new Map([[event.system, event]]), { unlisted: 0, incomplete: 0, unasked: all }, fates);
	}

	/** Events of several systems in one round, with what they show now. */
	hearTogether(systems: readonly string[]): void {
		const all = (1 << this.setup.systems.length) - 1;
		this.reconcile(new Map(systems.map((system) => [system, this.look(system)])), { unlisted: 0, incomplete: 0, unasked: all }, []);
	}

	private reconcile(heard: ReadonlyMap<string, Heard>, bits: { unlisted: number; incomplete: number; unasked: number }, fates: readonly ModelFate[]): number {
		const rows = Object.freeze(this.setup.systems.map((system) => heard.get(system)?.row));
		const outcome = reconcileRecord(this.policy, { now: this.now, ...bits }, freeze(this.memory), rows);
		this.setup.systems.forEach((system, s) => {
			const one = heard.get(system);
			if (one !== undefined && (outcome.stale & (1 << s)) === 0) this.heardAt.set(system, Math.max(this.heardAt.get(system) ?? 0, one.at));
		});
		if (outcome.memory !== undefined) this.memory = copy(outcome.memory);
		this.outcomes.push(outcome);
		if (!isQuiet(outcome)) this.trace.push(this.named(outcome));
		this.report(outcome, heard);
		const writes = this.writesOf(outcome, rows, heard);
		writes.forEach((write, i) => this.send(write, fates[i % Math.max(1, fates.length)] ?? 'done'));
		return writes.length;
	}

	private report(outcome: Outcome, heard: ReadonlyMap<string, Heard>): void {
		for (const decision of outcome.decisions) {
			if (!['settled', 'firstRun', 'blocked', 'undecided', 'waiting'].includes(decision.kind)) continue;
			for (const lost of decision.lost) {
				const entry = heard.get(this.setup.systems[lost.system]!)?.entries.get(this.setup.fields[decision.field]!);
				if (entry !== undefined) entry.reported = true;
			}
		}
	}

	private writesOf(outcome: Outcome, rows: readonly (Row | undefined)[], heard: ReadonlyMap<string, Heard>): Write[] {
		const writes: Write[] = [];
		this.setup.systems.forEach((system, s) => {
			const bit = 1 << s;
			const knownAt = this.heardAt.get(system) ?? -1;
			const toldAt = Math.max(knownAt, this.toldAt.get(system) ?? -1);
			if ((outcome.deletes & bit) !== 0) {
				writes.push({ operation: 'delete', system, cells: new Map(), plannedAt: this.tick, knownAt, toldAt });
				this.planned.push(`delete ${system}`);
				return;
			}
			const isCreate = (outcome.creates & bit) !== 0;
			const cells: Write['cells'] = new Map();
			this.setup.fields.forEach((field, f) => {
				const decision = outcome.decisions.find((one) => one.field === f);
				if (!isCreate && (decision === undefined || (decision.targets & bit) === 0)) return;
				const settled = settledValue(this.policy, rows, outcome, f);
				if (settled === undefined) return;
				const source = heard.get(this.setup.systems[settled.system]!)?.entries.get(field);
				const isWhole = source !== undefined && valueFingerprint(source.value) === valueFingerprint(settled.value);
				cells.set(field, { value: settled.value, entry: isWhole ? source : undefined });
			});
			if (cells.size === 0 && !isCreate) return;
			writes.push({ operation: isCreate ? 'create' : 'update', system, cells, plannedAt: this.tick, knownAt, toldAt });
			for (const field of cells.keys()) this.planned.push(`${isCreate ? 'create' : 'update'} ${system}/${field}`);
		});
		return writes;
	}

	private send(write: Write, fate: ModelFate): void {
		if (fate === 'late') {
			this.underWay.push(write);
			return;
		}
		const isDone = fate === 'done' || fate === 'doneUntold' ? this.apply(write) : false;
		if (isDone && fate === 'done') this.toldAt.set(write.system, this.tick);
		if (fate === 'done' || fate === 'lost') this.settle(write, isDone);
	}

	private settle(write: Write, done: boolean): void {
		const fields = [...write.cells].map(([field, { value }]) => {
			const f = this.setup.fields.indexOf(field);
			return { field: f, fingerprint: fieldFingerprint(this.policy, f, value) };
		});
		const system = this.setup.systems.indexOf(write.system);
		const settled = settleWrite(this.policy.shape, freeze(this.memory), {
			system, operation: write.operation, fields, done, now: this.now, events: true,
			...(this.setup.versioned ? { version: this.version.get(write.system) } : {}),
		});
		if (settled !== undefined) this.memory = copy(settled);
	}

	arrive(): void {
		const arriving = this.underWay;
		this.underWay = [];
		for (const write of arriving) this.apply(write);
	}

	/**
	 * A write is refused where somebody changed the record since the sync last heard of it, and where an earlier write
	 * arrived that the sync did not know of when it planned this one: as every write should be, and the only way to
	 * promise that nothing is lost. An old write that lands on a newer one leaves what a user would who goes back.
	 */
	private apply(write: Write): boolean {
		const { system, knownAt, toldAt } = write;
		const cells = this.held.get(system);
		if ((this.existence.get(system) ?? -1) > knownAt) return false;
		if (write.operation === 'create') {
			if (cells !== undefined) return false;
			this.held.set(system, new Map(this.setup.fields.map((field): [string, Cell] => {
				const cell = write.cells.get(field);
				return [field, { value: cell?.value ?? null, entry: cell?.entry, editedAt: 0, writtenAt: write.plannedAt, arrivedAt: this.tick }];
			})));
			this.existence.set(system, this.tick);
			this.happened(system, 0);
			return true;
		}
		if (cells === undefined) return write.operation === 'delete';
		if (write.operation === 'delete') {
			if ([...cells.values()].some((cell) => cell.editedAt > knownAt)) return false;
			this.held.delete(system);
			this.existence.set(system, this.tick);
			this.happened(system, 0);
			return true;
		}
		const isRefused = (field: string): boolean => {
			const { editedAt, arrivedAt, writtenAt } = cells.get(field)!;
			return editedAt > knownAt || arrivedAt > toldAt || writtenAt > write.plannedAt;
		};
		if ([...write.cells.keys()].some(isRefused)) return false;
		for (const [field, { value, entry }] of write.cells) Object.assign(cells.get(field)!, { value, entry, writtenAt: write.plannedAt, arrivedAt: this.tick });
		this.happened(system, 0);
		return true;
	}

	/** Nobody edits, every write is done, every event arrives, in order. @returns the comparisons until a plan was empty */
	settleDown(): number {
		for (let i = 0; i < 200 && (this.queue.length > 0 || this.underWay.length > 0); i += 1) {
			this.take({ kind: 'arrive' });
			this.take({ kind: 'event', at: 0, again: false, fates: [] });
		}
		this.planned = [];
		for (let round = 1; round <= 20; round += 1) {
			this.take({ kind: 'arrive' });
			const before = this.outcomes.length;
			// A list older than a create is dropped once: the next one says more.
			const isOld = (): boolean => this.outcomes.length > before && this.outcomes.at(-1)!.stale !== 0;
			if (this.compare() === 0 && !isOld()) return round - 1;
		}
		return Infinity;
	}

	/** What the systems that hold the record show of a field, as the policy compares it. */
	shown(field: string): unknown[] {
		return [...this.held.values()].map((cells) => cells.get(field)!.value);
	}

	stamp(system: string): number | undefined {
		return stampOf([this.look(system).row], 0, this.now);
	}

	/** An outcome without places: the same for every layout of the same model. */
	named(outcome: Outcome): unknown {
		const { systems, fields } = this.setup;
		const names = (mask: number): string[] => systems.filter((_, s) => (mask & (1 << s)) !== 0).sort();
		const decisions = outcome.decisions.map((one) => ({
			field: fields[one.field]!, kind: one.kind, rule: one.rule, winner: systems[one.winner]!, value: one.value, status: one.status,
			lost: one.lost.map((lost) => JSON.stringify([systems[lost.system]!, lost.value])).sort(),
			targets: names(one.targets), sources: names(one.sources), ask: names(one.ask),
		}));
		decisions.sort((a, b) => (a.field < b.field ? -1 : 1));
		return {
			decisions, creates: names(outcome.creates), deletes: names(outcome.deletes), vanished: names(outcome.vanished),
			revived: names(outcome.revived), stale: names(outcome.stale), sameVersion: names(outcome.sameVersion),
			refused: outcome.refused && { ...outcome.refused, systems: names(outcome.refused.systems), targets: names(outcome.refused.targets) },
		};
	}
}

function copy(memory: RecordMemory): RecordMemory {
	return JSON.parse(JSON.stringify(memory)) as RecordMemory;
}

function freeze<T>(value: T): T {
	if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
		Object.values(value).forEach(freeze);
		Object.freeze(value);
	}
	return value;
}

/** Every value that is entered is a text of its own. */
export function distinct(setup: ModelSetup, history: readonly ModelStep[]): { setup: ModelSetup; history: ModelStep[] } {
	let next = 0;
	const start = Object.fromEntries(Object.entries(setup.start).map(([system, held]) =>
		[system, Object.fromEntries(Object.keys(held).map((field) => [field, `v${(next += 1)}`]))]));
	const named = history.map((step) => (step.kind === 'edit' || step.kind === 'restore' ? { ...step, value: `v${(next += 1)}` } : step));
	return { setup: { ...setup, start }, history: named };
}
