import type { IExecuteFunctions } from 'n8n-workflow';
import type { IfStateLost } from '../shared/n8n/descriptions';
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
	return { sync: ctx.getNodeParameter('sync', 0) as string, ifStateLost: readOptions(ctx).ifStateLost ?? 'stop' };
}

export function readOptions(ctx: IExecuteFunctions): Options {
	return (ctx.getNodeParameter('options', 0, {}) ?? {}) as Options;
}

export function readText(ctx: IExecuteFunctions, name: string): string {
	const value = ctx.getNodeParameter(name, 0, '') as unknown;
	return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
}

/** The definition as it stands in the node's parameters. Nothing is checked here: that is `compileDefinition`'s. */
export function readDefinition(ctx: IExecuteFunctions): MatchDefinition {
	const options = readOptions(ctx);
	const { rows = [] } = ctx.getNodeParameter('rules', 0, {}) as { rows?: RuleRow[] };
	return {
		system: readText(ctx, 'system'),
		idField: readText(ctx, 'idField'),
		otherSystem: readText(ctx, 'otherSystem'),
		otherIdField: readText(ctx, 'otherIdField'),
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
