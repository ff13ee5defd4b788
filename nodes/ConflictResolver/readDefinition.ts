import type { IExecuteFunctions } from 'n8n-workflow';
import { findProfile, followsProfile, systemOfProfile } from '../shared/n8n/findProfile';
import type { SyncProfile } from '../shared/profile/profile';
import { splitList } from '../shared/record/pathList';
import type { FieldDefinition, ResolverDefinition, RuleDefinition, SystemDefinition } from './definition';
import { definitionFromProfile } from './fromProfile';

interface Options {
	skew?: number;
	ignore?: string;
	missing?: ResolverDefinition['missing'];
	cap?: number;
	setBack?: boolean;
	rememberDays?: number;
	mostDeletes?: number;
	mostDeletesPercent?: number;
}

interface RuleRow {
	field?: string;
	rule?: RuleDefinition['kind'];
	owner?: string;
	order?: string;
	listKey?: string;
	writers?: string;
}

/** The definition as it stands in the node's parameters, or in the Sync Profile they point to. Nothing is checked here: that is `compileDefinition`'s. */
export function readDefinition(ctx: IExecuteFunctions): ResolverDefinition {
	const parameter = (name: string): unknown => ctx.getNodeParameter(name, 0, null);
	const options = (parameter('options') ?? {}) as Options;
	if (followsProfile(ctx)) {
		const names = readSystemRows(ctx).map(({ name }) => textOf(name));
		return { ...definitionFromProfile(profileFor(ctx, names), names), ...given('missing', options.missing), ...given('setBack', options.setBack) };
	}
	const { rows = [] } = (parameter('fieldRules') ?? {}) as { rows?: RuleRow[] };
	return {
		sync: parameter('sync') as string,
		systems: readSystemRows(ctx),
		key: textOf(parameter('key')),
		rule: ruleOf({ rule: parameter('rule'), owner: parameter('owner'), order: parameter('order') } as RuleRow),
		fields: rows.map((row): FieldDefinition => ({
			field: textOf(row.field),
			rule: ruleOf({ ...row, rule: row.rule ?? 'owner' }),
			writers: splitList(textOf(row.writers)),
		})),
		...(parameter('compare') === 'listed' ? { compare: splitList(textOf(parameter('fields'))) } : {}),
		ignore: splitList(textOf(options.ignore)),
		...given('clockToleranceSeconds', options.skew),
		...given('missing', options.missing),
		...given('recordsToRemember', options.cap),
		...given('setBack', options.setBack),
		deletes: {
			mode: parameter('deletes') === 'passOn' ? 'passOn' : 'report',
			...given('rememberDays', options.rememberDays),
			...given('mostRecords', options.mostDeletes),
			...given('mostPercent', options.mostDeletesPercent),
		},
	};
}

function profileFor(ctx: IExecuteFunctions, names: readonly string[]): SyncProfile {
	const profile = findProfile(ctx);
	for (const name of names) systemOfProfile(ctx, profile, name, 'Systems');
	return profile;
}

export function readSystemRows(ctx: IExecuteFunctions): SystemDefinition[] {
	const { rows = [] } = ctx.getNodeParameter('systems', 0, {}) as { rows?: SystemDefinition[] };
	return rows;
}

function ruleOf(row: RuleRow): RuleDefinition {
	const kind = row.rule as RuleDefinition['kind'];
	if (kind === 'owner') return { kind, owner: textOf(row.owner) };
	if (kind === 'priority') return { kind, order: splitList(textOf(row.order)) };
	if (kind === 'keyedList') return { kind, listKey: textOf(row.listKey) };
	return { kind };
}

function textOf(value: unknown): string {
	return String(value ?? '').trim();
}

/** What was left out keeps its default. */
function given<K extends string, V>(name: K, value: V | undefined): { [key in K]?: V } {
	return (value === undefined ? {} : { [name]: value }) as { [key in K]?: V };
}
