import { NodeOperationError, type IExecuteFunctions } from 'n8n-workflow';
import type { JournalHost } from '../state/claimJournal';
import { movedProblem } from '../state/moved';
import { unreachable, type Collection, type StateStore } from '../state/port';
import { StaticDataStates, type HeldOpen, type OpenedState, type StateNotice, type StaticDataHost } from '../state/staticData';
import type { IfStateLost } from './descriptions';
import { explained, hint } from './explainState';
import { isInDatabase, openDatabaseState, resetDatabaseState } from './databaseState';

/** One for the whole process, shared by all nodes of the package. */
export const processStates = new StaticDataStates();

/** Test runs in the editor, by execution: the nodes of one run see each other's changes, and nobody else does. */
const scratch = new Map<string, OpenedState>();
const SCRATCH_RUNS_KEPT = 20;

/** Two runs must not read and write n8n's marks at the same time: n8n does it without a lock. */
let marking: Promise<unknown> = Promise.resolve();

/**
 * Opens the state of a sync for this run, tells the user what they should know about it, and in a test run hands
 * out a scratch copy.
 *
 * @throws NodeOperationError that says what is wrong with the state and what to do
 */
export async function openState(ctx: IExecuteFunctions, sync: string, ifLost: IfStateLost): Promise<StateStore> {
	checkName(ctx, sync);
	if (isInDatabase(ctx)) return await openDatabaseState(ctx, sync, ifLost, isTestRun(ctx));
	const host = hostOf(ctx);
	try {
		if (isTestRun(ctx)) return await openScratch(ctx, host, sync, ifLost);
		const opened = await processStates.open(host, sync, ifLost);
		tell(ctx, sync, opened.notices);
		return storeOf(ctx, sync, ifLost, opened);
	} catch (error) {
		throw explained(ctx, sync, error);
	}
}

/**
 * As `openState`, but in a test run, too, it is the state itself: for what a person says on purpose, in the editor,
 * since that is where people say it.
 */
export async function openStateForGood(ctx: IExecuteFunctions, sync: string, ifLost: IfStateLost): Promise<StateStore> {
	if (!isTestRun(ctx)) return await openState(ctx, sync, ifLost);
	checkName(ctx, sync);
	scratch.clear();
	if (isInDatabase(ctx)) return await openDatabaseState(ctx, sync, ifLost, false);
	try {
		const opened = await processStates.open(hostOf(ctx), sync, ifLost);
		tell(ctx, sync, opened.notices);
		hint(ctx, 'This takes effect at once, in a test run, too. It becomes permanent with the next production run of this workflow; if n8n is restarted before that, it has to be said again.');
		return storeOf(ctx, sync, ifLost, opened);
	} catch (error) {
		throw explained(ctx, sync, error);
	}
}

/**
 * Opens a sync in static data to copy it from or to here: until `release`, all others wait. To look only, it opens a
 * copy that nobody else has.
 *
 * @throws StateProblem
 */
export async function holdStaticData(ctx: IExecuteFunctions, sync: string, { lookOnly, ifLost }: { lookOnly: boolean; ifLost: IfStateLost }): Promise<HeldOpen> {
	checkName(ctx, sync);
	const host = hostOf(ctx);
	const opened = lookOnly
		? { ...(await processStates.openScratch(host, sync, ifLost)), release: () => undefined, mark: async () => undefined }
		: await processStates.hold(host, sync, ifLost);
	if (!lookOnly) scratch.clear();
	tell(ctx, sync, opened.notices);
	return opened;
}

/**
 * Forgets everything this sync remembers. Works from the editor too, since that is where people look for it: there
 * it takes effect at once, and is durable after the next production run.
 */
export async function resetState(ctx: IExecuteFunctions, sync: string): Promise<void> {
	checkName(ctx, sync);
	if (isInDatabase(ctx)) {
		await resetDatabaseState(ctx, sync);
		return;
	}
	await processStates.reset(hostOf(ctx), sync);
	if (!isTestRun(ctx)) return;
	scratch.clear();
	hint(ctx, `The memory of "${sync}" is empty from now on. It becomes permanent with the next production run of this workflow; if n8n is restarted before that, the old memory comes back.`);
}

export function isTestRun(ctx: IExecuteFunctions): boolean {
	return ctx.getMode() === 'manual' || ctx.getMode() === 'evaluation';
}

async function openScratch(ctx: IExecuteFunctions, host: StaticDataHost, sync: string, ifLost: IfStateLost): Promise<StateStore> {
	hint(ctx, `Test run: this works on a scratch copy of what "${sync}" remembers. Results are real, but nothing is remembered.`);
	const id = JSON.stringify([ctx.getExecutionId(), host.workflowId, sync]);
	const known = scratch.get(id);
	if (known !== undefined) return storeOf(ctx, sync, ifLost, known);
	const opened = await processStates.openScratch(host, sync, ifLost);
	tell(ctx, sync, opened.notices);
	scratch.set(id, opened);
	for (const oldest of scratch.keys()) {
		if (scratch.size <= SCRATCH_RUNS_KEPT) break;
		scratch.delete(oldest);
	}
	return storeOf(ctx, sync, ifLost, opened);
}

/**
 * What a node works with. Entries are read when they are first used, so what cannot be read may show only here.
 * The claims of a production run go through the journal.
 */
