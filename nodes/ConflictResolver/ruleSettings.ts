import type { IExecuteFunctions } from 'n8n-workflow';
import { failNode } from '../shared/n8n/items';
import type { Rule, Shape } from '../shared/reconcile';

/** A rule as the user gives it: systems by name. */
export type NamedRule =
	| { kind: 'owner'; system: string }
	| { kind: 'priority'; order: string[] }
	| { kind: 'newest' }
	| { kind: 'manual' };

/** The rule in the places of the shape. */
export function placeRule(rule: NamedRule, shape: Shape): Rule {
	const place = (name: string): number => shape.systems.indexOf(name);
	if (rule.kind === 'owner') return { kind: 'owner', system: place(rule.system) };
	if (rule.kind === 'priority') return { kind: 'priority', order: rule.order.map(place) };
	return rule;
}

export function readRule(
	ctx: IExecuteFunctions,
	systems: readonly string[],
	of: string,
	kind: unknown,
	owner: () => unknown,
	order: () => unknown,
): NamedRule {
	const known = (name: string): string => {
		if (systems.includes(name)) return name;
		const what = name === '' ? `The rule for ${of} names no system` : `The rule for ${of} names "${name}", which is not one of the systems`;
		return failNode(ctx, what, `Name one of ${systems.join(', ')}, exactly as it is written there.`);
	};
	switch (kind) {
		case 'owner':
			return { kind, system: known(String(owner() ?? '').trim()) };
		case 'priority': {
			const names = splitNames(order());
			return { kind, order: names.length === 0 ? [known('')] : names.map(known) };
		}
		case 'newest':
		case 'manual':
			return { kind };
		default:
			return failNode(ctx, `The rule for ${of} is unknown: ${String(kind)}`, 'Choose Newest, Owner, Priority or Left to a Person.');
	}
}

export function readFieldRules(ctx: IExecuteFunctions, systems: readonly string[], value: unknown): Map<string, NamedRule> {
	const { rows = [] } = (value ?? {}) as { rows?: { field?: unknown; rule?: unknown; owner?: unknown; order?: unknown }[] };
	const rules = new Map<string, NamedRule>();
	rows.forEach((row, i) => {
		const field = String(row.field ?? '').trim();
		if (field === '') failNode(ctx, `Row ${i + 1} of Rules per Field names no field`, 'Name a field as it is compared, for example postalCode.');
		if (rules.has(field)) failNode(ctx, `There are two rules for "${field}"`, 'Remove one of the rows under Rules per Field.');
		rules.set(field, readRule(ctx, systems, `"${field}"`, row.rule ?? 'owner', () => row.owner, () => row.order));
	});
	return rules;
}

export function splitNames(text: unknown): string[] {
	return String(text ?? '').split(',').map((name) => name.trim()).filter((name) => name !== '');
}
