import type { IExecuteFunctions } from 'n8n-workflow';
import type { IfStateLost } from '../shared/n8n/descriptions';
import { findProfile, followsProfile } from '../shared/n8n/findProfile';
import { failNode } from '../shared/n8n/items';
import { numberSetting, optionalPathSetting } from '../shared/n8n/readSetting';
import type { BatchSize } from '../shared/queue/batches';
import type { Limits } from '../shared/queue/gatekeeper';
import type { Quota } from '../shared/queue/quota';
import type { FieldPath } from '../shared/record/path';
import { MOST_PARKED } from '../shared/queue/terms';
import { BATCH_KILOBYTES, BATCH_RECORDS, BREAKER_FAILURES, BREAKER_PAUSE_SECONDS, LEASE_MINUTES } from './defaults';

interface LimitRow {
	target?: string;
	second?: number;
	minute?: number;
	day?: number;
}

export interface QueueOptions {
	batchKilobytes?: number;
	batchRecords?: number;
	breakerFailures?: number;
	breakerPauseSeconds?: number;
	ifStateLost?: IfStateLost;
	keep?: 'whole' | 'fields' | 'key';
	keepFields?: string;
	later?: 'supersede' | 'wait';
	leaseMinutes?: number;
	mostParked?: number;
	output?: 'withSync' | 'recordOnly';
}

export interface Basics {
	readonly sync: string;
	readonly ifStateLost: IfStateLost;
	readonly options: QueueOptions;
}

export function readBasics(ctx: IExecuteFunctions): Basics {
	const options = ctx.getNodeParameter('options', 0, {}) as QueueOptions;
	return {
		sync: followsProfile(ctx) ? findProfile(ctx).sync : (ctx.getNodeParameter('sync', 0) as string),
		ifStateLost: options.ifStateLost ?? 'stop',
		options,
	};
}

/** How much the systems take, and how long whoever takes it has. */
export function readLimits(ctx: IExecuteFunctions, options: QueueOptions): { limits: Limits; leaseMs: number; cap: number } {
	const { rows = [] } = ctx.getNodeParameter('limits', 0, {}) as { rows?: LimitRow[] };
	const quotas = new Map<string, Quota>();
	rows.forEach(({ target = '', second = 0, minute = 0, day = 0 }, i) => {
		const quota = { ...limitOf('second', second), ...limitOf('minute', minute), ...limitOf('day', day) };
		if (Object.keys(quota).length === 0) failNode(ctx, `Limits, row ${i + 1} limits nothing`, 'Say how many calls a second, a minute or a day the system takes, or remove the row.');
		quotas.set(target.trim(), quota);
	});
	// A row without a name is for every system that has none of its own.
	const others = quotas.get('') ?? {};
	return {
		limits: {
			breaker: {
				failures: numberSetting(ctx, 'Pause After Failures', options.breakerFailures ?? BREAKER_FAILURES, 1, 1_000_000),
				pauseMs: numberSetting(ctx, 'Pause For (Seconds)', options.breakerPauseSeconds ?? BREAKER_PAUSE_SECONDS, 0.001, 86_400) * 1_000,
			},
			quotaOf: (target) => quotas.get(target) ?? others,
			batch: batchSize(ctx, options),
		},
		leaseMs: numberSetting(ctx, 'Lease (Minutes)', options.leaseMinutes ?? LEASE_MINUTES, 0.001, 10_080) * 60_000,
		cap: numberSetting(ctx, 'Most Parked', options.mostParked ?? MOST_PARKED, 1, 1_000_000),
	};
}

function limitOf(window: keyof Quota, calls: number): Quota {
	return calls > 0 ? { [window]: Math.floor(calls) } : {};
}

function batchSize(ctx: IExecuteFunctions, { batchRecords, batchKilobytes }: QueueOptions): BatchSize | undefined {
	if (ctx.getNodeParameter('sendAs', 0, 'record') !== 'batch') return undefined;
	return {
		records: Math.floor(numberSetting(ctx, 'Records a Batch', batchRecords ?? BATCH_RECORDS, 1, 1_000_000)),
		bytes: numberSetting(ctx, 'Kilobytes a Batch', batchKilobytes ?? BATCH_KILOBYTES, 0.001, 1_000_000) * 1_000,
	};
}

/** The field that holds the record's key, where no node before says it; undefined if it is left empty. */
export function readKeyField(ctx: IExecuteFunctions): FieldPath | undefined {
	return optionalPathSetting(ctx, 'Key Field', String(ctx.getNodeParameter('keyField', 0, '') ?? '').trim());
}
