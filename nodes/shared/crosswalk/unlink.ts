import type { Book } from './book';
import { idKey, type RecordRef } from './keys';

/**
 * Takes one id out of the crosswalk, with the ids of its system that were merged into it. What else belongs to the
 * record stays linked.
 *
 * @returns whether it was linked
 */
export function unlink(book: Book, ref: RecordRef): boolean {
	const entity = book.find(ref);
	if (entity === undefined) return false;
	const left = entity.members.flatMap((member) => {
		const [system, id, ...merged] = member;
		if (system !== ref.system) return [member];
		const gone = id === ref.id ? member.slice(1) : [ref.id];
		for (const one of gone) book.delete(idKey(system, one));
		return id === ref.id ? [] : [[system, id, ...merged.filter((one) => one !== ref.id)] as const];
	});
	book.put(entity.key, left);
	return true;
}
