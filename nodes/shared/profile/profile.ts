import type { CursorKind } from '../checkpoint/cursor';

/**
 * One sync in one place: who takes part, who owns what, how each system spells it. The nodes of a sync find it
 * upstream (`nodes/shared/n8n/findProfile.ts`) and need only be told which system they stand at.
 *
 * The same plain JSON is what the editor's rows become, what is exported and imported, and what
 * docs/sync-profile.schema.json describes.
 */
export interface SyncProfile {
	readonly sync: string;
	/** The canonical field that says which records belong together. */
	readonly key: string;
	readonly systems: readonly ProfileSystem[];
	readonly fields: readonly ProfileField[];
	/** Rows of the Field Mapper's table, each for one system; a system without rows already has the canonical names. */
	readonly mapping: readonly ProfileMappingRow[];
	/** How those rows are written: as the Field Mapper's editor stores them, or as its JSON definition has them. */
	readonly mappingForm: MappingForm;
	/** Modified times closer than this are concurrent. */
	readonly clockToleranceSeconds: number;
	readonly deletes: DeleteTerms;
	/** At most this many records are remembered. */
	readonly recordsToRemember: number;
}

export const CURSOR_KINDS: readonly CursorKind[] = ['time', 'number', 'page'];

export const ROLES = ['systemOfRecord', 'contributor', 'mirror'] as const;
/**
 * `systemOfRecord`: owns every field that names no other owner. `contributor`: may write. `mirror`: never writes.
 */
export type Role = (typeof ROLES)[number];

export interface ProfileSystem {
	readonly name: string;
	readonly role: Role;
	/** Paths in the system's own records; undefined where it has none. */
	readonly id: string | undefined;
	readonly modified: string | undefined;
	readonly version: string | undefined;
	/** Where its events say created, updated or deleted. */
	readonly event: string | undefined;
	/** Its list always holds all of its records: only then does a missing record count as deleted. */
	readonly fullList: boolean;
	/** Texts its records hold where they have no value, separated by commas. */
	readonly noValueWords: string;
	/** How far its records were read is told by this field of theirs; undefined: by `modified`. */
	readonly cursor: string | undefined;
	readonly cursorIs: CursorKind;
	/** How far before that to read again: seconds for times, a difference for numbers, 0 for pages. */
	readonly overlap: number;
}

export const POLICIES = [
	'newest', 'owner', 'priority', 'highestVersion', 'nonEmpty', 'longest', 'min', 'max', 'sum', 'union', 'keyedList', 'manual',
] as const;
export type PolicyName = (typeof POLICIES)[number];

export interface ProfileField {
	readonly name: string;
	/** Whose value wins where systems disagree; undefined where nobody owns the field. */
	readonly owner: string | undefined;
	/** Systems whose changes count: the owner alone, or where nobody owns the field, all that are no mirrors. */
	readonly writers: readonly string[];
	/** `owner` exactly where the field has one. */
	readonly policy: PolicyName;
	/** For `priority`: the strongest first. */
	readonly order: readonly string[];
	/** For `keyedList`: the field that identifies an entry of the list. */
	readonly listKey: string | undefined;
}

export type MappingForm = 'editor' | 'file';

/** A row of the Field Mapper's table, and the system it is for: source is the system's side. */
export interface ProfileMappingRow {
	readonly system: string;
	readonly [setting: string]: unknown;
}

export interface DeleteTerms {
	readonly mode: 'report' | 'passOn';
	/** More deletes than this at once, or more than the share in percent, stop them all. */
	readonly mostRecords: number;
	readonly mostPercent: number;
	readonly rememberDays: number;
}

export const PROFILE_DEFAULTS = {
	clockToleranceSeconds: 2,
	deletes: { mode: 'report', mostRecords: 100, mostPercent: 10, rememberDays: 90 },
	recordsToRemember: 100_000,
} as const;

/** How far before a checkpoint to read again, by what its cursor is. */
export const DEFAULT_OVERLAP: Readonly<Record<CursorKind, number>> = { time: 60, number: 0, page: 0 };

/** What is wrong with a profile, and where: `where` names the row as people count it. */
export interface ProfileProblem {
	readonly where: string;
	readonly message: string;
	readonly fix: string;
}
