import { isSupportedCountry, type CountryCode } from 'libphonenumber-js/core';
import metadata from 'libphonenumber-js/metadata.max.json';
import { compilePath, fieldNamed, type FieldPath } from '../shared/record/path';
import type { ConditionDefinition, MatchDefinition, RuleDefinition } from './definition';
import type { KindTerms } from './match/kinds';
import { findsCandidates, type Condition, type Rule } from './match/rules';

/** A definition checked and ready to run. */
export interface Matching {
	readonly system: string;
	readonly id: FieldPath;
	readonly otherSystem: string;
	readonly otherId: FieldPath;
	readonly rules: readonly Rule[];
	readonly terms: KindTerms;
	readonly leaseMs: number;
	readonly mostIds: number;
	readonly ifNoCandidates: MatchDefinition['ifNoCandidates'];
	readonly reportOnly: boolean;
}

/** What is wrong with a definition, and what to do about it. */
export interface DefinitionProblem {
	readonly problem: string;
	readonly fix: string;
}

export type Compiled<T> = { ok: true; value: T } | ({ ok: false } & DefinitionProblem);

const MOST_RULES = 50;
const MOST_LEASE_MINUTES = 7 * 24 * 60;
const MOST_IDS = 2_000_000;

/** @returns what is ready to run, or the first thing that is wrong */
export function compileDefinition(definition: MatchDefinition): Compiled<Matching> {
	const problems: DefinitionProblem[] = [];
	const value = new Compiler(problems).matching(definition);
	const [first] = problems;
	return first === undefined ? { ok: true, value } : { ok: false, ...first };
}

/** Names of systems are part of what is remembered: spaces around them would make another system. */
export function checkSystem(label: string, name: string): Compiled<string> {
	const text = name.trim();
	if (text !== '' && text.length <= 100 && text.isWellFormed()) return { ok: true, value: text };
	return { ok: false, problem: `${label} ${text === '' ? 'is empty' : 'is longer than 100 characters, or broken'}`, fix: 'Give the system a short name, for example CRM, and use the same one in all nodes of the sync.' };
}

export function checkField(label: string, text: string): Compiled<FieldPath> {
	const result = compilePath(text);
	return result.ok ? { ok: true, value: result.path } : { ok: false, problem: `${label}: ${result.problem}`, fix: 'Name a field (customerId) or a path (address.street).' };
}

/** Notes what is wrong and goes on with anything: nothing is run with it. */
class Compiler {
	constructor(private readonly problems: DefinitionProblem[]) {}

	matching(definition: MatchDefinition): Matching {
		const system = this.use(checkSystem('System', definition.system), '');
		const otherSystem = this.use(checkSystem('Match With', definition.otherSystem), '');
		if (system === otherSystem) this.wrong(`Both systems are called "${system}"`, 'Give the two systems names of their own.');
		if (definition.rules.length > MOST_RULES) this.wrong(`There are ${definition.rules.length} rules; ${MOST_RULES} are possible`, 'Remove some.');
		return {
			system,
			id: this.field('ID Field', definition.idField),
			otherSystem,
			otherId: this.field('Its ID Field', definition.otherIdField),
			rules: definition.rules.map((rule, i) => this.rule(rule, i)),
			terms: { country: this.country(definition.country), noValue: new Set(definition.noValue) },
			leaseMs: Math.round(this.between('Lease (Minutes)', definition.leaseMinutes, 0.01, MOST_LEASE_MINUTES) * 60_000),
			mostIds: Math.floor(this.between('Most IDs', definition.mostIds, 2, MOST_IDS)),
			ifNoCandidates: definition.ifNoCandidates,
			reportOnly: definition.reportOnly,
		};
	}

	private rule(rule: RuleDefinition, i: number): Rule {
		const called = `Rule ${i + 1}${rule.name === '' ? '' : ` ("${rule.name}")`}`;
		const conditions = rule.conditions.map((condition, c) => this.condition(`${called}, condition ${c + 1}`, condition));
		const made: Rule = { name: rule.name === '' ? `Rule ${i + 1}` : rule.name, then: rule.then, conditions };
		if (conditions.length === 0) {
			this.wrong(`${called} has no conditions`, 'Add a condition: a field of each system that is to be the same or similar. Or remove the rule.');
		} else if (!findsCandidates(made)) {
			this.wrong(
				`${called} compares by spelling (Jaro-Winkler) alone, so every record would have to be compared with every other`,
				'Add a condition that leads to candidates: a field that is the same, or similar by letters or words.',
			);
		}
		return made;
	}

	private condition(where: string, { field, otherField, as, how, atLeast }: ConditionDefinition): Condition {
		return {
			field: this.field(`${where}, Field`, field),
			otherField: this.field(`${where}, Other Field`, otherField === '' ? field : otherField),
			as,
			how,
			atLeast: how === 'same' ? 1 : this.between(`${where}, At Least (%)`, atLeast, 1, 100) / 100,
		};
	}

	private country(text: string): string | undefined {
		const country = text.toUpperCase();
		if (country !== '' && !isSupportedCountry(country as CountryCode, metadata)) this.wrong(`Phone Country is "${text}"`, 'Enter the two letters of a country, for example DE, US or GB.');
		return country === '' ? undefined : country;
	}

	private field(label: string, text: string): FieldPath {
		return this.use(checkField(label, text), fieldNamed(text));
	}

	private between(label: string, value: unknown, least: number, most: number): number {
		if (typeof value === 'number' && value >= least && value <= most) return value;
		this.wrong(`${label} is ${String(value)}`, `Set it to a number from ${least} to ${most}.`);
		return least;
	}

	private use<T>(result: Compiled<T>, otherwise: T): T {
		if (result.ok) return result.value;
		this.wrong(result.problem, result.fix);
		return otherwise;
	}

	private wrong(problem: string, fix: string): void {
		this.problems.push({ problem, fix });
	}
}
