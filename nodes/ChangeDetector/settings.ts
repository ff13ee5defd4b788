import type { IExecuteFunctions } from 'n8n-workflow';
import type { IfStateLost } from '../shared/n8n/descriptions';
import { findProfile, followsProfile, systemOfProfile } from '../shared/n8n/findProfile';
import { failNode } from '../shared/n8n/items';
import { numberSetting } from '../shared/n8n/readSetting';
import { keepsField } from '../shared/profile/mapping';
import type { SyncProfile } from '../shared/profile/profile';
import { SOURCE_PATHS } from '../shared/profile/sourcePaths';
import type { DeleteLimits } from '../shared/reconcile/brake';
import { splitList } from '../shared/record/pathList';
import type { DetectDefinition, TextNoise } from './definition';
import { compileReader, type RecordReader } from './readRecord';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const DAY = 24 * 60 * MINUTE;

/** As the editor shows them. */
const DEFAULTS = { cap: 100_000, echoMinutes: 60, mostDeletes: 100, mostDeletesPercent: 10, rememberDays: 90 };

interface RawOptions {
	cap?: number;
	echoFrom?: string;
	echoMinutes?: number;
	hold?: number;
	ifStateLost?: IfStateLost;
	ignore?: string;
	mostDeletes?: number;
	mostDeletesPercent?: number;
	naming?: 'automatic' | 'three';
	noise?: TextNoise[];
	quiet?: number;
	rememberDays?: number;
	sets?: string;
	system?: string;
	unchanged?: 'items' | 'notable';
}

/** What every operation needs. */
export interface Settings {
	readonly sync: string;
	readonly ifStateLost: IfStateLost;
}

export interface DetectSettings extends Settings {
	/** Whose records arrive; empty if the sync needs no name for it. */
	readonly system: string;
	readonly definition: DetectDefinition;
	/** The items are all records there are. */
	readonly isList: boolean;
	/** What a full list lacks is reported as deleted. */
	readonly reportsMissing: boolean;
	readonly limits: DeleteLimits;
	readonly atOnce: boolean;
	readonly holdMs: number;
	readonly tombstoneMs: number;
	readonly quietMs: number;
	readonly allSums: boolean;
	readonly cap: number;
	readonly onlyNotable: boolean;
}

export interface EchoSettings extends Settings {
	/** Whose events will show what is written; empty: no echo is expected. */
	readonly system: string;
	readonly echoMs: number;
}

export function readSettings(ctx: IExecuteFunctions): Settings {
	const { ifStateLost = 'stop' } = readOptions(ctx);
	return { sync: readSync(ctx), ifStateLost };
}

/** What is remembered belongs to this name. */
export function readSync(ctx: IExecuteFunctions): string {
	return followsProfile(ctx) ? findProfile(ctx).sync : (ctx.getNodeParameter('sync', 0) as string);
}

/** Parameters as they stand; the definition is compiled by `readerFor`. */
export function readDetectSettings(ctx: IExecuteFunctions): DetectSettings {
	const profile = followsProfile(ctx) ? findProfile(ctx) : undefined;
	const options = { ...readOptions(ctx), ...(profile === undefined ? {} : optionsFromProfile(profile, systemName(ctx))) };
	const isList = ctx.getNodeParameter('operation', 0) === 'detect' && ctx.getNodeParameter('mode', 0) === 'list';
	return {
		...readSettings(ctx),
		system: readSystem(ctx, 'System', options.system),
		definition: readDefinition(ctx),
		isList,
		reportsMissing: isList && ctx.getNodeParameter('missing', 0, 'report') === 'report',
		limits: {
			count: numberSetting(ctx, 'Most Deletes per Run', options.mostDeletes ?? DEFAULTS.mostDeletes, 0, Infinity),
			percent: numberSetting(ctx, 'Most Deletes per Run (%)', options.mostDeletesPercent ?? DEFAULTS.mostDeletesPercent, 0, 100),
		},
		atOnce: ctx.getNodeParameter('remember', 0, 'confirmed') === 'atOnce',
		holdMs: numberSetting(ctx, 'Hold Repeats for (Seconds)', options.hold ?? 0, 0, 3650 * 86_400) * SECOND,
		tombstoneMs: Math.round(numberSetting(ctx, 'Remember Deletes (Days)', options.rememberDays ?? DEFAULTS.rememberDays, 0.00001, 3650) * DAY),
		quietMs: isList ? 0 : numberSetting(ctx, 'Wait Until Quiet (Seconds)', options.quiet ?? 0, 0, 3650 * 86_400) * SECOND,
		allSums: options.naming === 'three',
		cap: Math.floor(numberSetting(ctx, 'Records to Remember', options.cap ?? DEFAULTS.cap, 1, 1_000_000)),
		onlyNotable: options.unchanged === 'notable',
	};
}

