import { admit, isPlain, without, withoutOldAbsence, type Admitted } from './admit';
import { afterDeletion, lateDeletes, whileDeleting } from './afterDeletes';
import { placesOf } from './bits';
import { NO_DECISIONS, NO_GAPS, NOTHING, type Outcome } from './decision';
import { deletedWhen, newDeletes, type DeleteStep, type Scene } from './deletes';
import { setUnheard, tombstone, withVersions } from './forget';
import { keepOnly, shownValues } from './kept';
import { dayOf, type RecordMemory } from './memory';
import type { Policy, Round, Rows } from './policy';
import { presenceOf, type Presence } from './presence';
import { reconcileFields } from './reconcileFields';
import { reshape } from './reshape';

/**
 * Reconciles one record: `reconcile(remembered, observed, policy) → decisions, remembered'`.
 *
 * @param remembered as an earlier call returned it; undefined on first sight
 * @param rows what the systems show, by place in the policy's shape; at least one has the record or had it
 * @returns the decisions and what to remember; nothing given is changed or kept but the values themselves
 * @throws NotCanonicalError for a value JSON cannot hold
 */
export function reconcileRecord(
	policy: Policy,
	round: Round,
	remembered: RecordMemory | undefined,
	rows: Rows,
): Outcome {
	const { shape } = policy;
	const known = remembered === undefined ? undefined : reshape(remembered, shape);
	if (isPlain(policy, rows) && (known === undefined || (known.deletedAt ?? known.deleting ?? known.lateDelete ?? known.unheard) === undefined)) {
		const presence = presenceOf(policy, round, known, rows);
		if (policy.deletes === undefined || known === undefined || (presence.absent & known.seen) === 0) {
			return reconcilePresent(policy, round, remembered, known, rows, presence);
		}
	}
	const admitted = withoutOldAbsence(policy, known, admit(policy, round, known, rows));
	const outcome = withDeletes(policy, remembered, known, admitted);
	const { sameVersion, gaps } = admitted;
	const stale = outcome.stale | admitted.stale;
	return { ...outcome, sameVersion, gaps, stale };
}

/** Everything that bears on whether the record exists, then its fields. */
function withDeletes(policy: Policy, remembered: RecordMemory | undefined, known: RecordMemory | undefined, admitted: Admitted): Outcome {
	const { round, rows, versions, sameVersion } = admitted;
	const presence = presenceOf(policy, round, known, rows);
	if (known === undefined) {
		if (presence.said === 0 || presence.held !== 0) {
			return reconcilePresent(policy, round, undefined, undefined, present(rows, presence), presence, { versions });
		}
		return { ...NOTHING, memory: policy.deletes === undefined ? undefined : deletedUnseen(policy, round, rows, presence, versions) };
	}
	const step = stepDeletes({ policy, round, known, rows, presence, versions });
	if (step.kind === 'done') {
		const { memory } = step.outcome;
		return { ...NOTHING, ...step.outcome, memory: memory === undefined || isEqual(memory, remembered) ? undefined : memory };
	}
	const left = presenceOf(policy, step.round, step.known, step.rows);
	const outcome = reconcilePresent(policy, step.round, remembered, step.known, present(step.rows, left), left, { versions: step.known.versions, sameVersion });
	return { ...outcome, refused: step.refused, revived: step.revived ?? 0, stale: step.stale ?? 0 };
}

function stepDeletes(scene: Scene): DeleteStep {
	const { policy, round, rows, presence, versions } = scene;
	if (scene.known.deletedAt !== undefined) return afterDeletion(scene);
	let known = scene.known;
	if (policy.deletes !== undefined && known.deleting !== undefined) return whileDeleting(scene);
	known = withVersions(known, versions);
	// Heard, or given one comparison's grace.
	if (known.unheard !== undefined) setUnheard(known, known.unheard & ~presence.held & (round.unasked ?? 0));
	if (known.deleting !== undefined) delete known.deleting;
	if (known.lateDelete !== undefined) known = lateDeletes({ ...scene, known });
	if (policy.deletes === undefined) return { kind: 'goOn', known, rows, round };
	const deleters = presence.absent & known.seen & (presence.said | (policy.deletes.full ?? ~0));
	if (deleters === 0) return { kind: 'goOn', known, rows, round };
	return newDeletes({ ...scene, known }, deleters, policy.deletes.by);
}

