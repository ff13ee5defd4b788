import assert from 'node:assert/strict';
import { CHECKPOINTS } from '../../nodes/shared/checkpoint/collection';
import { markCheckpoints, type CheckpointMark } from '../../nodes/shared/checkpoint/markCheckpoints';
import { propose, type Place, type Proposed, type ProposeTerms, type ReadItem } from '../../nodes/shared/checkpoint/propose';
import { shareOf } from '../../nodes/shared/checkpoint/receipts';
import { readOn, setTo } from '../../nodes/shared/checkpoint/standing';
import type { CheckpointReceipt } from '../../nodes/shared/record/envelope';
import { keyHash, keyToHex } from '../../nodes/shared/record/fingerprint';
import { readImage, writeImage } from '../../nodes/shared/state/durableImage';
import { MemoryState } from '../../nodes/shared/state/memoryState';

const NAME = 'crm';
const KEY = keyHash(NAME);
const KEEP_MS = 5_000;
const FUTURE_MS = 300;
/** Further ahead than any clock jump of the histories. */
export const FAR_AHEAD = 10_000_000;

/** What a record was at some time. `at` is the source's stamp for it. */
interface Version {
	readonly record: number;
	readonly content: number;
	readonly at: number;
}

export interface Setup {
	readonly kind: 'time' | 'number';
	/** How far before the checkpoint reads begin; also how late at most a change shows in the source. */
	readonly overlap: number;
}

export type Step =
	/** A record is written at the source; `late`: it shows with a stamp so much older, at most the overlap. `ahead`: with one far in the future. */
	| { kind: 'edit'; record: number; tick: number; late: number; ahead: boolean }
	/** A run asks where to read on. Runs are counted from the one that began last. */
	| { kind: 'begin' }
	/** It gets its answer from the source, in whatever order. */
	| { kind: 'query'; run: number; order: number }
	/** It proposes; `first`: only so many of the oldest, and the rest the next time. */
	| { kind: 'propose'; run: number; first?: number }
	/** It tells what became of some items, each leading to so many effects. */
	| { kind: 'report'; run: number; items: readonly Fate[]; reorder: number }
	/** It dies. */
	| { kind: 'die'; run: number }
	| { kind: 'save' }
	/** The process is killed: what was not saved is gone, runs too. */
	| { kind: 'kill' }
	| { kind: 'jump'; by: number }
	| { kind: 'set'; to: number };

export interface Fate {
	readonly item: number;
	/** How many effects this item leads to, and which of them are told. */
	readonly of: number;
	readonly parts: number;
	readonly failed: boolean;
	/** Told a second time, as a repeated execution does. */
	readonly twice: boolean;
}

interface Run {
	readonly id: number;
	since: number | undefined;
	found: Version[] | undefined;
	/** By item: what is to be told of it. */
	items: Item[] | undefined;
	pages: number;
	/** The first item told as failed before it was settled. */
	failed: number;
	/** After this many Sets it began to be waited for, and until when. */
	sets: number;
	until: number;
}

interface Item {
	readonly version: Version;
	readonly receipt: CheckpointReceipt;
	/** Which of its run's pages it came with. */
	readonly page: number;
	/** The parts that are settled or parked. */
	readonly told: Set<number>;
	of: number | undefined;
}

/** One source, one checkpoint, and any number of runs that die when they like. Checks after every step. */
export class CheckpointModel {
	private clock = 1_000_000;
	private skew = 0;
	private state = new MemoryState(() => this.clock + this.skew);
	private disk: { text: string; at: number | undefined } | undefined;
	/** By record, as the source shows it now. */
	private readonly source = new Map<number, Version>();
	private contents = 0;
	private runs: Run[] = [];
	/** Versions whose every effect is settled or parked. */
	private readonly done = new Set<string>();
	private at: number | undefined;
	/** What a person skipped. */
	private readonly skipped = new Set<string>();
	private sets = 0;
	private begun = 0;

	constructor(private readonly setup: Setup) {}

	async do(step: Step): Promise<void> {
		await this.take(step);
		await this.check(step);
	}

