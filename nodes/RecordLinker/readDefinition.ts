import type { IExecuteFunctions } from 'n8n-workflow';
import type { IfStateLost } from '../shared/n8n/descriptions';
import { findProfile, followsProfile, systemOfProfile } from '../shared/n8n/findProfile';
import { SOURCE_PATHS } from '../shared/profile/sourcePaths';
import { splitList } from '../shared/record/pathList';
import { DEFAULT_LEASE_MINUTES, DEFAULT_MOST_IDS, type ConditionDefinition, type MatchDefinition, type RuleDefinition } from './definition';

interface Options {
	country?: string;
	ifNoCandidates?: MatchDefinition['ifNoCandidates'];
	ifStateLost?: IfStateLost;
	lackingSystem?: string;
	leaseMinutes?: number;
	mostIds?: number;
	noValue?: string;
	othersToo?: boolean;
}

interface RuleRow {
	name?: string;
	then?: RuleDefinition['then'];
	conditions?: { rows?: Partial<ConditionDefinition>[] };
}

/** What all operations need. */
export interface Settings {
	sync: string;
	ifStateLost: IfStateLost;
}

export function readSettings(ctx: IExecuteFunctions): Settings {
	const sync = followsProfile(ctx) ? findProfile(ctx).sync : (ctx.getNodeParameter('sync', 0) as string);
	return { sync, ifStateLost: readOptions(ctx).ifStateLost ?? 'stop' };
}

export function readOptions(ctx: IExecuteFunctions): Options {
	return (ctx.getNodeParameter('options', 0, {}) ?? {}) as Options;
}

export function readText(ctx: IExecuteFunctions, name: string): string {
	const value = ctx.getNodeParameter(name, 0, '') as unknown;
	return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
}

/** Where the records of a system hold their ID: the parameter says it, or the profile's Field Mapper has put it there. */
export function idFieldOf(ctx: IExecuteFunctions, parameter: string, system: string, label: string): string {
	if (!followsProfile(ctx)) return readText(ctx, parameter);
	const profile = findProfile(ctx);
	return systemOfProfile(ctx, profile, system, label).id === undefined ? profile.key : SOURCE_PATHS.id;
}

/** The definition as it stands in the node's parameters. Nothing is checked here: that is `compileDefinition`'s. */
export function readDefinition(ctx: IExecuteFunctions): MatchDefinition {
	const options = readOptions(ctx);
	const system = readText(ctx, 'system');
	const otherSystem = readText(ctx, 'otherSystem');
	const { rows = [] } = ctx.getNodeParameter('rules', 0, {}) as { rows?: RuleRow[] };
	return {
		system,
		idField: idFieldOf(ctx, 'idField', system, 'System'),
		otherSystem,
		otherIdField: idFieldOf(ctx, 'otherIdField', otherSystem, 'Match With'),
		rules: rows.map((row): RuleDefinition => ({
			name: textOf(row.name),
			then: row.then ?? 'link',
			conditions: (row.conditions?.rows ?? []).map((condition): ConditionDefinition => ({
				field: textOf(condition.field),
				otherField: textOf(condition.otherField),
				as: condition.as ?? 'text',
				how: condition.how ?? 'same',
				atLeast: condition.atLeast ?? 85,
			})),
		})),
		country: textOf(options.country),
		noValue: splitList(textOf(options.noValue)),
		leaseMinutes: options.leaseMinutes ?? DEFAULT_LEASE_MINUTES,
		mostIds: options.mostIds ?? DEFAULT_MOST_IDS,
		ifNoCandidates: options.ifNoCandidates ?? 'holdIfLinkedBefore',
		reportOnly: ctx.getNodeParameter('reportOnly', 0, false) === true,
	};
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value.trim() : '');
