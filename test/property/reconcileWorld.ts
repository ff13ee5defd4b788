import {
	makeShape, reconcileRecord, settledValue,
	type Decision, type Outcome, type Policy, type RecordMemory, type Row, type Rule,
} from '../../nodes/shared/reconcile';

/** Rules by system name, so that a world can be laid out in any order. */
export type NamedRule =
	| { kind: 'owner'; system: string }
	| { kind: 'priority'; order: string[] }
	| { kind: 'newest' }
	| { kind: 'manual' };

export interface Setup {
	systems: string[];
	fields: string[];
	/** Per field its rules. */
	rules: Record<string, NamedRule[]>;
	/** `system/field` pairs in which the system has no say. */
	silent: string[];
	/** Per system what it holds at the start; a missing system lacks the record. */
	start: Record<string, Record<string, unknown>>;
}

export type Fate = 'done' | 'lost' | 'late';

export type Step =
	| { kind: 'edit'; system: string; field: string; value: unknown; skew: number }
	/** `fates` are drawn one a write; `unlisted` systems could not be read this round. */
	| { kind: 'sync'; fates: Fate[]; unlisted: string[] }
	/** Writes still under way arrive. */
	| { kind: 'arrive' };

interface Cell {
	value: unknown;
	/** The user's entry this value comes from. */
	entry: Entry | undefined;
}

export interface Entry {
	system: string;
	field: string;
	value: unknown;
	overwrittenBySomeoneWhoSawIt: boolean;
	reported: boolean;
}

interface Write {
	operation: 'create' | 'update';
	system: string;
	cells: Map<string, Cell>;
	/** Counts user edits and writes of the cell, to see whether it was touched since. */
	plannedAt: number;
}

/** A world of systems, users and unreliable writes around the true core, for one record. */
export class World {
	readonly held = new Map<string, Map<string, Cell>>();
	readonly modified = new Map<string, unknown>();
	readonly entries: Entry[] = [];
	readonly policy: Policy;
	memory: RecordMemory | undefined;
	now = Date.UTC(2026, 0, 1);
	/** Every outcome by name, for comparing worlds. */
	readonly trace: unknown[] = [];
	/** `system/field` of every value written. */
	written: string[] = [];
	private underWay: Write[] = [];
	private readonly touched = new Map<string, { edit: number; write: number }>();
	private tick = 0;

	/** @param careful writes that arrive late never overwrite what a user entered meanwhile, or a newer write */
	constructor(readonly setup: Setup, private readonly careful = false) {
		const shape = makeShape(setup.systems, setup.fields);
		const place = (name: string): number => setup.systems.indexOf(name);
		this.policy = {
			shape,
			systems: setup.systems.map((_, s) => s),
			rules: setup.fields.map((field) => (setup.rules[field] ?? []).map((rule): Rule => {
				if (rule.kind === 'owner') return { kind: 'owner', system: place(rule.system) };
				if (rule.kind === 'priority') return { kind: 'priority', order: rule.order.map(place) };
				return rule;
			})),
			skewMs: 2000,
			creates: true,
		};
		for (const system of setup.systems) {
			const start = setup.start[system];
			if (start === undefined) continue;
			const cells = new Map<string, Cell>();
			for (const field of setup.fields) {
				if (this.isSilent(system, field)) continue;
				const value = start[field] ?? null;
				cells.set(field, { value, entry: value === null ? undefined : this.enter(system, field, value) });
			}
			this.held.set(system, cells);
		}
	}

	isSilent(system: string, field: string): boolean {
		return this.setup.silent.includes(`${system}/${field}`);
	}

	take(step: Step): void {
		this.tick += 1;
		this.now += 60_000;
		if (step.kind === 'edit') this.edit(step);
		else if (step.kind === 'arrive') this.arrive();
		else this.sync(step.fates, step.unlisted);
	}

	private enter(system: string, field: string, value: unknown): Entry {
		const entry = { system, field, value, overwrittenBySomeoneWhoSawIt: false, reported: false };
		this.entries.push(entry);
		return entry;
	}

	private edit(step: Extract<Step, { kind: 'edit' }>): void {
		const cell = this.held.get(step.system)?.get(step.field);
		if (cell === undefined || cell.value === step.value) return;
		if (cell.entry !== undefined) cell.entry.overwrittenBySomeoneWhoSawIt = true;
		cell.value = step.value;
		cell.entry = this.enter(step.system, step.field, step.value);
		this.touch(step.system, step.field, 'edit');
		this.modified.set(step.system, step.skew === 99 ? null : new Date(this.now + step.skew * 1000).toISOString());
	}

	private touch(system: string, field: string, how: 'edit' | 'write'): void {
		const key = `${system}/${field}`;
		const at = this.touched.get(key) ?? { edit: 0, write: 0 };
		this.touched.set(key, { ...at, [how]: this.tick });
	}

	rows(unlisted: readonly string[] = []): (Row | undefined)[] {
		return this.setup.systems.map((system) => {
			const cells = this.held.get(system);
			if (cells === undefined || unlisted.includes(system)) return undefined;
			const values = this.setup.fields.map((field) => cells.get(field)?.value);
			return Object.freeze({ values: Object.freeze(values), modified: this.modified.get(system) });
		});
	}

