import type { Role } from '../shared/profile/profile';
import { DEFAULT_RECORD_CAP, DEFAULT_SKEW_MS } from '../shared/reconcile';

/**
 * What a sync is, as plain JSON: the systems, the key, the fields with their rules, the limits. The node reads it from
 * its parameters (`readDefinition`); a profile can hand over the same object. `compileDefinition` checks it and makes
 * it ready. What is left out has its default.
 */
export interface ResolverDefinition {
	/** The Sync Name: what is remembered belongs to it. */
	sync: string;
	/** 2 to 10, in the order of the inputs and outputs. */
	systems: SystemDefinition[];
	/** Path of the field that says which records belong together. */
	key: string;
	/** For all fields without a rule of their own, and where theirs cannot decide. */
	rule: RuleDefinition;
	/** Fields with a rule of their own. */
	fields?: FieldDefinition[];
	/** Paths of the fields to compare; left out: every top-level field. */
	compare?: string[];
	/** Top-level fields not compared when all are. */
	ignore?: string[];
	/** Modified times closer together than this count as the same. */
	clockToleranceSeconds?: number;
	/** Whether a record some system lacks, and was never seen holding, is to be created there. */
	missing?: 'create' | 'leave';
	/** Whether the true value is written back over a change that does not count; true if left out. */
	setBack?: boolean;
	deletes?: DeletesDefinition;
	/** Beyond this many, the records seen longest ago are forgotten. */
	recordsToRemember?: number;
}

export interface SystemDefinition {
	name: string;
	/** `contributor` if left out. */
	role?: Role;
	/** Paths into its records; left out or empty: it has none. */
	modified?: string;
	id?: string;
	version?: string;
	/** Whether its versions are numbers that rise by one with each change, so that a gap means a missed event. */
	consecutive?: boolean;
	/** Whether its input always is the system's whole list: what is missing there is deleted there. */
	fullList?: boolean;
}

export const RULE_KINDS = [
	'manual', 'newest', 'owner', 'priority', 'highestVersion', 'nonEmpty', 'longest', 'min', 'max', 'sum', 'union', 'keyedList',
] as const;
export type RuleKind = (typeof RULE_KINDS)[number];

/** How a conflict is settled. Systems by name. */
export interface RuleDefinition {
	kind: RuleKind;
	/** For `owner`. */
	owner?: string;
	/** For `priority`, the strongest first. */
	order?: string[];
	/** For `keyedList`: the field that names a row of the list. */
	listKey?: string;
}

export interface FieldDefinition {
	field: string;
	rule: RuleDefinition;
	/** The systems whose changes count; left out or empty: all but mirrors. */
	writers?: string[];
}

export interface DeletesDefinition {
	/** `report` (the default): Review says what vanished. `passOn`: it is deleted in the other systems. */
	mode?: 'report' | 'passOn';
	/** More planned deletes than this in one run hold them all. */
	mostRecords?: number;
	/** As `mostRecords`, in percent of the records known. */
	mostPercent?: number;
	/** How long a deleted record is remembered as deleted. */
	rememberDays?: number;
}

export const DEFAULT_SKEW_SECONDS = DEFAULT_SKEW_MS / 1000;
export const DEFAULT_CAP = DEFAULT_RECORD_CAP;
export const DEFAULT_REMEMBER_DAYS = 90;
export const DEFAULT_MOST_DELETES = 100;
export const DEFAULT_MOST_DELETES_PERCENT = 10;
