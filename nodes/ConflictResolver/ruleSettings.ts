import type { Rule, Shape } from '../shared/reconcile';
import type { NamedRule } from './compileRules';

/** The rule in the places of the shape. */
export function placeRule(rule: NamedRule, shape: Shape): Rule {
	const place = (name: string): number => shape.systems.indexOf(name);
	if (rule.kind === 'owner') return { kind: 'owner', system: place(rule.system) };
	if (rule.kind === 'priority') return { kind: 'priority', order: rule.order.map(place) };
	return rule as Rule;
}
