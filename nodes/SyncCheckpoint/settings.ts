import { IANAZone } from 'luxon';
import type { IExecuteFunctions } from 'n8n-workflow';
import type { CursorKind } from '../shared/checkpoint/cursor';
import type { ProposeTerms } from '../shared/checkpoint/propose';
import type { IfStateLost } from '../shared/n8n/descriptions';
import { findProfile, followsProfile, systemOfProfile } from '../shared/n8n/findProfile';
import { failNode } from '../shared/n8n/items';
import { numberSetting, pathSetting } from '../shared/n8n/readSetting';
import { keyPathIn } from '../shared/profile/mapping';
import type { ProfileSystem } from '../shared/profile/profile';
import { keyHash } from '../shared/record/fingerprint';
import type { FieldPath } from '../shared/record/path';
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
	const system = profiled(ctx);
	const name = system === undefined ? (ctx.getNodeParameter('checkpoint', 0, '') as string) : system.name;
	if (name.length > 200) failNode(ctx, 'The name under Checkpoint is too long', 'Give it at most 200 characters, for example CRM.');
	const zone = options.zone?.trim() ?? '';
	if (zone !== '' && !IANAZone.isValidZone(zone)) {
		failNode(ctx, `There is no time zone "${zone}"`, 'Under Time Zone, use a name like Europe/Berlin or America/New_York.');
	}
	return {
		sync: readSync(ctx),
		name,
		key: keyHash(name),
		kind: system === undefined ? (ctx.getNodeParameter('cursorIs', 0) as CursorKind) : system.cursorIs,
		ifStateLost: options.ifStateLost ?? 'stop',
		zone,
	};
}

export function readSync(ctx: IExecuteFunctions): string {
	return followsProfile(ctx) ? findProfile(ctx).sync : (ctx.getNodeParameter('sync', 0) as string);
}

/** The system whose records are read, where a profile says what there is to know of it. */
function profiled(ctx: IExecuteFunctions): ProfileSystem | undefined {
	if (!followsProfile(ctx)) return undefined;
	return systemOfProfile(ctx, findProfile(ctx), (ctx.getNodeParameter('system', 0, '') as string).trim(), 'System');
}

/** How far before the checkpoint to read: ms for times, a difference for numbers. */
export function readOverlap(ctx: IExecuteFunctions, kind: CursorKind): number {
	if (kind === 'page') return 0;
	const system = profiled(ctx);
	const stated = (name: string): unknown => system?.overlap ?? ctx.getNodeParameter(name, 0);
	if (kind === 'time') return Math.round(numberSetting(ctx, 'Overlap (Seconds)', stated('overlapSeconds'), 0, 366 * 86_400) * SECOND);
	return Math.round(numberSetting(ctx, 'Overlap', stated('overlap'), 0, 1e12));
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
	const fields = fieldsOf(ctx);
	const sorted = isField && kind !== 'page';
	const hasId = sorted && fields.id.trim() !== '';
	const tolerance = kind === 'time'
		? numberSetting(ctx, 'Going Back: Tolerance (Hours)', options.backToleranceHours ?? 24, 0, 1e6) * HOUR
		: numberSetting(ctx, 'Going Back: Tolerance', options.backTolerance ?? 1000, 0, 1e12);
	return {
		...settings,
		cursor: isField ? pathSetting(ctx, 'Cursor Field', fields.cursor()) : undefined,
		id: hasId ? pathSetting(ctx, 'ID Field', fields.id) : undefined,
		byContent: !hasId || options.otherContent !== 'handled',
		missing: sorted ? (ctx.getNodeParameter('missing', 0, 'reject') as 'reject' | 'still') : 'still',
		reports: numberSetting(ctx, 'Reports per Item', options.reports ?? 1, 1, 100),
		terms: {
			name, kind, sorted, run: ctx.getExecutionId(),
			keepMs: numberSetting(ctx, 'Wait for a Read (Hours)', options.waitHours ?? 24, 0.01, 8760) * HOUR,
			futureMs: numberSetting(ctx, 'Future Tolerance (Minutes)', options.futureMinutes ?? 5, 0, 1e6) * MINUTE,
			future: kind === 'time' ? (ctx.getNodeParameter('future', 0, 'still') as ProposeTerms['future']) : 'use',
			tolerance: Math.round(tolerance),
			wentBack: ctx.getNodeParameter('wentBack', 0, 'stop') as ProposeTerms['wentBack'],
		},
	};
}

/** Where an item has its cursor and its ID: in the system's own records, as its query gives them. */
function fieldsOf(ctx: IExecuteFunctions): { cursor: () => string; id: string } {
	const system = profiled(ctx);
	if (system === undefined) return { cursor: () => ctx.getNodeParameter('cursorField', 0) as string, id: ctx.getNodeParameter('idField', 0, '') as string };
	const { name, cursor, modified } = system;
	const unsaid = (): never => failNode(ctx, `The Sync Profile does not say by which field "${name}" is read on`, 'Fill in its Modified Field there, or, under Add Setting, Read On By.');
	return { cursor: () => cursor ?? modified ?? unsaid(), id: keyPathIn(findProfile(ctx), name) };
}

function rawOptions(ctx: IExecuteFunctions): RawOptions {
	return ctx.getNodeParameter('options', 0, {}) as RawOptions;
}
