import { randomUUID } from 'crypto';
import { isRecord, setOwn } from '../record/json';
import { ClaimJournal, settledNames } from './claimJournal';
import { readHead, readImage, writeImage } from './durableImage';
import { MemoryState } from './memoryState';
import { StateProblem, unreachable } from './port';

/**
 * State in n8n's workflow static data. n8n loads that blob when a run starts and writes it whole when the run ends,
 * last writer wins, so the blob alone loses nearly everything under concurrency. Here a process-wide map is the
 * truth while the process lives; the blob is its durable image, written by `toJSON` at the moment n8n saves.
 * What n8n does to the blob, and why each step below is needed: docs/adr/0002-state-in-static-data.md.
 */

/**
 * All syncs of a workflow stand under this one key of its global static data, by name: one handle then saves them
 * all, also those that came to life in another run after this one put its handle in.
 */
const KEY = 'syncKit';

/** Two strangers' writes look like a restart that overlapped; more are another process at work. */
const STRANGERS_TOLERATED = 2;

/** Set for each sync, and this one for the workflow: a run whose blob holds nothing of ours was given an empty one. */
const WORKFLOW_MARK = 'sync-kit used';
const markOf = (sync: string): string => `${WORKFLOW_MARK} ${sync}`;

/** What a run of a workflow gives us to work with. */
export interface StaticDataHost {
	workflowId: string;
	/** `getWorkflowStaticData('global')` of this run. */
	data: Record<string, unknown>;
	/** A mark outside the blob, in n8n's own database, that outlives a lost blob. Setting it twice is harmless. */
	setMark(name: string): Promise<void>;
	hasMark(name: string): Promise<boolean>;
	/** ms since 1970 */
	clock(): number;
}

/** Something the user should know, though the run goes on. */
export type StateNotice = 'startedOver' | 'foreignCopyIgnored' | 'anotherProcess';

export interface OpenedState {
	state: MemoryState;
	notices: StateNotice[];
	/** None for a scratch copy. */
	journal?: ClaimJournal;
	/** The newest revision of the state that has been seen in the database. */
	durable: number;
}

/** A sync nobody else changes. */
export interface HeldOpen extends OpenedState {
	release(): void;
	/** Says that there is something to lose, before it is saved. */
	mark(): Promise<void>;
}

type IfLost = 'stop' | 'startOver';

/** The state of one sync of one workflow while this process lives. */
interface Live {
	state: MemoryState;
	journal: ClaimJournal;
	durable: number;
	/** Other writers' images we know, by the highest revision: those may come by again and are no strangers. */
	known: Map<string, number>;
	/** What could not be read and was started over or reset: runs that began earlier may bring it once more. */
	replaced: unknown;
	/** The state was reset before anybody saw the image it replaces: the first other image is that one. */
	replacesUnseen: boolean;
	strangers: number;
	/** The last image made, and the revision it shows: unchanged state is not encoded again. */
	encoded: { revision: number; text: string } | undefined;
}

/** All state of one n8n process. The nodes share one; tests make their own to play several processes. */
export class StaticDataStates {
	private readonly writer = randomUUID().slice(0, 8);
	/** By workflow, then by sync. */
	private readonly live = new Map<string, Map<string, Live>>();
	/** Images of syncs that no node has opened yet, kept so that a run with an empty blob does not wipe them. */
	private readonly dormant = new Map<string, Map<string, unknown>>();
	/** Two runs that open the same sync at once must get one state. */
	private readonly busy = new Map<string, Promise<unknown>>();
	private readonly marked = new Set<string>();

	/**
	 * @param ifLost `stop`: a StateProblem is thrown when the state is lost or unreadable; `startOver`: it is empty then
	 * @throws StateProblem
	 */
	async open(host: StaticDataHost, sync: string, ifLost: IfLost): Promise<OpenedState> {
		return await this.oneAtATime(host, sync, async () => {
			const images = this.imagesOf(host, ifLost);
			this.keepDormant(host, images);
			const opened = await this.openNow(host, sync, ifLost, images);
			this.attach(host);
			return opened;
		});
	}

	/** A copy for a test run: what it does there stays there. */
	async openScratch(host: StaticDataHost, sync: string, ifLost: IfLost): Promise<OpenedState> {
		const live = this.live.get(host.workflowId)?.get(sync);
		if (live !== undefined) {
			// Through text and back: the copy must share nothing with the original.
			const copy = readImage(this.encode(host.workflowId, live));
			if (copy.ok) return { state: MemoryState.from(copy.image, host.clock), notices: [], durable: 0 };
		}
		const found = this.find(host, sync, this.imagesOf(host, ifLost));
		const { state, notices } = this.load(host, found, ifLost);
		return { state: state ?? new MemoryState(host.clock), notices, durable: 0 };
	}

