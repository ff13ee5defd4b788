import { agreedSystems, type RecordMemory } from '../shared/reconcile/memory';

/**
 * Whether something planned for the record has neither been confirmed nor seen to arrive. An event that is heard again
 * then asks for nothing, and yet it is not known that all it led to is done.
 */
export function isUnderWay(memory: RecordMemory | undefined): boolean {
	if (memory === undefined || memory.deletedAt !== undefined) return false;
	return (
		memory.deleting !== undefined ||
		memory.words.some((word) => (agreedSystems(word) & ~memory.seen) !== 0) ||
		memory.pending?.some(({ planned, accepted }) => planned !== null && accepted.some((shown) => shown.length > 0 && !(shown.length === 1 && shown[0] === planned))) === true
	);
}
