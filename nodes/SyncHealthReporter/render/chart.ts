import { OUTCOMES, OUTCOME_INFO, placeOf, sumOf, type Outcome } from '../outcomes';
import type { CountsPoint } from '../summary';
import { html } from '../../shared/render/escape';
import { formatCount, formatShort } from './format';

/** From the axis upwards: what needs a person's eyes first, so that it stands on common ground. */
export const STACK: readonly Outcome[] = [
	'failed',
	'rejected',
	'conflict',
	'mismatch',
	'created',
	'updated',
	'unchanged',
	'echo',
	'duplicate',
];

export interface Tick {
	/** Share of the plot's width or height, 0 to 1, from the left or from the bottom. */
	at: number;
	label: string;
}

export interface Frame {
	title: string;
	/** What the vertical axis shows, with its unit. */
	yLabel: string;
	yTicks: Tick[];
	xTicks: Tick[];
	legend: string;
	/** What the picture shows, for those who cannot see it. */
	summary: string;
}

/** Axes and labels are HTML around a stretched SVG: text keeps its size at any width. */
export function frame({ title, yLabel, yTicks, xTicks, legend, summary }: Frame, marks: string): string {
	const lines = yTicks.map(({ at }) => `<i style="bottom:${share(at)}"></i>`).join('');
	const labels = (ticks: Tick[], side: 'bottom' | 'left') =>
		ticks.map(({ at, label }) => `<span style="${side}:${share(at)}">${html(label)}</span>`).join('');
	return `<figure class="chart">
<figcaption><b>${html(title)}</b> <span>${html(yLabel)}</span></figcaption>
${legend}
<div class="plot"><div class="y" aria-hidden="true">${labels(yTicks, 'bottom')}</div>
<div class="area">${lines}<svg viewBox="0 0 100 100" preserveAspectRatio="none" role="img" aria-label="${html(summary)}">${marks}</svg></div>
<div class="x" aria-hidden="true">${labels(xTicks, 'left')}</div></div>
</figure>`;
}

/** In place of a chart that has nothing to show. */
export function emptyChart(title: string, why: string): string {
	return `<figure class="chart"><figcaption><b>${html(title)}</b></figcaption><p class="none">${html(why)}</p></figure>`;
}

/** Bars must be seen even where one item stands among thousands. */
const LEAST_HEIGHT = 1.4;

/** @param span the words for one bar's time, for the hover text */
export function stackedBars(
	points: readonly CountsPoint[],
	words: { title: string; yLabel: string; xTicks: Tick[]; span: (point: CountsPoint) => string; empty: string },
): string {
	const totals = points.map(({ counts }) => sumOf(counts));
	const all = totals.reduce((sum, total) => sum + total, 0);
	if (all === 0) return emptyChart(words.title, words.empty);
	const { top, ticks } = countScale(Math.max(...totals));
	const slot = 100 / points.length;
	const bars = points.map((point, i) => (totals[i] === 0 ? '' : bar(point, i * slot + slot * 0.12, slot * 0.76, top, words.span(point))));
	const shown = STACK.filter((outcome) => points.some(({ counts }) => counts[placeOf(outcome)]! > 0));
	return frame(
		{
			title: words.title,
			yLabel: words.yLabel,
			yTicks: ticks,
			xTicks: words.xTicks,
			legend: legend(shown.map((outcome) => ({ swatch: `<i class="sw ${outcome}"></i>`, label: OUTCOME_INFO[outcome].label }))),
			summary: `${words.title}: ${formatCount(all)} items in ${points.length} bars, stacked by outcome. The table below holds the sums.`,
		},
		bars.join(''),
	);
}

function bar({ counts }: CountsPoint, x: number, width: number, top: number, span: string): string {
	const parts = STACK.filter((outcome) => counts[placeOf(outcome)]! > 0).map((outcome) => ({
		outcome,
		height: Math.max(LEAST_HEIGHT, (counts[placeOf(outcome)]! / top) * 100),
	}));
	const sum = parts.reduce((height, part) => height + part.height, 0);
	const shrink = sum > 100 ? 100 / sum : 1;
	let y = 100;
	const rects = parts.map(({ outcome, height }) => {
		y -= height * shrink;
		return `<rect class="${outcome}" x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height * shrink)}"/>`;
	});
	const told = OUTCOMES.filter((outcome) => counts[placeOf(outcome)]! > 0)
		.map((outcome) => `${OUTCOME_INFO[outcome].label} ${formatCount(counts[placeOf(outcome)]!)}`)
		.join('\n');
	return `<g><title>${html(span)}\n${told}</title>${rects.join('')}</g>`;
}

export function legend(entries: readonly { swatch: string; label: string }[]): string {
	return `<ul class="legend">${entries.map(({ swatch, label }) => `<li>${swatch}${html(label)}</li>`).join('')}</ul>`;
}

/** A round number at or above the highest bar, and the lines below it. */
function countScale(highest: number): { top: number; ticks: Tick[] } {
	const power = 10 ** Math.floor(Math.log10(highest));
	const step = [0.2, 0.5, 1, 2, 5].map((factor) => factor * power).find((size) => size >= 1 && highest / size <= 4) ?? power;
	const whole = Math.max(1, step);
	const lines = Math.max(1, Math.ceil(highest / whole));
	const ticks = Array.from({ length: lines + 1 }, (_, i) => ({ at: i / lines, label: formatShort(i * whole) }));
	return { top: lines * whole, ticks };
}

export function share(part: number): string {
	return `${round(part * 100)}%`;
}

export function round(value: number): number {
	return Math.round(value * 100) / 100;
}