	private async take(step: Step): Promise<void> {
		switch (step.kind) {
			case 'edit': {
				this.clock += step.tick;
				const at = step.ahead && this.setup.kind === 'time' ? this.clock + FAR_AHEAD : this.clock - Math.min(step.late, this.setup.overlap);
				this.source.set(step.record, { record: step.record, content: (this.contents += 1), at });
				return;
			}
			case 'begin':
				this.runs.push({ id: (this.begun += 1), since: await this.readOn(), found: undefined, items: undefined, pages: 0, failed: Infinity, sets: 0, until: 0 });
				return;
			case 'query': {
				const run = this.newest(step.run);
				if (run !== undefined) run.found ??= shuffled(this.visible(run.since), step.order);
				return;
			}
			case 'propose': {
				const run = this.newest(step.run);
				if (run?.found === undefined || run.found.length === 0) return;
				// What is proposed in several pieces comes oldest first.
				const inOrder = step.first === undefined ? run.found : [...run.found].sort((a, b) => a.at - b.at);
				const page = inOrder.slice(0, step.first);
				run.found = inOrder.slice(page.length);
				const { token, places } = await this.propose(page, `run ${run.id}`);
				run.items = [...(run.items ?? []), ...places.flatMap((place, i) => (place.kind !== 'read' ? [] : [{ version: page[i]!, receipt: receiptFor(token!, place), page: run.pages, told: new Set<number>(), of: undefined }]))];
				run.pages += 1;
				run.sets = this.sets;
				run.until = this.clock + this.skew + KEEP_MS;
				return;
			}
			case 'report': {
				const run = this.newest(step.run);
				if (run?.items === undefined || run.items.length === 0) return;
				await this.report(run, run.items, step);
				return;
			}
			case 'die':
				this.runs = this.runs.filter((run) => run !== this.newest(step.run));
				return;
			case 'save':
				this.disk = { text: writeImage({ writer: 'w', revision: this.state.revision, workflow: 'f' }, this.state.image()), at: this.at };
				return;
			case 'kill': {
				this.clock += 1;
				this.runs = [];
				this.state = new MemoryState(() => this.clock + this.skew);
				if (this.disk !== undefined) {
					const read = readImage(this.disk.text);
					assert.ok(read.ok);
					this.state = MemoryState.from(read.image, () => this.clock + this.skew);
				}
				this.at = this.disk?.at;
				return;
			}
			case 'jump':
				this.skew += step.by;
				return;
			case 'set': {
				const to = this.clock - step.to;
				await this.state.transact(CHECKPOINTS, [KEY], (tx) => tx.set(0, setTo(tx.get(0), NAME, this.setup.kind, to, tx.nextToken(), tx.now)));
				this.at = to;
				this.sets += 1;
				for (const version of this.source.values()) if (version.at < to - this.setup.overlap) this.skipped.add(nameOf(version));
				return;
			}
		}
	}

	/** @param back 0: the run that began last */
	private newest(back: number): Run | undefined {
		return this.runs[this.runs.length - 1 - (back % (this.runs.length || 1))];
	}

	private async report(run: Run, items: readonly Item[], { items: fates, reorder }: Extract<Step, { kind: 'report' }>): Promise<void> {
		const marks: CheckpointMark[] = [];
		const settled = new Set(items.filter(isSettled));
		for (const fate of fates) {
			const item = items[fate.item % items.length]!;
			const of = (item.of ??= fate.of);
			for (let part = 0; part < of; part += 1) {
				if ((fate.parts & (1 << part)) === 0) continue;
				const mark = { receipt: shareOf([item.receipt], part, of)[0]!, accounted: !fate.failed };
				marks.push(mark, ...(fate.twice ? [mark] : []));
				if (!fate.failed) item.told.add(part);
				else if (!settled.has(item)) run.failed = Math.min(run.failed, item.receipt.at);
			}
			if (isSettled(item)) this.done.add(nameOf(item.version));
		}
		await markCheckpoints(this.state, shuffled(marks, reorder));
		const at = await this.standsAt();
		if (at === this.at) return;
		assert.equal(run.sets, this.sets, 'what was read before a Set moved the checkpoint');
		assert.ok(this.clock + this.skew < run.until, 'a read that is no longer waited for moved the checkpoint');
		assert.ok(items.some((item) => item.version.at === at && isSettled(item) && item.receipt.at < run.failed), `moved to ${at}, which failed`);
		const page = Math.min(...items.filter(({ version, receipt }) => version.at === at && receipt.still !== true).map((item) => item.page));
		for (const item of items) {
			// Of the future ones those of the same page or an earlier one.
			const isBefore = item.receipt.still === true ? item.page <= page : item.version.at < at!;
			assert.ok(!isBefore || (isSettled(item) && item.receipt.at < run.failed), `moved to ${at} past ${nameOf(item.version)}`);
		}
	}

