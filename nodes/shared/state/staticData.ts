import { randomUUID } from 'crypto';
import { ClaimJournal } from './claimJournal';
import { readHead, readImage, writeImage, type ImageHead } from './durableImage';
import { MemoryState } from './memoryState';
import { StateProblem } from './port';

/**
 * State in n8n's workflow static data. n8n loads that blob when a run starts and writes it whole when the run ends,
 * last writer wins, so the blob alone loses nearly everything under concurrency. Here a process-wide map is the
 * truth while the process lives; the blob is its durable image, written by `toJSON` at the moment n8n saves.
 * What n8n does to the blob, and why each step below is needed: docs/adr/0002-state-in-static-data.md.
 */
const PREFIX = 'syncKit:';

/** Two strangers' writes look like a restart that overlapped; more are another process at work. */
const STRANGERS_TOLERATED = 2;

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

/** The state of one sync of one workflow while this process lives. */
interface Live {
	state: MemoryState;
	journal: ClaimJournal;
	durable: number;
	/** The image it was loaded from: that one may come by again and is no stranger. */
	origin: ImageHead | undefined;
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
	private readonly dormant = new Map<string, Map<string, string>>();
	/** Two runs that open the same sync at once must get one state. */
	private readonly opening = new Map<string, Promise<OpenedState>>();
	private readonly marked = new Set<string>();

	/**
	 * @param ifLost `stop`: a StateProblem is thrown when the state is lost or unreadable; `startOver`: it is empty then
	 * @throws StateProblem
	 */
	async open(host: StaticDataHost, sync: string, ifLost: 'stop' | 'startOver'): Promise<OpenedState> {
		this.keepDormant(host);
		const id = JSON.stringify([host.workflowId, sync]);
		for (let waiting = this.opening.get(id); waiting !== undefined; waiting = this.opening.get(id)) {
			await waiting.catch(() => undefined);
		}
		const opening = this.openNow(host, sync, ifLost);
		this.opening.set(id, opening);
		try {
			const opened = await opening;
			this.attach(host);
			return opened;
		} finally {
			this.opening.delete(id);
		}
	}

	/** A copy for a test run: what it does there stays there. */
	async openScratch(host: StaticDataHost, sync: string, ifLost: 'stop' | 'startOver'): Promise<OpenedState> {
		const live = this.live.get(host.workflowId)?.get(sync);
		if (live !== undefined) {
			// Through text and back: the copy must share nothing with the original.
			const copy = readImage(this.encode(host.workflowId, live));
			if (copy.ok) return { state: MemoryState.from(copy.image, host.clock), notices: [], durable: 0 };
		}
		const { state, notices } = this.load(host, sync, ifLost);
		return { state: state ?? new MemoryState(host.clock), notices, durable: 0 };
	}

	/** Forgets a sync. Durable once a production run of the workflow has ended. */
	async reset(host: StaticDataHost, sync: string): Promise<void> {
		const live = this.live.get(host.workflowId)?.get(sync);
		if (live === undefined) this.enter(host.workflowId, sync, new MemoryState(host.clock), headIn(host, sync));
		else {
			live.state.resetNow();
			live.journal.settleAll();
		}
		this.attach(host);
	}

	private async openNow(host: StaticDataHost, sync: string, ifLost: 'stop' | 'startOver'): Promise<OpenedState> {
		const found = host.data[PREFIX + sync];
		const live = this.live.get(host.workflowId)?.get(sync);
		if (live !== undefined) {
			const notices = typeof found === 'string' ? this.meet(host, live, found) : [];
			if (typeof found === 'string') await this.markOnce(host, sync);
			return { ...live, notices };
		}
		const loaded = this.load(host, sync, ifLost);
		const { notices } = loaded;
		if (loaded.state === undefined && (await host.hasMark(markName(sync)))) {
			if (ifLost === 'stop') throw new StateProblem('lost', 'it was used before, and this run was given nothing of it');
			notices.push('startedOver');
		}
		const entered = this.enter(host.workflowId, sync, loaded.state ?? new MemoryState(host.clock), loaded.origin);
		if (loaded.origin !== undefined) await this.markOnce(host, sync);
		return { ...entered, notices };
	}

