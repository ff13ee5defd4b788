import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { itemsOf, type Execution } from './platform';
import type { Comparison } from './compare';
import type { Round } from './rounds/check';
import type { Explanation } from './rounds/explain';
import type { Write } from './rounds/run';
import { dim, green, heading, list, red, say } from './terminal';
import type { World } from './world';

/** What the Sync Health Reporter said last. */
export interface HealthReport {
	text: string | undefined;
	/** The path of the HTML page. */
	page: string | undefined;
}

export function tellComparison(title: string, { records, byField, postalCodesStoredAsNumber }: Comparison): void {
	const differences = Object.entries(byField).map(([field, count]) => `${field} ${count}`);
	say(`  ${title}: ${records} customers in both, ${differences.length === 0 ? 'no differences' : `different: ${differences.join(', ')}`}`);
	say(dim(`    (the CRM keeps ${postalCodesStoredAsNumber} postal codes as numbers)`));
}

export function tellRound({ title, story, runs, checks }: Round): void {
	heading(title);
	for (const line of story) say(dim(`  ${line}`));
	for (const { name, seconds, writes, explanations } of runs) {
		const done = writes.filter((write) => write.done);
		const refused = writes.length - done.length;
		say(`  ${name}: ${count(done, 'CRM')} to the CRM, ${count(done, 'ERP')} to the ERP${refused > 0 ? `, ${refused} refused` : ''} ${dim(`(${seconds} s)`)}`);
		list(done.map((write) => describe(write, explanations.filter((reason) => about(reason, write)).map(({ field, rule, winner }) => `${field}: ${rule}${winner === undefined ? '' : `, ${winner}`}`))));
	}
	for (const { what, ok, found } of checks) say(`  ${ok ? green('✔') : red('✖')} ${what}${ok ? '' : red(` (found: ${found})`)}`);
}

/** The newest health report among these executions; its page is written to the demo's folder. */
export async function healthReport({ n8n, workflowId, folder }: World, executions: Execution[]): Promise<HealthReport> {
	const { nodes } = await n8n.client.workflow(workflowId);
	const reporters = nodes.filter(({ type }) => type.endsWith('.syncHealthReporter')).map(({ name }) => name);
	const items = executions.flatMap((execution) => reporters.flatMap((name) => itemsOf(execution, name))).map(({ json }) => json);
	const newest = (key: string): string | undefined =>
		items.map((json) => json[key]).findLast((value): value is string => typeof value === 'string');
	const html = newest('html');
	const page = html === undefined ? undefined : join(folder, 'health-report.html');
	if (html !== undefined && page !== undefined) writeFileSync(page, html);
	return { text: newest('text') ?? newest('markdown'), page };
}

function about({ id, system }: Explanation, write: Write): boolean {
	return id === write.id && system === write.system;
}

function count(writes: Write[], system: Write['system']): string {
	return String(writes.filter((write) => write.system === system).length);
}

function describe({ system, id, changed }: Write, reasons: string[]): string {
	const changes = Object.entries(changed).map(([field, [before, after]]) => `${field} ${JSON.stringify(before)} → ${JSON.stringify(after)}`);
	return `${id} in the ${system}: ${changes.join(', ')}${reasons.length === 0 ? '' : dim(` (${[...new Set(reasons)].join('; ')})`)}`;
}
