import { agreedFingerprint, agreedSystems, agreedWord, emptyMemory, type Deletion, type LateValue, type RecordMemory } from './memory';
import { parseShape, type Shape } from './shape';
import type { Version } from './version';

/** A memory written under other systems or fields, in the places of `to`. What is new has no memory there. */
export function reshape(memory: RecordMemory, to: Shape): RecordMemory {
	if (memory.shape === to.signature) return memory;
	const from = parseShape(memory.shape);
	// Without its names a memory means nothing; no base is the safe reading (it can only ask again, not lose).
	if (from === undefined) return emptyMemory(to, memory.day);
	const systemAt = from.systems.map((name) => to.systems.indexOf(name));
	const moveBits = (bits: number): number => {
		let moved = 0;
		systemAt.forEach((place, s) => {
			if (place >= 0 && (bits & (1 << s)) !== 0) moved |= 1 << place;
		});
		return moved;
	};
	const words = new Array<number>(to.fields.length).fill(0);
	const fieldAt = from.fields.map((name) => to.fields.indexOf(name));
	fieldAt.forEach((place, f) => {
		const word = memory.words[f] ?? 0;
		const systems = moveBits(agreedSystems(word));
		if (place >= 0 && systems !== 0) words[place] = agreedWord(agreedFingerprint(word), systems);
	});
	const moved: RecordMemory = {
		shape: to.signature,
		seen: moveBits(memory.seen),
		gone: moveBits(memory.gone),
		day: memory.day,
		words,
	};
	const bySystem = <T>(values: readonly T[], none: T): T[] =>
		to.systems.map((name) => values[from.systems.indexOf(name)] ?? none);
	const moveLate = (late: readonly LateValue[]): { late?: LateValue[] } => {
		const left = late.flatMap(([s, fingerprint, since]): LateValue[] =>
			((systemAt[s] ?? -1) < 0 ? [] : [[systemAt[s]!, fingerprint, since]]));
		return left.length === 0 ? {} : { late: left };
	};
	const pending = (memory.pending ?? [])
		.filter((entry) => (fieldAt[entry.field] ?? -1) >= 0)
		.map((entry) => ({
			field: fieldAt[entry.field]!,
			planned: entry.planned,
			accepted: bySystem<readonly number[]>(entry.accepted, []),
			...(entry.open === undefined ? {} : { open: bySystem<number | null>(entry.open, null) }),
			...moveLate(entry.late ?? []),
		}));
	if (pending.length > 0) moved.pending = pending;
	if (memory.versions !== undefined && to.versioned) moved.versions = bySystem<Version | null>(memory.versions, null);
	const kept = (memory.kept ?? []).filter((entry) => (fieldAt[entry.field] ?? -1) >= 0);
	if (kept.length > 0) moved.kept = kept.map((entry) => ({ field: fieldAt[entry.field]!, values: entry.values }));
	if (memory.unheard !== undefined && moveBits(memory.unheard) !== 0) moved.unheard = moveBits(memory.unheard);
	const moveDeletion = ({ at, by, from: left }: Deletion): Deletion => ({ at, by: moveBits(by), from: moveBits(left) });
	if (memory.deleting !== undefined) moved.deleting = moveDeletion(memory.deleting);
	if (memory.lateDelete !== undefined) moved.lateDelete = moveDeletion(memory.lateDelete);
	if (memory.deletedAt !== undefined) moved.deletedAt = memory.deletedAt;
	return moved;
}
