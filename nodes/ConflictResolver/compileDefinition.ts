import type { FieldPath } from '../shared/record/path';
import { compileDeletes, type DeleteTerms } from './compileDeletes';
import { compileFields, compileRule, type FieldPolicy, type NamedRule } from './compileRules';
import { compileSystems, type System } from './compileSystems';
import { compileField, type Complain, type DefinitionProblem } from './complain';
import { DEFAULT_CAP, DEFAULT_SKEW_SECONDS, type ResolverDefinition } from './definition';

/** A definition checked and ready for use. */
export interface CompiledDefinition {
	readonly sync: string;
	readonly systems: readonly System[];
	readonly key: FieldPath;
	readonly defaultRule: NamedRule;
	readonly fields: ReadonlyMap<string, FieldPolicy>;
	/** Undefined: all top-level fields. */
	readonly listed: readonly FieldPath[] | undefined;
	readonly ignored: ReadonlySet<string>;
	readonly skewMs: number;
	readonly creates: boolean;
	readonly setBack: boolean;
	readonly deletes: DeleteTerms;
	readonly cap: number;
}

export type Compiled = { ok: true; definition: CompiledDefinition } | { ok: false; problems: readonly DefinitionProblem[] };

/**
 * Checks a definition and makes it ready.
 *
 * @param definition plain JSON, which nobody has checked before
 * @returns the compiled definition, or everything that is wrong with it, the most basic first
 */
export function compileDefinition(definition: ResolverDefinition): Compiled {
	const problems: DefinitionProblem[] = [];
	const complain: Complain = (message, description) => void problems.push({ message, description });
	const systems = compileSystems(definition.systems, complain);
	const key = compileField('Record Key', definition.key, complain);
	const defaultRule = compileRule('all fields', definition.rule, systems, complain);
	const fields = compileFields(definition.fields ?? [], systems, complain);
	const listed = definition.compare === undefined ? undefined : compileListed(definition.compare, key, complain);
	for (const field of fields.keys()) {
		if (listed === undefined || listed.some((path) => path.text === field)) continue;
		complain(`There is a rule for "${field}", which is not among the fields to compare`, 'Add it to Fields, or remove its row from Rules per Field.');
	}
	const number = (label: string, value: number, least: number): number => {
		if (typeof value !== 'number' || !Number.isFinite(value) || value < least) {
			complain(`${label} is not a number of at least ${least}`, `Enter a number of at least ${least} under Options.`);
		}
		return value;
	};
	const compiled: CompiledDefinition = {
		sync: definition.sync,
		systems,
		key: key ?? NO_PATH,
		defaultRule,
		fields,
		listed,
		ignored: compileIgnored(definition.ignore ?? [], complain),
		skewMs: number('Clock Tolerance', definition.clockToleranceSeconds ?? DEFAULT_SKEW_SECONDS, 0) * 1000,
		creates: definition.missing !== 'leave',
		setBack: definition.setBack !== false,
		deletes: compileDeletes(definition.deletes ?? {}, number, complain),
		cap: Math.floor(number('Records to Remember', definition.recordsToRemember ?? DEFAULT_CAP, 1)),
	};
	return problems.length > 0 ? { ok: false, problems } : { ok: true, definition: compiled };
}

/** Stands where a path could not be compiled; never used, since then the definition is refused. */
const NO_PATH: FieldPath = { text: '', steps: [], get: () => undefined, set: () => false };

function compileListed(names: readonly string[], key: FieldPath | undefined, complain: Complain): FieldPath[] {
	if (names.length === 0) complain('No fields to compare are listed', 'List them under Fields, separated by commas, or compare all fields.');
	const paths = [...new Set(names)]
		.map((name) => compileField('Fields', name, complain))
		.filter((path) => path !== undefined)
		.filter((path) => path.text !== key?.text);
	for (const one of paths) {
		const outer = paths.find((other) => other !== one && other.steps.every((step, i) => one.steps[i] === step));
		if (outer !== undefined) {
			complain(`"${one.text}" is part of "${outer.text}"`, 'List either the whole or its parts: one value cannot be settled twice.');
		}
	}
	return paths;
}

function compileIgnored(names: readonly string[], complain: Complain): Set<string> {
	const ignored = new Set<string>();
	for (const name of names) {
		const path = compileField('Fields to Ignore', name, complain);
		if (path === undefined) continue;
		if (path.steps.length === 1) ignored.add(String(path.steps[0]));
		else complain(`Fields to Ignore names "${name}", which lies inside a field`, 'Only whole top-level fields can be ignored. Set Fields to Compare to Listed, and list those that are to be kept in step.');
	}
	return ignored;
}
