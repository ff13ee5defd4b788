import type { IBinaryKeyData, IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { failNode } from '../shared/n8n/items';
import type { Thresholds } from './alerts';
import { openHealth, withHealth } from './healthState';
import { Clock } from './render/format';
import { renderHtml } from './render/html';
import { renderMarkdown } from './render/markdown';
import { renderPrometheus } from './render/prometheus';
import { renderText } from './render/text';
import { alertJson, reportJson } from './report';
import { summarise, type Summary } from './summary';
import { MINUTE, SECOND } from './timeBuckets';
import { WINDOWS, type WindowName } from './windows';

/** One report, and what there is to alert about. */
export async function reportHealth(ctx: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const thresholds = readThresholds(ctx);
	const { sync, store, ifLost } = await openHealth(ctx);
	const sizes = await store.sizes();
	const summary = await withHealth(ctx, store, ifLost, (health, now) => {
		const known = health.alerts.size;
		const result = summarise(sync, health, thresholds, sizes, now);
		return { result, keep: known > 0 || health.alerts.size > 0 };
	});

	const clock = new Clock(ctx.getTimezone());
	const alerts = summary.looked
		.filter(({ change }) => change !== 'none')
		.map((alert) => ({ json: alertJson(summary, alert, clock), pairedItem: { item: 0 } }));
	return [[await reportItem(ctx, summary, clock)], alerts];
}

async function reportItem(ctx: IExecuteFunctions, summary: Summary, clock: Clock): Promise<INodeExecutionData> {
	const formats = new Set(ctx.getNodeParameter('formats', 0, []) as string[]);
	const withHistory = ctx.getNodeParameter('options.includeHistory', 0, false) as boolean;
	const json: IDataObject = reportJson(summary, clock, withHistory);
	const page = formats.has('html') || formats.has('htmlFile') ? renderHtml(summary, clock) : '';
	if (formats.has('markdown')) json['markdown'] = renderMarkdown(summary, clock);
	if (formats.has('html')) json['html'] = page;
	if (formats.has('prometheus')) json['prometheus'] = renderPrometheus(summary);
	if (formats.has('text')) json['text'] = renderText(summary, clock);
	const item: INodeExecutionData = { json, pairedItem: { item: 0 } };
	if (formats.has('htmlFile')) {
		const field = ctx.getNodeParameter('options.fileField', 0, 'data') as string;
		const file = await ctx.helpers.prepareBinaryData(Buffer.from(page), 'sync-health.html', 'text/html');
		const binary: IBinaryKeyData = { [field === '' ? 'data' : field]: file };
		item.binary = binary;
	}
	return item;
}

interface AlertWhen {
	window?: WindowName;
	minimumEvents?: number;
	failureRate?: number;
	mismatchRate?: number;
	latencyP95?: number;
	silence?: number;
}

/** The limits in the core's units: fractions and ms. A limit that was not set stays away. */
function readThresholds(ctx: IExecuteFunctions): Thresholds {
	const set = ctx.getNodeParameter('alertWhen', 0, {}) as AlertWhen;
	const window = set.window ?? 'hour';
	if (!Object.hasOwn(WINDOWS, window)) failNode(ctx, `The alert window is ${JSON.stringify(window)}`, 'Choose hour, day or week.');
	const thresholds: Thresholds = { window, minimumEvents: 10 };
	const read = (name: keyof Omit<AlertWhen, 'window'>, label: string, unit: number) => {
		const value = set[name];
		if (value === undefined) return;
		if (typeof value !== 'number' || !Number.isFinite(value) || value < 0) {
			failNode(ctx, `The alert limit "${label}" is ${String(value).slice(0, 80)}`, 'Give a number of 0 or more, or remove the limit.');
		}
		thresholds[name] = value * unit;
	};
	read('minimumEvents', 'Minimum Events', 1);
	read('failureRate', 'Failure Rate Above (%)', 0.01);
	read('mismatchRate', 'Mismatch Rate Above (%)', 0.01);
	read('latencyP95', 'Latency P95 Above (Seconds)', SECOND);
	read('silence', 'No Success For (Minutes)', MINUTE);
	return thresholds;
}
