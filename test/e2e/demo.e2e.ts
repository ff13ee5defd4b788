import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { figure } from './support/deliveries';

const root = join(__dirname, '../..');

interface Summary {
	ok: boolean;
	seconds: number;
	rounds: { name: string; runs: { name: string; ok: boolean; writes: { CRM: number; ERP: number } }[]; checks: { what: string; ok: boolean; found: string }[] }[];
	before: { records: number; byField: Record<string, number> };
	after: { records: number; byField: Record<string, number>; differences: unknown[] };
	healthReport: string | null;
}

/** The demo as a person runs it, but with the package and n8n that the test run has prepared already. */
async function demo(): Promise<{ code: number | null; text: string; summary: Summary }> {
	const child = spawn(join(root, 'node_modules/.bin/tsx'), ['demo/main.ts', '--once'], { cwd: root, env: process.env, stdio: ['ignore', 'pipe', 'pipe'] });
	let text = '';
	let errors = '';
	child.stdout.on('data', (part) => (text += String(part)));
	child.stderr.on('data', (part) => (errors += String(part)));
	const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
	const last = text.trim().split('\n').at(-1) ?? '';
	if (!last.startsWith('{')) throw new Error(`the demo ended with ${code}:\n${text.slice(-3_000)}\n${errors.slice(-3_000)}`);
	return { code, text, summary: JSON.parse(last) as Summary };
}

test('npm run demo -- --once: a real n8n brings 91 customers of a CRM and an ERP in step, and proves it', async () => {
	const { code, text, summary } = await demo();
	const failed = summary.rounds.flatMap(({ checks }) => checks).filter(({ ok }) => !ok);
	expect(failed).toEqual([]);
	expect([code, summary.ok]).toEqual([0, true]);

	expect(summary.before).toMatchObject({ records: 91, byField: { postalCode: 8, street: 24, city: 1 } });
	expect(summary.after).toMatchObject({ records: 91, byField: {}, differences: [] });
	const [first, quiet] = summary.rounds;
	expect(first!.runs[0]!.writes).toEqual({ CRM: 8, ERP: 24 });
	expect(quiet!.runs[0]!.writes).toEqual({ CRM: 0, ERP: 0 });
	expect(summary.healthReport).toMatch(/health-report\.html$/);
	expect(text).toMatch(/Success rate/i);
	const writes = summary.rounds.flatMap(({ runs }) => runs.map((run) => `${run.name}: ${run.writes.CRM} to the CRM, ${run.writes.ERP} to the ERP`));
	figure(`demo in ${summary.seconds} s; ${writes.join('; ')}; differences at the end: ${summary.after.differences.length}`);
});
