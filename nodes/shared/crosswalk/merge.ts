import type { Book, Entity } from './book';
import type { Member } from './entry';
import type { RecordRef } from './keys';

export type MergeVerdict =
	| { kind: 'merged' }
	| { kind: 'alreadyMerged' }
	| { kind: 'refused'; because: 'sameId' }
	/** Both have a record of their own in another system, and nobody said that these are one, too. */
	| { kind: 'refused'; because: 'bothLinked'; system: string; survivor: string; merged: string };

/**
 * Says that of two ids of one system the one was merged into the other: it resolves to the survivor from now on, and
 * its links become the survivor's. Ids point at their record, never at each other, so there is nothing to go round in.
 *
 * @param othersToo where both have a record in another system, take these for merged as well (into the survivor's)
 */
export function merge(book: Book, system: string, merged: string, survivor: string, othersToo: boolean): MergeVerdict {
	if (merged === survivor) return { kind: 'refused', because: 'sameId' };
	const from = book.find({ system, id: merged });
	const into = book.find({ system, id: survivor });
	const same = from !== undefined && from.key === into?.key;
	if (same && book.idIn(into, system) === survivor) return { kind: 'alreadyMerged' };
	const theirs = same ? [] : membersOf(from, { system, id: merged });
	const ours = membersOf(into, { system, id: survivor });
	if (!othersToo) {
		for (const [name, id] of ours) {
			const other = name === system ? undefined : theirs.find(([one]) => one === name)?.[1];
			if (other !== undefined) return { kind: 'refused', because: 'bothLinked', system: name, survivor: id, merged: other };
		}
	}
	if (from !== undefined && into !== undefined && !same) book.delete(from.key);
	book.put(into?.key ?? from?.key, joined(ours, theirs).map((member) => (member[0] === system ? withFirst(member, survivor) : member)));
	return { kind: 'merged' };
}

const membersOf = (entity: Entity | undefined, ref: RecordRef): readonly Member[] => entity?.members ?? [[ref.system, ref.id]];

function joined(ours: readonly Member[], theirs: readonly Member[]): Member[] {
	const both = new Map(ours.map((member) => [member[0], member]));
	for (const [system, ...ids] of theirs) {
		const own = both.get(system);
		both.set(system, (own === undefined ? [system, ...ids] : [...own, ...ids]) as unknown as Member);
	}
	return [...both.values()];
}

/** The survivor may have been merged itself, before. */
function withFirst([system, ...ids]: Member, id: string): Member {
	return [system, id, ...ids.filter((one) => one !== id)];
}
