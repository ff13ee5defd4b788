import type { FieldPath } from '../shared/record/path';
import type { Policy, Rule, Shape } from '../shared/reconcile';
import type { CompiledDefinition } from './compileDefinition';
import type { FieldPolicy, NamedRule } from './compileRules';

/** The definition in the places of the shape. Fields without a path are not compared in this run. */
export function policyFor(definition: CompiledDefinition, shape: Shape, paths: readonly (FieldPath | undefined)[]): Policy {
	const { systems } = definition;
	const place = (name: string): number => shape.systems.indexOf(name);
	const bits = (names: readonly string[]): number => names.reduce((mask, name) => mask | (1 << place(name)), 0);
	const active = systems.filter((system) => system.role !== 'mirror').map((system) => system.name);
	const hasMirrors = active.length < systems.length;
	const record = systems.find((system) => system.role === 'systemOfRecord');
	const fallback = placeRule(definition.defaultRule, place);
	const unruled = record === undefined ? [fallback] : [placeRule({ kind: 'owner', system: record.name }, place), fallback];
	const own = shape.fields.map((name) => definition.fields.get(name));
	const consecutive = systems.filter((system) => system.consecutive).map((system) => system.name);
	const { deletes } = definition;
	return {
		shape,
		systems: systems.map((system) => place(system.name)),
		rules: own.map((field, f) => {
			if (paths[f] === undefined) return undefined;
			return field === undefined ? unruled : [ruleOf(field, place), fallback];
		}),
		skewMs: definition.skewMs,
		creates: definition.creates,
		writers: own.map((field) => (field?.writers !== undefined ? bits(field.writers) : hasMirrors ? bits(active) : undefined)),
		writeBack: definition.setBack,
		...(hasMirrors ? { creators: bits(active) } : {}),
		...(deletes.passOn
			? { deletes: { by: bits(active), full: bits(systems.filter((system) => system.fullList).map((system) => system.name)) } }
			: {}),
		...(consecutive.length > 0 ? { consecutive: bits(consecutive) } : {}),
	};
}

/** An owner who shares the field with other writers wins conflicts, and is no longer the only one who may change it. */
function ruleOf({ rule, writers }: FieldPolicy, place: (name: string) => number): Rule {
	const shares = rule.kind === 'owner' && (writers?.length ?? 1) > 1;
	return shares ? { kind: 'priority', order: [place(rule.system)] } : placeRule(rule, place);
}

function placeRule(rule: NamedRule, place: (name: string) => number): Rule {
	switch (rule.kind) {
		case 'owner':
			return { kind: 'owner', system: place(rule.system) };
		case 'priority':
			return { kind: 'priority', order: rule.order.map(place) };
		case 'keyedList':
			return { kind: 'keyed', key: rule.listKey };
		default:
			return { kind: rule.kind };
	}
}
