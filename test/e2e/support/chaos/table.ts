import type { Tally, Wrong } from './tally';

/** What stands in a system's queue, as Retry Queue counts it. */
export interface Counted {
	parked: number;
	waiting: number;
	leased: number;
	done: number;
	dead: number;
	discarded: number;
}

export interface Column {
	name: string;
	edits: number;
	tally: Tally;
	/** Runs that ended in an error or were killed, and all. */
	runs: { failed: number; all: number };
	/** How long it took after the faults were over until nothing moved any more (ms). */
	quietAfterMs: number;
	/** Records in dead letters; none without the pack. */
	dead: readonly string[];
	counts: Counted | undefined;
}

/** The result as a Markdown table, one column a world. */
export function table(columns: readonly Column[]): string {
	const seconds = (ms: number): string => `${Math.round(ms / 1_000)} s`;
	const of = (kind: Wrong['kind']) => ({ tally: { wrong } }: Column): string => String(wrong.filter((one) => one.kind === kind).length);
	const rows: [string, (column: Column) => string][] = [
		['edits by people, on both sides', ({ edits }) => String(edits)],
		['entries that stand nowhere any more (lost)', of('gone')],
		['entries that did not reach the other side', of('undelivered')],
		['… of them of records that wait for a person in dead letters', ({ tally: { wrong }, dead }) => String(wrong.filter(({ id }) => dead.includes(id)).length)],
		["writes over a person's newer entry, on the side it was made on", ({ tally }) => String(tally.overwritten.length)],
		['tries to create what was already there', ({ tally }) => String(tally.createdTwice.length)],
		['writes carried out', ({ tally }) => String(tally.writes)],
		['… that repeated the one before, known to be done', ({ tally }) => String(tally.repeated.length)],
		['… that repeated one whose outcome nobody knew', ({ tally }) => String(tally.repeatedAfterUnknown)],
		['… that repeated one made while their own run was under way', ({ tally }) => String(tally.repeatedByOverlap)],
		['tries to write what is always refused', ({ tally }) => String(tally.triesOfRefused)],
		['requests while the CRM had asked to be left alone', ({ tally }) => String(tally.impatient)],
		['runs that failed or were killed', ({ runs }) => `${runs.failed} of ${runs.all}`],
		['parked = waiting + leased + done + dead + discarded', ({ counts: c }) => (c === undefined ? '–' : `${c.parked} = ${c.waiting} + ${c.leased} + ${c.done} + ${c.dead} + ${c.discarded}`)],
		['quiet after the faults were over', ({ quietAfterMs }) => seconds(quietAfterMs)],
	];
	const cells = [['', ...columns.map(({ name }) => name)], ...rows.map(([label, value]) => [label, ...columns.map(value)])];
	const widths = cells[0]!.map((_, i) => Math.max(...cells.map((row) => row[i]!.length)));
	const line = (row: string[]): string => `| ${row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join(' | ')} |`;
	const rule = `| ${widths.map((width, i) => (i === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)).join(' | ')} |`;
	return [line(cells[0]!), rule, ...cells.slice(1).map(line)].join('\n');
}