	private async standsAt(): Promise<number | undefined> {
		return await this.state.transact(CHECKPOINTS, [KEY], (tx) => tx.get(0)?.at as number | undefined);
	}

	private async readOn(): Promise<number | undefined> {
		return await this.state.transact(CHECKPOINTS, [KEY], (tx) => {
			const read = readOn(tx.get(0), NAME, this.setup.kind, this.setup.overlap, tx.now);
			assert.ok(read.kind === 'standing');
			if (read.entry !== undefined) tx.set(0, read.entry);
			return read.standing.since as number | undefined;
		});
	}

	/** @param run empty: to see what would be handed out, without remembering it */
	private async propose(found: readonly Version[], run: string): Promise<Extract<Proposed, { kind: 'proposed' }>> {
		const items = found.map(({ at, record, content }): ReadItem => ({ cursor: at, id: fingerprint(record, content) }));
		return await this.state.transact(CHECKPOINTS, [KEY], (tx) => {
			const proposed = propose(tx.get(0), items, { ...TERMS(this.setup.kind), run }, { now: tx.now, nextToken: () => tx.nextToken() });
			assert.ok(proposed.kind === 'proposed');
			if (run !== '' && proposed.entry !== undefined) tx.set(0, proposed.entry);
			return proposed;
		});
	}

	private visible(since: number | undefined): Version[] {
		return [...this.source.values()].filter(({ at }) => since === undefined || at >= since);
	}

	private async check(step: Step): Promise<void> {
		const at = await this.standsAt();
		assert.ok(step.kind === 'set' || step.kind === 'kill' || this.at === undefined || (at !== undefined && at >= this.at), `the checkpoint moved back from ${this.at} to ${at}`);
		this.at = at;
		const missed = await this.missed();
		assert.deepEqual(missed, [], 'not settled, and no read would bring it again');
	}

	/** What the source shows and nobody dealt with, but the next read would not hand out. */
	private async missed(): Promise<string[]> {
		const since = await this.readOn();
		const found = this.visible(since);
		const { places } = await this.propose(found, '');
		const handedOut = new Set(found.filter((_, i) => places[i]!.kind === 'read').map(nameOf));
		return [...this.source.values()].map(nameOf).filter((name) => !this.done.has(name) && !this.skipped.has(name) && !handedOut.has(name));
	}

	/** One more change, and a run in which all goes well, with the clock right again. @returns what another right after it still hands out */
	async settleAll(): Promise<{ at: number | undefined; newest: number; again: string[] }> {
		this.skew = 0;
		await this.do({ kind: 'edit', record: 99, tick: 1, late: 0, ahead: false });
		const first = await this.wholeRead();
		await markCheckpoints(this.state, first.map(({ receipt }) => ({ receipt, accounted: true })));
		return { at: await this.standsAt(), newest: this.clock, again: (await this.wholeRead()).map(({ version }) => nameOf(version)) };
	}

	private async wholeRead(): Promise<{ version: Version; receipt: CheckpointReceipt }[]> {
		const found = this.visible(await this.readOn());
		const { token, places } = await this.propose(found, `whole ${(this.begun += 1)}`);
		return places.flatMap((place, i) => (place.kind === 'read' ? [{ version: found[i]!, receipt: receiptFor(token!, place) }] : []));
	}
}

const TERMS = (kind: 'time' | 'number'): ProposeTerms => ({
	name: NAME, kind, run: '', sorted: true, keepMs: KEEP_MS, futureMs: FUTURE_MS, future: 'still', tolerance: FAR_AHEAD, wentBack: 'process',
});

export function receiptFor(token: number, { at, cursor, id, still }: Extract<Place, { kind: 'read' }>): CheckpointReceipt {
	return { kind: 'checkpoint', sync: 's', key: keyToHex(KEY), token, at, cursor: [cursor ?? null, id], ...(still ? { still } : {}), of: 1, part: '' };
}

function isSettled({ told, of }: Item): boolean {
	return told.size === of;
}

function nameOf({ record, content, at }: Version): string {
	return `${record}#${content}@${at}`;
}

function fingerprint(record: number, content: number): string {
	return `${record}`.padStart(2, '0') + `${content}`.padStart(6, '0');
}

function shuffled<T>(list: readonly T[], seed: number): T[] {
	const left = [...list];
	const out: T[] = [];
	for (let state = seed >>> 0; left.length > 0;) {
		state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
		out.push(...left.splice(state % left.length, 1));
	}
	return out;
}