	/** One round. @returns how many writes it planned */
	sync(fates: readonly Fate[] = [], unlisted: readonly string[] = []): number {
		const rows = this.rows(unlisted);
		if (rows.every((row) => row === undefined)) return 0;
		let mask = 0;
		for (const system of unlisted) mask |= 1 << this.setup.systems.indexOf(system);
		const round = { now: this.now, unlisted: mask, incomplete: 0 };
		const outcome = reconcileRecord(this.policy, round, freeze(this.memory), Object.freeze(rows));
		if (outcome.memory !== undefined) this.memory = JSON.parse(JSON.stringify(outcome.memory)) as RecordMemory;
		this.trace.push(named(this.setup, outcome));
		for (const decision of outcome.decisions) this.report(decision);
		const writes = this.writesOf(outcome, rows);
		writes.forEach((write, i) => {
			const fate = fates[i % Math.max(1, fates.length)] ?? 'done';
			if (fate === 'done') this.apply(write);
			else if (fate === 'late') this.underWay.push(write);
		});
		return writes.length;
	}

	private arrive(): void {
		const arriving = this.underWay;
		this.underWay = [];
		for (const write of arriving) this.apply(write);
	}

	private report(decision: Decision): void {
		const field = this.setup.fields[decision.field]!;
		if (!['settled', 'firstRun', 'blocked', 'undecided'].includes(decision.kind)) return;
		for (const lost of decision.lost) {
			const entry = this.held.get(this.setup.systems[lost.system]!)?.get(field)?.entry;
			if (entry !== undefined) entry.reported = true;
		}
	}

	private writesOf(outcome: Outcome, rows: readonly (Row | undefined)[]): Write[] {
		const writes: Write[] = [];
		this.setup.systems.forEach((system, s) => {
			const bit = 1 << s;
			const cells = new Map<string, Cell>();
			this.setup.fields.forEach((field, f) => {
				const decision = outcome.decisions.find((one) => one.field === f);
				const isTarget = decision !== undefined && (decision.targets & bit) !== 0;
				if ((outcome.creates & bit) === 0 && !isTarget) return;
				const settled = settledValue(this.policy, rows, outcome, f);
				if (settled === undefined) return;
				const source = this.held.get(this.setup.systems[settled.system]!)!.get(field)!;
				cells.set(field, { value: settled.value, entry: source.entry });
			});
			const operation = (outcome.creates & bit) !== 0 ? 'create' : 'update';
			if (cells.size > 0 || operation === 'create') writes.push({ operation, system, cells, plannedAt: this.tick });
		});
		return writes;
	}

	private apply(write: Write): void {
		if (write.operation === 'create') {
			if (this.held.has(write.system)) return;
			this.held.set(write.system, new Map());
			for (const field of this.setup.fields) {
				if (!this.isSilent(write.system, field)) {
					this.held.get(write.system)!.set(field, { value: null, entry: undefined });
				}
			}
		}
		for (const [field, cell] of write.cells) {
			const target = this.held.get(write.system)?.get(field);
			if (target === undefined) continue;
			const touched = this.touched.get(`${write.system}/${field}`) ?? { edit: 0, write: 0 };
			if (this.careful && (touched.edit > write.plannedAt || touched.write > write.plannedAt)) continue;
			target.value = cell.value;
			target.entry = cell.entry;
			this.touched.set(`${write.system}/${field}`, { ...touched, write: write.plannedAt });
			this.written.push(`${write.system}/${field}`);
		}
	}

	/** Nobody edits, every write is done. @returns the rounds it took until a plan was empty */
	settle(): number {
		this.arrive();
		this.written = [];
		for (let round = 1; round <= 20; round += 1) {
			this.take({ kind: 'arrive' });
			if (this.sync() === 0) return round - 1;
		}
		return Infinity;
	}

	/** What the systems that have a say show of a field. */
	shown(field: string): unknown[] {
		return [...this.held.values()].map((cells) => cells.get(field)?.value).filter((value) => value !== undefined);
	}
}

function freeze(memory: RecordMemory | undefined): RecordMemory | undefined {
	if (memory === undefined) return undefined;
	const walk = (value: unknown): void => {
		if (typeof value !== 'object' || value === null) return;
		Object.values(value).forEach(walk);
		Object.freeze(value);
	};
	walk(memory);
	return memory;
}

/** An outcome without places: the same for every layout of the same world. */
export function named(setup: Setup, outcome: Outcome): unknown {
	const bits = (mask: number): string[] => setup.systems.filter((_, s) => (mask & (1 << s)) !== 0).sort();
	const decisions = outcome.decisions.map((one) => ({
		field: setup.fields[one.field]!,
		kind: one.kind, rule: one.rule, winner: setup.systems[one.winner]!, value: one.value, status: one.status,
		lost: one.lost.map((lost) => [setup.systems[lost.system]!, lost.value]).sort(),
		targets: bits(one.targets), sources: bits(one.sources),
	}));
	decisions.sort((a, b) => (a.field < b.field ? -1 : 1));
	return { decisions, creates: bits(outcome.creates), vanished: bits(outcome.vanished) };
}
