/** A possible partner, by the places of both in their lists. */
export interface Candidate {
	readonly source: number;
	readonly target: number;
	/** 0 to 1. */
	readonly confidence: number;
}

/**
 * Gives each source at most one target and the other way round: the surest pair first. Of equals the one that stands
 * earlier in the source, then in the target, so that the answer is always the same.
 *
 * @param least pairs below this confidence are left out
 */
export function assignOneToOne<C extends Candidate>(candidates: readonly C[], least: number): C[] {
	const sorted = [...candidates].sort((a, b) => b.confidence - a.confidence || a.source - b.source || a.target - b.target);
	const sources = new Set<number>();
	const targets = new Set<number>();
	return sorted
		.filter(({ source, target, confidence }) => {
			if (confidence < least || sources.has(source) || targets.has(target)) return false;
			sources.add(source);
			targets.add(target);
			return true;
		})
		.sort((a, b) => a.source - b.source);
}
