/** Figures as Markdown on the terminal and as JSON in bench/out/. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { REPOSITORY } from './n8n';
import type { Outcome, Row } from './outcome';

export interface Facts {
	n8n: string;
	node: string;
	/** What one evaluated expression costs here. */
	expressionMs: number;
}

export function printOutcomes(outcomes: readonly Outcome[], facts: Facts): void {
	const out: string[] = [
		`n8n ${facts.n8n}, Node ${facts.node}, ${cpus().length} cores (${cpus()[0]?.model.trim() ?? 'unknown'}).`,
		`n8n's expression sandbox is in use: one expression costs ${facts.expressionMs.toFixed(2)} ms.`,
		'Medians. Ratios are of processor time on n8n\'s main thread (of time on the clock where a node works in another process).',
	];
	for (const { title, rows, goals, notes } of outcomes) {
		out.push('', `## ${title}`, '', '| work | node | on the clock | processor | samples | against ours |', '| --- | --- | ---: | ---: | ---: | ---: |');
		out.push(...rows.map(line), '');
		out.push(...goals.map(({ goal, reached, found }) => `- ${reached ? 'reached' : 'MISSED '}: ${goal}: ${found}`));
		if (notes.length > 0) out.push('', ...notes.map((note) => `> ${note}`));
	}
	process.stdout.write(`${out.join('\n')}\n`);
}

function line({ work, contender, time, samples, ratio }: Row): string {
	return `| ${work} | ${contender} | ${readable(time.wall)} | ${readable(time.cpu)} | ${samples} | ${ratio} |`;
}

function readable(ms: number): string {
	if (ms >= 1000) return `${(ms / 1000).toFixed(ms >= 10_000 ? 0 : 1)} s`;
	return `${ms >= 100 ? ms.toFixed(0) : ms >= 10 ? ms.toFixed(1) : ms.toFixed(2)} ms`;
}

export function writeOutcomes(outcomes: readonly Outcome[], facts: Facts): void {
	const folder = join(REPOSITORY, 'bench/out');
	mkdirSync(folder, { recursive: true });
	writeFileSync(join(folder, 'results.json'), `${JSON.stringify({ ...facts, cores: cpus().length, outcomes }, null, '\t')}\n`);
}
