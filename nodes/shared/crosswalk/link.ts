import type { Book, Entity } from './book';
import { completeClaim } from './claims';
import type { Member } from './entry';
import type { RecordRef } from './keys';

export type LinkVerdict =
	| { kind: 'linked' }
	| { kind: 'alreadyLinked' }
	| { kind: 'refused'; because: 'sameSystem' }
	/** One of the two has another partner: `ref` is linked with `partner`, in a system where only one can be. */
	| { kind: 'refused'; because: 'otherPartner'; ref: RecordRef; partner: RecordRef };

/**
 * Says that two ids are one record. One-to-one for each pair of systems: an id that has another partner keeps it.
 * Records of three and more systems grow together where nothing contradicts it.
 */
export function link(book: Book, a: RecordRef, b: RecordRef): LinkVerdict {
	if (a.system === b.system) return { kind: 'refused', because: 'sameSystem' };
	const ofA = book.find(a);
	const ofB = book.find(b);
	if (ofA !== undefined && ofA.key === ofB?.key) {
		settle(book, a, b);
		return { kind: 'alreadyLinked' };
	}
	const clash = findClash(book, a, ofA, b, ofB);
	if (clash !== undefined) return { kind: 'refused', because: 'otherPartner', ...clash };
	// B's ids are written with A's entity, so nothing leads to B's own any more.
	if (ofA !== undefined && ofB !== undefined) book.delete(ofB.key);
	book.put(ofA?.key ?? ofB?.key, [...membersOf(ofA, a), ...membersOf(ofB, b)]);
	settle(book, a, b);
	return { kind: 'linked' };
}

const membersOf = (entity: Entity | undefined, ref: RecordRef): readonly Member[] => entity?.members ?? [[ref.system, ref.id]];

/** What was being created in the other's system exists now. */
function settle(book: Book, a: RecordRef, b: RecordRef): void {
	completeClaim(book, a, b);
	completeClaim(book, b, a);
}

function findClash(book: Book, a: RecordRef, ofA: Entity | undefined, b: RecordRef, ofB: Entity | undefined): { ref: RecordRef; partner: RecordRef } | undefined {
	for (const [system] of membersOf(ofB, b)) {
		const id = book.idIn(ofA, system);
		// Its own system's id is what stands against it first: a person knows those two.
		if (id !== undefined && system !== a.system) return { ref: a, partner: { system, id } };
	}
	const id = book.idIn(ofB, a.system);
	return id === undefined ? undefined : { ref: b, partner: { system: a.system, id } };
}