/** A deletion of what was never seen: what an event from before it shows must not be created anywhere. */
function deletedUnseen(policy: Policy, round: Round, rows: Rows, presence: Presence, versions: Admitted['versions']): RecordMemory {
	const words = policy.shape.fields.map(() => 0);
	const known: RecordMemory = { shape: policy.shape.signature, seen: 0, gone: presence.said, day: dayOf(round.now), words };
	return tombstone(known, deletedWhen({ policy, round, known, rows, presence, versions }), versions);
}

/** What a system says of a record it deleted is no value. */
function present(rows: Rows, presence: Presence): Rows {
	return placesOf(presence.said).reduce(without, rows);
}

/** The record as those show it that have it. */
function reconcilePresent(
	policy: Policy,
	round: Round,
	remembered: RecordMemory | undefined,
	known: RecordMemory | undefined,
	rows: Rows,
	presence: Presence,
	{ versions, sameVersion = 0 }: { versions?: RecordMemory['versions'] | undefined; sameVersion?: number } = { versions: known?.versions },
): Outcome {
	const { shape, systems } = policy;
	const seen = known?.seen ?? 0;
	const { held, promised, silent } = presence;
	let lacking = 0;
	for (let i = 0; i < systems.length; i += 1) lacking |= 1 << systems[i]!;
	lacking &= ~held & ~seen & ~promised & ~round.unlisted & ~round.incomplete;
	const mayCreate = policy.creators === undefined || ((held | seen) & policy.creators) !== 0;
	let creates = policy.creates && held !== 0 && mayCreate ? lacking : 0;
	const vanished = presence.absent & seen;
	const arrived = known === undefined ? 0 : held & ~seen;
	const places = { seen, creates, arrived, silent, doubtful: sameVersion };
	let result = reconcileFields(policy, round, known, rows, places);
	if (creates !== 0 && result.isBehind) {
		creates = 0;
		result = reconcileFields(policy, round, known, rows, { ...places, creates });
	}
	const { words, decisions, pending } = result;

	const day = dayOf(round.now);
	const gone = ((known?.gone ?? 0) & ~held) | vanished;
	const newSeen = seen | held;
	const kept = shownValues(policy, rows, decisions);
	const isSame =
		known !== undefined && known === remembered && words === undefined && newSeen === seen &&
		gone === known.gone && day >> 1 === known.day >> 1 && isEqual(known.pending, pending) && kept.length === 0 && known.kept === undefined;
	const strays = policy.creates && !mayCreate && lacking !== 0 ? held : 0;
	if (isSame && decisions === undefined && (creates | vanished | strays) === 0) return NOTHING;
	let memory: RecordMemory | undefined;
	if (!isSame && newSeen !== 0) {
		memory = {
			shape: shape.signature, seen: newSeen, gone, day,
			words: words ?? known?.words ?? new Array<number>(shape.fields.length).fill(0),
		};
		if (pending !== undefined) memory.pending = pending;
		if (versions !== undefined) memory.versions = versions;
		if (known?.unheard !== undefined) memory.unheard = known.unheard;
		if (known?.lateDelete !== undefined) memory.lateDelete = known.lateDelete;
		if (known?.kept !== undefined) memory.kept = known.kept;
		memory = keepOnly(memory, kept);
		if (remembered !== undefined && day >> 1 === remembered.day >> 1 && isEqual({ ...memory, day: remembered.day }, remembered)) memory = undefined;
	}
	return {
		...NOTHING,
		memory, decisions: decisions ?? NO_DECISIONS, creates, vanished,
		newlyVanished: vanished & ~(known?.gone ?? 0),
		strays, gaps: NO_GAPS,
	};
}

/** Plain data, made in one order of members. */
function isEqual(a: unknown, b: unknown): boolean {
	return a === b || (a !== undefined && b !== undefined && JSON.stringify(a) === JSON.stringify(b));
}