function storeOf(ctx: IExecuteFunctions, sync: string, ifLost: IfStateLost, { state, journal, durable }: OpenedState): StateStore {
	const host = journalHost(ctx);
	let dropped = false;
	const explaining = async <T>(work: () => T | Promise<T>): Promise<T> => {
		try {
			return await work();
		} catch (error) {
			throw explained(ctx, sync, error);
		}
	};
	/** For work that is done at once: not while the memory is copied, nor once it is closed. */
	const whenOpen = async <T>(work: () => T): Promise<T> =>
		await explaining(async () => {
			while (state.held !== undefined) await state.held;
			const { moved } = state;
			if (moved !== undefined) throw movedProblem(moved);
			return work();
		});
	const dropIfUnreadable = <E>(collection: Collection<E>): void => {
		if (ifLost !== 'startOver' || !state.dropIfUnreadable(collection)) return;
		dropped = true;
		tell(ctx, sync, ['startedOver']);
	};
	return {
		transact: async (collection, keys, decide) =>
			await whenOpen(() => {
				dropIfUnreadable(collection);
				return state.transactNow(collection, keys, decide);
			}),
		scan: async (collection, visit) =>
			await whenOpen(() => {
				dropIfUnreadable(collection);
				state.scanNow(collection, visit);
			}),
		due: async (collection, lane, until, limit) =>
			await whenOpen(() => {
				dropIfUnreadable(collection);
				return state.dueNow(collection, lane, until, limit);
			}),
		lanes: async (collection) =>
			await whenOpen(() => {
				dropIfUnreadable(collection);
				return state.lanesNow(collection);
			}),
		sizes: async () => await state.sizes(),
		reset: async () => {
			state.resetNow();
			journal?.beginAnew();
		},
		recordClaims: async (keys) =>
			await explaining(async () => {
				if (dropped) journal?.beginAnew();
				dropped = false;
				return (await journal?.record(host, keys, durable)) ?? [];
			}),
		settleClaims: async (keys) => journal?.settle(keys),
	};
}

/** Whose marks n8n keeps apart: those of one node, or those of the whole workflow. */
type Scope = 'node' | 'workflow';

function journalHost(ctx: IExecuteFunctions): JournalHost {
	return {
		list: ctx.getNode().id,
		record: async (names) => await reaching(async () => (await recordNames(ctx, 'node', names)).processed.map(String)),
		remove: async (names) => await reaching(async () => await removeNames(ctx, 'node', names)),
	};
}

function hostOf(ctx: IExecuteFunctions): StaticDataHost {
	return {
		workflowId: ctx.getWorkflow().id ?? '',
		data: ctx.getWorkflowStaticData('global'),
		clock: () => Date.now(),
		setMark: async (name) =>
			await reaching(async () => {
				await recordNames(ctx, 'node', [name]);
				await ifCompatible(async () => void (await recordNames(ctx, 'workflow', [name])));
			}),
		hasMark: async (name) =>
			await reaching(
				async () => (await hasName(ctx, 'node', name)) || ((await ifCompatible(async () => await hasName(ctx, 'workflow', name))) ?? false),
			),
	};
}

const recordNames = async (ctx: IExecuteFunctions, scope: Scope, names: string[]) =>
	await ctx.helpers.checkProcessedAndRecord(names, scope, { mode: 'entries' });

const removeNames = async (ctx: IExecuteFunctions, scope: Scope, names: string[]) =>
	await ctx.helpers.removeProcessed(names, scope, { mode: 'entries' });

async function hasName(ctx: IExecuteFunctions, scope: Scope, name: string): Promise<boolean> {
	const { processed } = await recordNames(ctx, scope, [name]);
	// n8n offers no look without recording, so a mark made by looking is taken back.
	if (processed.length === 0) await removeNames(ctx, scope, [name]);
	return processed.length > 0;
}

/**
 * A mark is to be seen by the other nodes of the workflow, too: a run that goes on after a Wait may come to this sync
 * by a node that never set one. But a Remove Duplicates node may have taken n8n's list of the workflow for another
 * kind of entries; then the node's own list must do.
 */
async function ifCompatible<T>(work: () => Promise<T>): Promise<T | undefined> {
	return await work().catch((error: unknown) => {
		if ((error as Error).constructor.name === 'DeduplicationError') return undefined;
		throw error;
	});
}

/** Turn by turn, and with an error that says what it means when n8n's database does not answer. */
async function reaching<T>(work: () => Promise<T>): Promise<T> {
	try {
		return await oneAtATime(work);
	} catch (error) {
		throw unreachable(error);
	}
}

async function oneAtATime<T>(work: () => Promise<T>): Promise<T> {
	const turn = marking.then(work, work);
	marking = turn.catch(() => undefined);
	return await turn;
}

function checkName(ctx: IExecuteFunctions, sync: string): void {
	if (typeof sync === 'string' && sync.trim() !== '' && sync.length <= 200) return;
	throw new NodeOperationError(ctx.getNode(), 'The Sync Name is missing or too long', {
		description: 'Give the sync a name of 1 to 200 characters, for example crm-erp-customers. What the node remembers belongs to that name.',
	});
}

const NOTICES: Record<StateNotice, (sync: string) => string> = {
	startedOver: (sync) => `The memory of "${sync}" was lost or unreadable and was started over, as "If Memory Is Lost" says. Everything counts as new.`,
	foreignCopyIgnored: (sync) => `This workflow is a copy: the memory of "${sync}" it brought along belongs to the original and was not used.`,
	anotherProcess: (sync) => `Another n8n process has written the memory of "${sync}". After a restart that is normal once. If it goes on, n8n runs in several processes, and duplicates can get through: use one process.`,
};

function tell(ctx: IExecuteFunctions, sync: string, notices: readonly StateNotice[]): void {
	for (const notice of notices) {
		const message = NOTICES[notice](sync);
		hint(ctx, message, 'warning');
		ctx.logger.warn(message);
	}
}
