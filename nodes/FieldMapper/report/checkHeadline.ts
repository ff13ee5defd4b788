import { formatCount } from '../../shared/render/numbers';
import type { BannerState } from '../../shared/render/page';
import type { CheckCounts } from '../check/checkRecords';
import { verdictOf, type Verdict } from '../check/verdict';

export interface Headline {
	readonly state: BannerState;
	readonly title: string;
	readonly reasons: readonly string[];
}

/** The answer to "may I use this table?" in one sentence, and what it rests on. */
export function headlineOf({ table, records, accepted, fields, unmapped }: CheckCounts): Headline {
	const count = new Map<Verdict, number>();
	for (const field of fields) count.set(verdictOf(field), (count.get(verdictOf(field)) ?? 0) + 1);
	const of = (verdict: Verdict): number => count.get(verdict) ?? 0;
	const reasons = table.problems.map(({ message, fix }) => `The table ${message}. ${fix}`);
	if (of('refused') > 0) reasons.push(`${rows(of('refused'))} refused: the node would stop before the first item.`);
	if (of('loses') > 0) reasons.push(`${rows(of('loses'))} in which a value does not come back.`);
	if (accepted < records) reasons.push(`${formatCount(records - accepted)} of ${formatCount(records)} items would be rejected.`);
	if (of('doubtful') > 0) reasons.push(`${rows(of('doubtful'))} with values that may mean something else than the table takes them for.`);
	if (of('respells') > 0) reasons.push(`${rows(of('respells'))} in which values come back in another spelling, as the row declares.`);
	if (unmapped.size > 0) reasons.push(`${formatCount(unmapped.size)} ${unmapped.size === 1 ? 'field' : 'fields'} of the items that no row reads.`);
	if (table.problems.length > 0 || of('refused') > 0) return { state: 'attention', title: 'The table cannot be used as it is', reasons };
	if (records === 0) return { state: 'empty', title: 'There was no item to look at', reasons };
	if (of('loses') > 0) return { state: 'attention', title: 'Some values do not come back', reasons };
	if (accepted < records) return { state: 'watch', title: 'Nothing is lost, but not every item is taken', reasons };
	return { state: 'healthy', title: `All ${formatCount(records)} items are mapped, and nothing is lost`, reasons };
}

function rows(count: number): string {
	return count === 1 ? '1 row' : `${formatCount(count)} rows`;
}
