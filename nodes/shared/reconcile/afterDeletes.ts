import { isNewerThanDeletion, without, withoutHearing } from './admit';
import { bitsOf, placesOf } from './bits';
import type { RefusedDelete } from './decision';
import { blockedChanges, isUntouched, type DeleteStep, type Scene } from './deletes';
import { LATE_MS } from './fieldState';
import { forget, knowing, tombstone, withoutVersions, withVersions } from './forget';
import { dayOf, type RecordMemory } from './memory';

/** A delete is under way. It is given up where the record comes back, or was changed by somebody who still has it. */
export function whileDeleting(scene: Scene): DeleteStep {
	const { policy, round, presence } = scene;
	const deleting = scene.known.deleting!;
	const confirmed = presence.absent & deleting.from;
	const known: RecordMemory = { ...scene.known, gone: scene.known.gone | confirmed | presence.said };
	// Where it was never seen and is now, a create of ours was late.
	const joined = presence.held & ~deleting.from & ~known.gone;
	const from = (deleting.from & ~confirmed) | joined;
	const back = placesOf(presence.held & ~from);
	const fresh = bitsOf(back.filter((s) => isNewerThanDeletion(policy, round, known, scene.rows, s, deleting.at)));
	const stale = bitsOf(back) & ~fresh;
	const rows = placesOf(stale).reduce(without, scene.rows);
	const giveUp = (refused?: RefusedDelete): DeleteStep => {
		// Where it is gone it is created again, as if never seen there; where it is not, our delete may still arrive.
		const memory = forget(withVersions(known, scene.versions), known.gone & ~fresh);
		delete memory.deleting;
		memory.gone &= ~fresh;
		if (from !== 0) memory.lateDelete = { at: round.now, by: 0, from };
		return {
			kind: 'goOn', known: memory, rows, round: withoutHearing(round, stale), revived: fresh, stale,
			...(refused === undefined ? {} : { refused }),
		};
	};
	if (fresh !== 0) return giveUp();
	const strangers = joined & ~knowing(known, joined);
	if (strangers !== 0) return giveUp({ systems: deleting.by, why: 'noBase', targets: from, status: 'new' });
	const survivors = presence.held & from;
	if (!isUntouched(policy, known, rows, survivors)) return giveUp({ systems: deleting.by, why: 'updated', targets: from, status: 'new' });
	// What was dropped says nothing about what comes later, and neither does a version first heard with it.
	const unknown = bitsOf(placesOf(stale).filter((s) => (scene.known.versions?.[s] ?? null) === null));
	const versions = withoutVersions(scene.versions, (confirmed & ~presence.said) | unknown);
	if (from === 0) {
		return { kind: 'done', outcome: { memory: tombstone({ ...known, day: dayOf(round.now) }, deleting.at, versions), stale } };
	}
	// Listed as it was: the delete was lost or is late. An event of it was sent before.
	const again = survivors & (joined | ~(round.unasked ?? 0));
	const memory = withVersions({ ...known, day: dayOf(round.now), deleting: { ...deleting, from } }, versions);
	const vanished = deleting.by & presence.absent;
	const decisions = blockedChanges({ ...scene, known, rows }, deleting.by, survivors);
	if (round.holdDeletes !== true || again === 0) return { kind: 'done', outcome: { memory, deletes: again, vanished, stale, decisions } };
	return {
		kind: 'done',
		outcome: { memory, vanished, stale, decisions, refused: { systems: deleting.by, why: 'held', targets: again, status: 'open' } },
	};
}

/** The record is gone everywhere; only what is newer than that brings it back. */
export function afterDeletion(scene: Scene): DeleteStep {
	const { policy, round, known, rows, presence } = scene;
	const isNew = (s: number): boolean => (known.gone & (1 << s)) === 0;
	const fresh = bitsOf(placesOf(presence.held).filter((s) => isNew(s) || isNewerThanDeletion(policy, round, known, rows, s, known.deletedAt!)));
	const stale = presence.held & ~fresh;
	if (fresh === 0) return { kind: 'done', outcome: { memory: undefined, stale } };
	const { shape, day, words } = known;
	return {
		kind: 'goOn', known: withVersions({ shape, seen: 0, gone: 0, day, words }, withoutVersions(scene.versions, ~fresh)),
		rows: placesOf(stale).reduce(without, rows), round: withoutHearing(round, stale), revived: fresh, stale,
	};
}

/** A delete that was given up arrives after all: that is our own late write, and the record is created there again. */
export function lateDeletes({ round, known, presence }: Scene): RecordMemory {
	const late = known.lateDelete!;
	const arrived = late.from & presence.absent;
	const from = round.now - late.at > LATE_MS ? 0 : late.from & ~arrived;
	const memory = forget(known, arrived & known.seen);
	if (from === late.from) return memory;
	const next: RecordMemory = { ...memory };
	delete next.lateDelete;
	if (from !== 0) next.lateDelete = { ...late, from };
	return next;
}