	/**
	 * Opens a sync to copy it. Until `release`, whoever opens it, and every node that works on it, waits.
	 *
	 * @throws StateProblem as `open`
	 */
	async hold(host: StaticDataHost, sync: string, ifLost: IfLost): Promise<HeldOpen> {
		const opened = await this.open(host, sync, ifLost);
		const release = await opened.state.hold();
		return { ...opened, release, mark: async () => await this.mark(host, sync) };
	}

	/** Forgets a sync. Durable once a production run of the workflow has ended. */
	async reset(host: StaticDataHost, sync: string): Promise<void> {
		await this.oneAtATime(host, sync, async () => {
			const images = this.imagesOf(host, 'startOver');
			this.keepDormant(host, images);
			const live = this.live.get(host.workflowId)?.get(sync);
			if (live === undefined) {
				const found = this.find(host, sync, images);
				const entered = this.enter(host, sync, new MemoryState(host.clock), found);
				entered.replacesUnseen = found === undefined;
				entered.journal.beginAnew();
			} else {
				while (live.state.held !== undefined) await live.state.held;
				live.state.resetNow();
				live.journal.beginAnew();
			}
			this.attach(host);
		});
	}

	private async openNow(host: StaticDataHost, sync: string, ifLost: IfLost, images: Images): Promise<OpenedState> {
		const live = this.live.get(host.workflowId)?.get(sync);
		if (live !== undefined) {
			while (live.state.held !== undefined) await live.state.held;
			const text = images?.get(sync);
			if (text === undefined) return { ...live, notices: [] };
			const notices = this.meet(host, live, text);
			await this.mark(host, sync);
			return { ...live, notices };
		}
		const found = this.find(host, sync, images);
		const { state, notices } = this.load(host, found, ifLost);
		if (state === undefined && (await this.wasUsed(host, sync, images))) {
			if (ifLost === 'stop') throw new StateProblem('lost', 'it was used before, and this run was given nothing of it');
			notices.push('startedOver');
		}
		if (ifLost === 'startOver' && state?.dropIfUnreadable(settledNames) === true) notices.push('startedOver');
		const entered = this.enter(host, sync, state ?? new MemoryState(host.clock), found);
		if (notices.includes('startedOver')) entered.journal.beginAnew();
		if (state !== undefined) await this.mark(host, sync);
		return { ...entered, notices };
	}

	/** Reads an image. No state: there was none, or it belongs to the workflow this one is a copy of. */
	private load(host: StaticDataHost, found: unknown, ifLost: IfLost): { state?: MemoryState; notices: StateNotice[] } {
		if (found === undefined) return { notices: [] };
		const read = typeof found === 'string' ? readImage(found) : { ok: false as const, problem: notText() };
		if (!read.ok) {
			if (ifLost === 'stop') throw read.problem;
			return { state: new MemoryState(host.clock), notices: ['startedOver'] };
		}
		if (read.head.workflow !== host.workflowId) return { notices: ['foreignCopyIgnored'] };
		const state = MemoryState.from(read.image, host.clock);
		// Goes on from there: the journal compares revisions across restarts.
		state.revision = read.head.revision;
		return { state, notices: [] };
	}

	/** Compares the image this run was started with to what we know: an old one of ours, or a stranger's? */
	private meet(host: StaticDataHost, live: Live, text: unknown): StateNotice[] {
		if (text === live.replaced || typeof text !== 'string') return [];
		const head = readHead(text);
		if (head instanceof StateProblem) {
			// Damaged while we live: what we know is whole, and replaces it.
			if (head.kind !== 'newer') return [];
			throw new StateProblem('severalProcesses', 'another n8n process, with a newer version of this package, has written it');
		}
		if (head.workflow !== host.workflowId) return [];
		if (head.writer === this.writer) {
			live.durable = Math.max(live.durable, head.revision);
			return [];
		}
		const known = live.known.get(head.writer);
		if (known !== undefined && head.revision <= known) return [];
		live.known.set(head.writer, head.revision);
		if (live.replacesUnseen) {
			live.replacesUnseen = false;
			return [];
		}
		live.strangers += 1;
		const read = readImage(text);
		if (read.ok) live.state.adopt(read.image, head.writer);
		if (live.strangers > STRANGERS_TOLERATED) {
			throw new StateProblem('severalProcesses', `another n8n process has written it ${live.strangers} times`);
		}
		return ['anotherProcess'];
	}

