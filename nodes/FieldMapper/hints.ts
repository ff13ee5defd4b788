import type { FieldRejection } from './applyMapping';

const MOST_SHOWN = 5;

/** Counts why items were rejected, by field and rule. */
export class RejectionCount {
	private items = 0;
	private first: FieldRejection | undefined;
	private readonly byReason = new Map<string, number>();

	/** @param goesOn items at fault are sent on with their good fields */
	constructor(private readonly goesOn = false) {}

	add(reasons: readonly FieldRejection[]): void {
		this.items += 1;
		this.first ??= reasons[0];
		for (const { path, rule } of reasons) {
			const reason = `${path} (${rule})`;
			this.byReason.set(reason, (this.byReason.get(reason) ?? 0) + 1);
		}
	}

	/** @returns a sentence for the person who looks at the output; undefined if all went well */
	hint(total: number): string | undefined {
		if (this.first === undefined) return undefined;
		const { path, message, fix } = this.first;
		return `${this.items} of ${total} items were ${this.goesOn ? 'mapped in part or rejected' : 'rejected'}: ${mostFrequent(this.byReason)}. The first, ${path}: ${message} ${fix} Each one says why under _sync.rejected.`;
	}
}

/** @returns a sentence about fields that no row reads; undefined if there were none */
export function unmappedHint(counts: ReadonlyMap<string, number>): string | undefined {
	return counts.size === 0 ? undefined : `Fields that no row reads, with the number of items: ${mostFrequent(counts)}.`;
}

/** @param named whether the items name them
 * @returns a sentence about values that did not fit their rows and were let pass; undefined if there were none */
export function toleratedHint(counts: ReadonlyMap<string, number>, named: boolean): string | undefined {
	if (counts.size === 0) return undefined;
	return `Values of another type than their rows declare, with the number of them: ${mostFrequent(counts)}.${named ? ' They are named under _sync.wrongType.' : ''}`;
}

function mostFrequent(counts: ReadonlyMap<string, number>): string {
	const sorted = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
	const shown = sorted.slice(0, MOST_SHOWN).map(([name, count]) => `${name} ${count}×`);
	return sorted.length > MOST_SHOWN ? `${shown.join(', ')} and ${sorted.length - MOST_SHOWN} more` : shown.join(', ');
}
