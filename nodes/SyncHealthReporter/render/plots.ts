import { sharesOf } from '../rates';
import type { CountsPoint, History, LatencyPoint } from '../summary';
import { DAY, HOUR, MINUTE, SECOND } from '../timeBuckets';
import { stackedBars, type Tick } from './chart';
import { formatDuration, formatQuantile, formatShare, type Clock } from './format';
import { lineChart, type Line } from './lines';

/** The plots of the last day, or of the last week. */
export function plotsOf(which: 'day' | 'week', history: History, clock: Clock): string[] {
	const points = history[which];
	const latency = which === 'day' ? history.dayLatency : history.weekLatency;
	const ticks = which === 'day' ? timeTicks : dayTicks;
	const empty = `Nothing was recorded in the last ${which}.`;
	const span = ({ from, to }: { from: number; to: number }) =>
		which === 'day'
			? `${clock.timeOf(from)} to ${clock.timeOf(to)}`
			: `${clock.dayOf(from)}, ${clock.timeOf(from)} to ${clock.timeOf(to)}`;
	return [
		stackedBars(points, {
			title: 'What became of the items',
			yLabel: which === 'day' ? 'items per hour' : 'items per 6 hours',
			xTicks: ticks(points, clock),
			span,
			empty,
		}),
		successLine(points, { xTicks: ticks(points, clock), span, empty: `Nothing had to be written in the last ${which}.` }),
		latencyLines(latency, { xTicks: ticks(latency, clock), span, empty: `No latency was measured in the last ${which}.` }),
	];
}

interface Words {
	xTicks: Tick[];
	span: (point: { from: number; to: number }) => string;
	empty: string;
}

function successLine(points: readonly CountsPoint[], { xTicks, span, empty }: Words): string {
	const rates = points.map(({ counts }) => sharesOf(counts).successRate);
	const lowest = Math.min(1, ...rates.filter((rate) => rate !== undefined));
	const bottom = [0.9, 0.5].find((limit) => lowest >= limit + (1 - limit) / 5) ?? 0;
	const line: Line = {
		style: 'success',
		label: 'success rate',
		heights: rates.map((rate) => (rate === undefined ? undefined : (rate - bottom) / (1 - bottom))),
		told: (i) => [span(points[i]!), `${formatShare(rates[i])} of ${sharesOf(points[i]!.counts).attempted} writes succeeded`],
	};
	const yTicks = [0, 0.5, 1].map((at) => ({ at, label: formatShare(bottom + at * (1 - bottom)) }));
	return lineChart([line], { title: 'Success rate', yLabel: '% of attempted writes', yTicks, xTicks, empty });
}

/** Where lines of the latency axis may stand: latencies differ by orders of magnitude, so the axis is logarithmic. */
const MARKS = [1, 10, 100, SECOND, 10 * SECOND, MINUTE, 10 * MINUTE, HOUR, 6 * HOUR, DAY, 7 * DAY, 30 * DAY, 365 * DAY, 3650 * DAY];

function latencyLines(points: readonly LatencyPoint[], { xTicks, span, empty }: Words): string {
	const all = points.flatMap(({ latency: { p50, p99 } }) => (p50 && p99 ? [p50.value, p99.value] : []));
	const lowest = Math.min(...all);
	const highest = Math.max(...all);
	let from = Math.max(0, MARKS.findLastIndex((mark) => mark <= lowest));
	const reached = MARKS.findIndex((mark) => mark >= highest);
	const to = reached < 0 ? MARKS.length - 1 : Math.max(1, reached);
	from = Math.min(from, to - 1);
	const low = Math.log(MARKS[from]!);
	const high = Math.log(MARKS[to]!);
	const height = (value: number) => (Math.log(Math.max(1, value)) - low) / (high - low);
	const lines = (['p50', 'p95', 'p99'] as const).map((style): Line => {
		const values = points.map(({ latency }) => latency[style]);
		return {
			style,
			label: style === 'p50' ? 'p50 (half are faster)' : style,
			heights: values.map((value) => (value === undefined ? undefined : height(value.value))),
			told: (i) => [span(points[i]!), `${style} ${formatQuantile(values[i])} of ${points[i]!.latency.count} writes`],
		};
	});
	const yTicks = MARKS.slice(from, to + 1).map((mark) => ({ at: height(mark), label: formatDuration(mark) }));
	return lineChart(lines, { title: 'Latency', yLabel: 'from the change at its source to the write, logarithmic', yTicks, xTicks, empty });
}

/** A time of day every four hours or so. */
function timeTicks(points: readonly { from: number }[], clock: Clock): Tick[] {
	const every = Math.max(1, Math.round(points.length / 6));
	return points.flatMap(({ from }, i) =>
		(points.length - 1 - i) % every === 0 ? [{ at: (i + 0.5) / points.length, label: clock.timeOf(from) }] : [],
	);
}

/** A day at the first point that begins in it. */
function dayTicks(points: readonly { from: number }[], clock: Clock): Tick[] {
	const label = points.map(({ from }) => clock.tickOf(from));
	return points.flatMap((_, i) =>
		i > 0 && label[i] !== label[i - 1] ? [{ at: (i + 0.5) / points.length, label: label[i]! }] : [],
	);
}
