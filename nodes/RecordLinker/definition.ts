import type { Kind } from './match/kinds';
import type { Measure } from './match/rules';

/** One field against one field, as a person writes it down. */
export interface ConditionDefinition {
	field: string;
	/** Empty: the same name. */
	otherField: string;
	as: Kind;
	how: Measure;
	/** In percent; not used by `same`. */
	atLeast: number;
}

export interface RuleDefinition {
	/** Empty: its number. */
	name: string;
	then: 'link' | 'review';
	conditions: ConditionDefinition[];
}

/** How the records of one system are matched with those of another: plain data, wherever it comes from. */
export interface MatchDefinition {
	system: string;
	idField: string;
	otherSystem: string;
	otherIdField: string;
	rules: RuleDefinition[];
	/** Two letters (ISO 3166-1); empty: none. */
	country: string;
	noValue: string[];
	leaseMinutes: number;
	/** How many ids the crosswalk may hold. */
	mostIds: number;
	/** What to do where the other system lists nothing. */
	ifNoCandidates: 'holdIfLinkedBefore' | 'hold' | 'allNew';
	reportOnly: boolean;
}

export const DEFAULT_LEASE_MINUTES = 10;
export const DEFAULT_MOST_IDS = 200_000;
