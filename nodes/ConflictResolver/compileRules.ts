import { compilePath } from '../shared/record/path';
import { compileField, type Complain } from './complain';
import { systemNamed, type System } from './compileSystems';
import { RULE_KINDS, type FieldDefinition, type RuleDefinition } from './definition';

/** A checked rule, systems by name. */
export type NamedRule =
	| { readonly kind: 'owner'; readonly system: string }
	| { readonly kind: 'priority'; readonly order: readonly string[] }
	| { readonly kind: 'keyedList'; readonly listKey: string }
	| { readonly kind: Exclude<RuleDefinition['kind'], 'owner' | 'priority' | 'keyedList'> };

export interface FieldPolicy {
	readonly rule: NamedRule;
	/** Names of the systems whose changes count; undefined: all but mirrors. */
	readonly writers: readonly string[] | undefined;
}

/** @param of what messages call the field */
export function compileRule(of: string, rule: RuleDefinition, systems: readonly System[], complain: Complain): NamedRule {
	const named = (name: unknown): string => {
		const text = String(name ?? '').trim();
		const system = systemNamed(of, text, systems, complain);
		if (rule.kind === 'owner' && system?.role === 'mirror') {
			complain(`The rule for ${of} makes ${text} the owner, which is a mirror`, 'A mirror only reads. Give it another role under Systems, or name another owner.');
		}
		return text;
	};
	if (!RULE_KINDS.includes(rule.kind)) complain(`The rule for ${of} is unknown: ${String(rule.kind)}`, `Choose one of ${RULE_KINDS.join(', ')}.`);
	switch (rule.kind) {
		case 'owner':
			return { kind: 'owner', system: named(rule.owner) };
		case 'priority': {
			const order = rule.order ?? [];
			return { kind: 'priority', order: order.length === 0 ? [named('')] : order.map(named) };
		}
		case 'keyedList': {
			const listKey = String(rule.listKey ?? '').trim();
			if (!compilePath(listKey).ok) {
				complain(`The rule for ${of} merges lists by a key, and names no key field`, 'Name the field that tells one row of the list from another, for example sku.');
			}
			return { kind: 'keyedList', listKey };
		}
		default:
			return { kind: rule.kind };
	}
}

export function compileFields(rows: readonly FieldDefinition[], systems: readonly System[], complain: Complain): Map<string, FieldPolicy> {
	const fields = new Map<string, FieldPolicy>();
	rows.forEach((row, i) => {
		const field = String(row.field ?? '').trim();
		if (field === '') {
			complain(`Row ${i + 1} of Rules per Field names no field`, 'Name a field as it is compared, for example postalCode.');
			return;
		}
		if (fields.has(field)) complain(`There are two rules for "${field}"`, 'Remove one of the rows under Rules per Field.');
		compileField(`Row ${i + 1} of Rules per Field`, field, complain);
		const rule = compileRule(`"${field}"`, row.rule, systems, complain);
		fields.set(field, { rule, writers: compileWriters(field, row.writers ?? [], rule, systems, complain) });
	});
	return fields;
}

function compileWriters(
	field: string,
	names: readonly string[],
	rule: NamedRule,
	systems: readonly System[],
	complain: Complain,
): readonly string[] | undefined {
	if (names.length === 0) return undefined;
	for (const name of names) {
		const system = systemNamed(`"${field}"`, name, systems, complain);
		if (system?.role === 'mirror') complain(`"${field}" may be changed in ${name}, which is a mirror`, 'A mirror only reads. Give it another role under Systems, or take it out of May Be Changed In.');
	}
	if (rule.kind === 'owner' && !names.includes(rule.system)) {
		complain(`"${field}" belongs to ${rule.system}, which may not change it`, 'Add the owner to May Be Changed In.');
	}
	return names;
}