	/** What this run's blob holds of our syncs; undefined if there is nothing of ours in it. */
	private imagesOf(host: StaticDataHost, ifLost: IfLost): Images {
		const section = host.data[KEY];
		// A node before us in this run has read it and put our handle there.
		if (section === undefined || isHandle(section)) return undefined;
		if (isRecord(section)) return new Map(Object.entries(section));
		if (ifLost === 'startOver') return undefined;
		throw notText();
	}

	/** The image in this run's blob or, if n8n handed it an empty one, what an earlier run brought along. */
	private find(host: StaticDataHost, sync: string, images: Images): unknown {
		return images?.has(sync) === true ? images.get(sync) : this.dormant.get(host.workflowId)?.get(sync);
	}

	private keepDormant(host: StaticDataHost, images: Images): void {
		if (images === undefined) return;
		const live = this.live.get(host.workflowId);
		let dormant = this.dormant.get(host.workflowId);
		if (dormant === undefined) this.dormant.set(host.workflowId, (dormant = new Map()));
		for (const [sync, image] of images) if (live?.has(sync) !== true) dormant.set(sync, image);
	}

	private enter(host: StaticDataHost, sync: string, state: MemoryState, found: unknown): Live {
		const head = typeof found === 'string' ? readHead(found) : undefined;
		const readable = head !== undefined && !(head instanceof StateProblem);
		const live: Live = {
			state,
			journal: new ClaimJournal(sync, state),
			durable: state.revision,
			known: new Map(readable ? [[head.writer, head.revision]] : []),
			replaced: readable ? undefined : found,
			replacesUnseen: false,
			strangers: 0,
			encoded: undefined,
		};
		let syncs = this.live.get(host.workflowId);
		if (syncs === undefined) this.live.set(host.workflowId, (syncs = new Map()));
		syncs.set(sync, live);
		this.dormant.get(host.workflowId)?.delete(sync);
		return live;
	}

	/** Puts the handle into this run's blob: whatever n8n saves at its end is whole, also if the run began with nothing. */
	private attach(host: StaticDataHost): void {
		host.data[KEY] = { toJSON: () => this.save(host) };
	}

	private save(host: StaticDataHost): Record<string, unknown> {
		const images = {};
		for (const [sync, image] of this.dormant.get(host.workflowId) ?? []) setOwn(images, sync, image);
		for (const [sync, live] of this.live.get(host.workflowId) ?? []) {
			setOwn(images, sync, this.encode(host.workflowId, live));
			// From now on there is something to lose. n8n does not wait for us; the next run tries again.
			this.mark(host, sync).catch(() => undefined);
		}
		return images;
	}

	private encode(workflow: string, live: Live): string {
		const { revision } = live.state;
		if (live.encoded?.revision !== revision) {
			live.encoded = { revision, text: writeImage({ writer: this.writer, revision, workflow }, live.state.image()) };
		}
		return live.encoded.text;
	}

	/** A mark is set once an image is saved or was seen in the database: before that there is nothing to lose. */
	private async mark(host: StaticDataHost, sync: string): Promise<void> {
		for (const name of [WORKFLOW_MARK, markOf(sync)]) {
			const id = JSON.stringify([host.workflowId, name]);
			if (this.marked.has(id)) continue;
			this.marked.add(id);
			try {
				await host.setMark(name);
			} catch (error) {
				this.marked.delete(id);
				throw unreachable(error);
			}
		}
	}

	private async wasUsed(host: StaticDataHost, sync: string, images: Images): Promise<boolean> {
		const { workflowId } = host;
		const blank = images === undefined && !this.live.has(workflowId) && !this.dormant.has(workflowId);
		try {
			return (await host.hasMark(markOf(sync))) || (blank && (await host.hasMark(WORKFLOW_MARK)));
		} catch (error) {
			throw unreachable(error);
		}
	}

	private async oneAtATime<T>(host: StaticDataHost, sync: string, work: () => Promise<T>): Promise<T> {
		const id = JSON.stringify([host.workflowId, sync]);
		for (let before = this.busy.get(id); before !== undefined; before = this.busy.get(id)) {
			await before.catch(() => undefined);
		}
		const working = work();
		this.busy.set(id, working);
		try {
			return await working;
		} finally {
			this.busy.delete(id);
		}
	}
}

type Images = ReadonlyMap<string, unknown> | undefined;

function isHandle(section: unknown): boolean {
	return isRecord(section) && typeof section['toJSON'] === 'function';
}

function notText(): StateProblem {
	return new StateProblem('corrupt', 'something else stands in its place in the workflow\'s static data');
}