/** @param system the parameter's value where it is one of its own, undefined where it is an option */
export function readEchoSettings(ctx: IExecuteFunctions, system?: unknown): EchoSettings {
	const options = readOptions(ctx);
	return {
		...readSettings(ctx),
		system: readSystem(ctx, 'Expect Echo From', system ?? options.echoFrom),
		echoMs: Math.round(numberSetting(ctx, 'Expect Echo for (Minutes)', options.echoMinutes ?? DEFAULTS.echoMinutes, 0.0001, 3650 * 1440) * MINUTE),
	};
}

/** The fields the profile says the system has; its key, version and events as the Field Mapper leaves them. */
function definitionFromProfile(ctx: IExecuteFunctions, profile: SyncProfile): DetectDefinition {
	const system = systemOfProfile(ctx, profile, systemName(ctx), 'System');
	const { sets = '', noise = [] } = readOptions(ctx);
	const version = system.version === undefined ? system.modified : system.version;
	return {
		key: [profile.key],
		fields: profile.fields.map(({ name }) => name).filter((name) => keepsField(profile, name, system.name)),
		ignore: [],
		sets: splitList(sets),
		noise,
		version: version === undefined ? '' : version === system.version ? SOURCE_PATHS.version : SOURCE_PATHS.modified,
		deleteField: system.event === undefined ? '' : SOURCE_PATHS.event,
		deleteValues: undefined,
	};
}

function optionsFromProfile({ deletes, recordsToRemember }: SyncProfile, system: string): RawOptions {
	const { mostRecords: mostDeletes, mostPercent: mostDeletesPercent, rememberDays } = deletes;
	return { system, mostDeletes, mostDeletesPercent, rememberDays, cap: recordsToRemember };
}

function systemName(ctx: IExecuteFunctions): string {
	const name = ctx.getNodeParameter('operation', 0) === 'expectEcho' ? 'echoSystem' : 'profileSystem';
	return String(ctx.getNodeParameter(name, 0, '')).trim();
}

/** What to compare, as names and texts. */
export function readDefinition(ctx: IExecuteFunctions): DetectDefinition {
	if (followsProfile(ctx)) return definitionFromProfile(ctx, findProfile(ctx));
	const text = (name: string): string => String(ctx.getNodeParameter(name, 0, '') ?? '').trim();
	const options = readOptions(ctx);
	return {
		key: splitList(text('key')),
		fields: ctx.getNodeParameter('compare', 0, 'all') === 'listed' ? splitList(text('fields')) : undefined,
		ignore: splitList(options.ignore ?? ''),
		sets: splitList(options.sets ?? ''),
		noise: options.noise ?? [],
		version: text('version'),
		deleteField: text('deleteField'),
		deleteValues: splitList(String(ctx.getNodeParameter('deleteValues', 0, 'true, deleted, delete') ?? '')),
	};
}

export function readerFor(ctx: IExecuteFunctions, definition: DetectDefinition): RecordReader {
	const compiled = compileReader(definition);
	if (compiled.ok) return compiled.reader;
	return failNode(ctx, `${compiled.label}: ${compiled.problem}`, 'Name a field (customerId) or a path (address.city); several are separated by commas.');
}

function readOptions(ctx: IExecuteFunctions): RawOptions {
	return ctx.getNodeParameter('options', 0, {}) as RawOptions;
}

function readSystem(ctx: IExecuteFunctions, label: string, value: unknown): string {
	const name = String(value ?? '').trim();
	if (name.length <= 100) return name;
	return failNode(ctx, `${label} is longer than 100 characters`, 'Give the system a short name, for example CRM.');
}
