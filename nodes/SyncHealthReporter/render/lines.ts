import { emptyChart, frame, legend, round, type Tick } from './chart';
import { html } from '../../shared/render/escape';

/** One line. A point is undefined where nothing was measured: the line has a gap there. */
export interface Line {
	/** Its class: colour and dashes, so that colour is never the only difference. */
	style: 'success' | 'p50' | 'p95' | 'p99';
	label: string;
	/** One a step, as a share of the plot's height from the bottom. */
	heights: (number | undefined)[];
	/** The words for the i-th point, line by line. */
	told: (i: number) => string[];
}

export function lineChart(
	lines: readonly Line[],
	words: { title: string; yLabel: string; yTicks: Tick[]; xTicks: Tick[]; empty: string },
): string {
	if (lines.every(({ heights }) => heights.every((height) => height === undefined))) {
		return emptyChart(words.title, words.empty);
	}
	const sample = (style: string) =>
		`<svg class="sample" viewBox="0 0 28 10" aria-hidden="true"><path class="line ${style}" d="M1 5H27"/></svg>`;
	return frame(
		{
			title: words.title,
			yLabel: words.yLabel,
			yTicks: words.yTicks,
			xTicks: words.xTicks,
			legend: lines.length === 1 ? '' : legend(lines.map(({ style, label }) => ({ swatch: sample(style), label }))),
			summary: `${words.title}: ${lines.map(({ label }) => label).join(', ')} over time. The tables below hold the numbers.`,
		},
		lines.map(drawn).join(''),
	);
}

function drawn({ style, heights, told }: Line): string {
	const slot = 100 / heights.length;
	let path = '';
	let dots = '';
	heights.forEach((height, i) => {
		if (height === undefined) return;
		const at = `${round((i + 0.5) * slot)} ${round(100 - Math.min(1, Math.max(0, height)) * 100)}`;
		path += `${heights[i - 1] === undefined ? 'M' : 'L'}${at}`;
		// A line of no length with round ends is a dot that stays round in a stretched picture.
		dots += `<path class="dot ${style}" d="M${at}h.01"><title>${told(i).map(html).join('\n')}</title></path>`;
	});
	return `<path class="line ${style}" d="${path}"/>${dots}`;
}
