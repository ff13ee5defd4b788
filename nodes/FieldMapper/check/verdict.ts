import { formatCount } from '../../shared/render/numbers';
import { show } from '../problem';
import type { Example } from './examples';
import { DOUBTS } from './doubts';
import type { FieldTally, Finding } from './fieldTally';
import { CHANGES } from './nameChange';

/** What to think of a row, the worst first. */
export const VERDICTS = ['refused', 'loses', 'rejects', 'lets pass', 'doubtful', 'respells', 'never filled', 'other way only', 'fine'] as const;
export type Verdict = (typeof VERDICTS)[number];

export function verdictOf({ checked, fates, states, items, doubts }: FieldTally): Verdict {
	if (checked.proof.kind === 'refused') return 'refused';
	if (checked.there === undefined) return 'other way only';
	if (fates.lost > 0) return 'loses';
	if (fates.rejected > 0) return 'rejects';
	if (fates.letPass > 0) return 'lets pass';
	if (doubts.size > 0) return 'doubtful';
	if (fates.respelled > 0) return 'respells';
	return items > 0 && states.filled === 0 ? 'never filled' : 'fine';
}

/** What was found out about a row, in sentences; the worst first. */
export function findingsOf(field: FieldTally): string[] {
	const { checked, items, fates, states, rejections, lost, respelled, doubts } = field;
	const { proof } = checked;
	const found: string[] = [];
	if (proof.kind === 'refused') found.push(...proof.problems.map(({ message, fix }) => `Refused before the first item: ${message}. ${fix}`));
	if (checked.there === undefined) {
		if (proof.kind !== 'refused') found.push('Not used in this direction.');
		return found;
	}
	const of = (count: number): string => `${formatCount(count)} of ${formatCount(items)}`;
	for (const [change, { count, examples }] of byCount(lost)) {
		found.push(`${of(count)} ${count === 1 ? 'does' : 'do'} not come back: ${journey(examples.list[0])} (${CHANGES[change]}).`);
	}
	for (const [rule, { count, message, fix }] of byCount(rejections)) {
		const becomes = fates.rejected === 0 ? 'let pass, as the table says' : fates.letPass === 0 ? 'rejected' : 'rejected or let pass';
		found.push(`${of(count)} ${count === 1 ? 'is' : 'are'} ${becomes} (${rule}). The first: ${message} ${fix}`);
	}
	found.push(...enumFindings(field));
	for (const [doubt, { count, examples }] of byCount(doubts)) {
		found.push(`${of(count)} ${count === 1 ? 'is taken as it stands' : 'are taken as they stand'}: ${show(examples.list[0]?.value)} (${DOUBTS[doubt]}).`);
	}
	for (const [change, { count, examples }] of byCount(respelled)) {
		found.push(`${of(count)} ${count === 1 ? 'comes' : 'come'} back in another spelling: ${journey(examples.list[0])} (${CHANGES[change]}).`);
	}
	if (items > 0 && states.filled === 0) found.push('No item has a value here.');
	if (fates.oneWay > 0) found.push('Used one way, and no row brings the value back.');
	if (found.length === 0) found.push(items === 0 ? 'There was no item to look at.' : `All ${formatCount(items)} come back as they were.`);
	return found;
}

function enumFindings({ values, checked, states }: FieldTally): string[] {
	if (values === undefined) return [];
	const found: string[] = [];
	const unknown = values.unknownValues();
	if (unknown.length > 0) {
		const { values: hidden, atLeast } = values.unshown;
		const first = unknown.slice(0, 5).map(({ value, items }) => `${show(value)} ${items}×`);
		const more = unknown.length - first.length + hidden;
		found.push(`Not in the list: ${first.join(', ')}${more > 0 ? ` and ${atLeast ? 'at least ' : ''}${more} more` : ''}.`);
	}
	const unused = values.unusedValues();
	if (unused.length > 0 && states.filled > 0 && checked.there !== undefined) {
		found.push(`In the list, but in no item: ${unused.slice(0, 5).map(show).join(', ')}${unused.length > 5 ? ` and ${unused.length - 5} more` : ''}.`);
	}
	return found;
}

function byCount<K extends string, F extends Finding>(findings: ReadonlyMap<K, F>): [K, F][] {
	return [...findings].sort(([a, one], [b, other]) => other.count - one.count || (a < b ? -1 : 1));
}

/** `5021 → "5021" → "5021"` */
export function journey(example: Example | undefined): string {
	if (example === undefined) return '';
	const parts = [example.value, example.there, example.back];
	return parts.map((part) => (part === undefined ? 'absent' : typeof part === 'string' && part.startsWith('rejected: ') ? part : show(part))).join(' → ');
}