	/** Reads the image of this run or, if n8n handed it an empty blob, one that an earlier run brought along. */
	private load(
		host: StaticDataHost,
		sync: string,
		ifLost: 'stop' | 'startOver',
	): { state?: MemoryState; origin?: ImageHead; notices: StateNotice[] } {
		const found = host.data[PREFIX + sync];
		const text = typeof found === 'string' ? found : this.dormant.get(host.workflowId)?.get(sync);
		if (text === undefined) return { notices: [] };
		const read = readImage(text);
		if (!read.ok) {
			if (ifLost === 'stop') throw read.problem;
			return { state: new MemoryState(host.clock), notices: ['startedOver'] };
		}
		if (read.head.workflow !== host.workflowId) return { notices: ['foreignCopyIgnored'] };
		const state = MemoryState.from(read.image, host.clock);
		state.revision = read.head.revision;
		return { state, origin: read.head, notices: [] };
	}

	/** The mark is set only once an image has been seen in the database: before that there is nothing to lose. */
	private async markOnce(host: StaticDataHost, sync: string): Promise<void> {
		const id = JSON.stringify([host.workflowId, sync]);
		if (this.marked.has(id)) return;
		await host.setMark(markName(sync));
		this.marked.add(id);
	}

	/** Compares the image this run was started with to what we know: an old one of ours, or a stranger's? */
	private meet(host: StaticDataHost, live: Live, text: string): StateNotice[] {
		const head = readHead(text);
		if (head?.writer === this.writer) live.durable = Math.max(live.durable, head.revision);
		// Damaged while we live, or a copy from another workflow: what we know is whole, and replaces it.
		if (head === undefined || head.workflow !== host.workflowId || head.writer === this.writer) return [];
		const { origin } = live;
		if (head.writer === origin?.writer && head.revision <= origin.revision) return [];
		live.strangers += 1;
		live.origin = head;
		const read = readImage(text);
		if (read.ok) live.state.adopt(read.image);
		if (live.strangers > STRANGERS_TOLERATED) {
			throw new StateProblem('severalProcesses', `another n8n process has written it ${live.strangers} times`);
		}
		return ['anotherProcess'];
	}

	private enter(workflowId: string, sync: string, state: MemoryState, origin: ImageHead | undefined): Live {
		let syncs = this.live.get(workflowId);
		if (syncs === undefined) this.live.set(workflowId, (syncs = new Map()));
		const journal = new ClaimJournal(sync, state);
		const live: Live = { state, journal, durable: origin?.revision ?? 0, origin, strangers: 0, encoded: undefined };
		syncs.set(sync, live);
		this.dormant.get(workflowId)?.delete(sync);
		return live;
	}

	private keepDormant(host: StaticDataHost): void {
		const live = this.live.get(host.workflowId);
		for (const [name, value] of Object.entries(host.data)) {
			if (!name.startsWith(PREFIX) || typeof value !== 'string') continue;
			const sync = name.slice(PREFIX.length);
			if (live?.has(sync) === true) continue;
			let images = this.dormant.get(host.workflowId);
			if (images === undefined) this.dormant.set(host.workflowId, (images = new Map()));
			images.set(sync, value);
		}
	}

	/**
	 * Puts a handle for every sync of the workflow into this run's blob, so that whatever n8n saves at its end is
	 * whole, also when n8n started the run with an empty or old blob.
	 */
	private attach(host: StaticDataHost): void {
		for (const [sync, live] of this.live.get(host.workflowId) ?? []) {
			host.data[PREFIX + sync] = { toJSON: () => this.encode(host.workflowId, live) };
		}
		for (const [sync, text] of this.dormant.get(host.workflowId) ?? []) host.data[PREFIX + sync] = text;
	}

	private encode(workflow: string, live: Live): string {
		const { revision } = live.state;
		if (live.encoded?.revision !== revision) {
			live.encoded = { revision, text: writeImage({ writer: this.writer, revision, workflow }, live.state.image()) };
		}
		return live.encoded.text;
	}
}

/** Whose image this run brought along, so that a reset knows whom it replaces. */
function headIn(host: StaticDataHost, sync: string): ImageHead | undefined {
	const found = host.data[PREFIX + sync];
	return typeof found === 'string' ? readHead(found) : undefined;
}

function markName(sync: string): string {
	return `sync-kit used ${sync}`;
}
