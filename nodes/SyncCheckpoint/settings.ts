import { IANAZone } from 'luxon';
import type { IExecuteFunctions } from 'n8n-workflow';
import type { CursorKind } from '../shared/checkpoint/cursor';
import type { ProposeTerms } from '../shared/checkpoint/propose';
import type { IfStateLost } from '../shared/n8n/descriptions';
import { failNode } from '../shared/n8n/items';
import { keyHash } from '../shared/record/fingerprint';
import { compilePath, type FieldPath } from '../shared/record/path';
import type { KeyHash } from '../shared/state/port';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

interface RawOptions {
	backTolerance?: number;
	backToleranceHours?: number;
	futureMinutes?: number;
	ifStateLost?: IfStateLost;
	otherContent?: 'process' | 'handled';
	reports?: number;
	waitHours?: number;
	zone?: string;
}

/** What all operations need. */
export interface Settings {
	readonly sync: string;
	/** As the user calls it; empty for the sync's only one. */
	readonly name: string;
	readonly key: KeyHash;
	readonly kind: CursorKind;
	readonly ifStateLost: IfStateLost;
	/** For times that say no offset; empty: none. */
	readonly zone: string;
}

export function readSettings(ctx: IExecuteFunctions): Settings {
	const options = rawOptions(ctx);
	const name = ctx.getNodeParameter('checkpoint', 0, '') as string;
	if (name.length > 200) failNode(ctx, 'The name under Checkpoint is too long', 'Give it at most 200 characters, for example CRM.');
	const zone = options.zone?.trim() ?? '';
	if (zone !== '' && !IANAZone.isValidZone(zone)) {
		failNode(ctx, `There is no time zone "${zone}"`, 'Under Time Zone, use a name like Europe/Berlin or America/New_York.');
	}
	return {
		sync: ctx.getNodeParameter('sync', 0) as string,
		name,
		key: keyHash(name),
		kind: ctx.getNodeParameter('cursorIs', 0) as CursorKind,
		ifStateLost: options.ifStateLost ?? 'stop',
		zone,
	};
}

/** How far before the checkpoint to read: ms for times, a difference for numbers. */
export function readOverlap(ctx: IExecuteFunctions, kind: CursorKind): number {
	if (kind === 'page') return 0;
	if (kind === 'time') return Math.round(number(ctx, 'Overlap (Seconds)', ctx.getNodeParameter('overlapSeconds', 0), 0, 366 * 86_400) * SECOND);
	return Math.round(number(ctx, 'Overlap', ctx.getNodeParameter('overlap', 0), 0, 1e12));
}

/** What Propose does with the items. */
export interface ProposeSettings extends Settings {
	readonly terms: ProposeTerms;
	/** Where an item has its cursor; undefined: one value stands for all. */
	readonly cursor: FieldPath | undefined;
	/** What tells items of one cursor apart; undefined: their content alone. */
	readonly id: FieldPath | undefined;
	readonly byContent: boolean;
	readonly missing: 'reject' | 'still';
	/** How many reports of an item to wait for, where the workflow itself splits it. */
	readonly reports: number;
}

export function readProposeSettings(ctx: IExecuteFunctions): ProposeSettings {
	const settings = readSettings(ctx);
	const { kind, name } = settings;
	const options = rawOptions(ctx);
	const isField = ctx.getNodeParameter('cursorFrom', 0, 'field') !== 'value';
	const path = (parameter: string, label: string): FieldPath => {
		const result = compilePath(ctx.getNodeParameter(parameter, 0) as string);
		return result.ok ? result.path : failNode(ctx, `${label}: ${result.problem}`, 'Correct the path in the node\'s settings.');
	};
	const sorted = isField && kind !== 'page';
	const hasId = sorted && (ctx.getNodeParameter('idField', 0, '') as string).trim() !== '';
	const tolerance = kind === 'time'
		? number(ctx, 'Going Back: Tolerance (Hours)', options.backToleranceHours ?? 24, 0, 1e6) * HOUR
		: number(ctx, 'Going Back: Tolerance', options.backTolerance ?? 1000, 0, 1e12);
	return {
		...settings,
		cursor: isField ? path('cursorField', 'Cursor Field') : undefined,
		id: hasId ? path('idField', 'ID Field') : undefined,
		byContent: !hasId || options.otherContent !== 'handled',
		missing: sorted ? (ctx.getNodeParameter('missing', 0, 'reject') as 'reject' | 'still') : 'still',
		reports: number(ctx, 'Reports per Item', options.reports ?? 1, 1, 100),
		terms: {
			name, kind, sorted, run: ctx.getExecutionId(),
			keepMs: number(ctx, 'Wait for a Read (Hours)', options.waitHours ?? 24, 0.01, 8760) * HOUR,
			futureMs: number(ctx, 'Future Tolerance (Minutes)', options.futureMinutes ?? 5, 0, 1e6) * MINUTE,
			future: kind === 'time' ? (ctx.getNodeParameter('future', 0, 'still') as ProposeTerms['future']) : 'use',
			tolerance: Math.round(tolerance),
			wentBack: ctx.getNodeParameter('wentBack', 0, 'stop') as ProposeTerms['wentBack'],
		},
	};
}

function rawOptions(ctx: IExecuteFunctions): RawOptions {
	return ctx.getNodeParameter('options', 0, {}) as RawOptions;
}

function number(ctx: IExecuteFunctions, label: string, value: unknown, least: number, most: number): number {
	if (typeof value === 'number' && value >= least && value <= most) return value;
	return failNode(ctx, `"${label}" is ${String(value)}`, `Set it to a number from ${least} to ${most}.`);
}
