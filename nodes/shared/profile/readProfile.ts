import type { CursorKind } from '../checkpoint/cursor';
import { isRecord } from '../record/json';
import { MAX_FIELDS, MAX_SYSTEMS } from '../reconcile/shape';
import { Part } from './part';
import {
	CURSOR_KINDS, DEFAULT_OVERLAP, POLICIES, PROFILE_DEFAULTS, ROLES, type DeleteTerms, type MappingForm, type PolicyName, type ProfileField, type ProfileMappingRow,
	type ProfileProblem, type ProfileSystem, type Role, type SyncProfile,
} from './profile';

export type ProfileResult = { ok: true; profile: SyncProfile } | { ok: false; problems: readonly ProfileProblem[] };

/**
 * Checks a profile as it stands in JSON and fills in what it leaves out. All that is wrong is found at once.
 * Rows of the mapping are checked for their system only: their own form is the Field Mapper's to judge.
 *
 * @param json parsed JSON of any kind
 * @param mappingForm how its mapping rows are written
 */
export function readProfile(json: unknown, mappingForm: MappingForm = 'file'): ProfileResult {
	const problems: ProfileProblem[] = [];
	if (!isRecord(json)) {
		const fix = 'Start from an exported profile, or see docs/sync-profile.md.';
		return { ok: false, problems: [{ where: 'The profile', message: 'is not a JSON object', fix }] };
	}
	const top = new Part('The profile', json, problems);
	top.knowsOnly(['$schema', 'sync', 'key', 'systems', 'fields', 'mapping', 'clockToleranceSeconds', 'deletes', 'recordsToRemember']);
	const sync = top.text('sync', 'Name the sync, for example crm-erp-customers.');
	if (sync.length > 200) top.problem('has a sync name longer than 200 characters', 'Shorten it.');
	const key = top.path('key', 'Name the canonical field that says which records belong together, for example customerId.') ?? '';
	const systems = readSystems(top, problems);
	const names = systems.map((system) => system.name);
	const owner = recordOwner(systems, top);
	const fields = readFields(top, problems, systems, owner);
	if (fields.some((field) => field.name === key)) {
		top.problem(`has the record key "${key}" among its fields`, 'Leave it out there: the key is the same everywhere and never decided.');
	}
	const mapping = readMapping(top, problems, names);
	const profile: SyncProfile = {
		sync, key, systems, fields, mapping, mappingForm,
		clockToleranceSeconds: top.number('clockToleranceSeconds', 0, PROFILE_DEFAULTS.clockToleranceSeconds),
		deletes: readDeletes(top, problems),
		recordsToRemember: top.number('recordsToRemember', 1, PROFILE_DEFAULTS.recordsToRemember),
	};
	return problems.length > 0 ? { ok: false, problems } : { ok: true, profile };
}

function readSystems(top: Part, problems: ProfileProblem[]): ProfileSystem[] {
	const rows = top.list('systems');
	if (rows.length < 2 || rows.length > MAX_SYSTEMS) {
		top.problem(`has ${rows.length} systems`, `Name two to ${MAX_SYSTEMS} under Systems.`);
	}
	const seen = new Set<string>();
	return rows.flatMap((row, i): ProfileSystem[] => {
		const part = Part.ofRow('System', i, row, problems, 'name');
		if (part === undefined) return [];
		part.knowsOnly(['name', 'role', 'id', 'modified', 'version', 'event', 'fullList', 'noValueWords', 'cursor', 'cursorIs', 'overlap']);
		const name = part.text('name', 'Give the system a name, for example CRM.');
		if (seen.has(name)) part.problem('has a name another system has', 'Give each system a name of its own.');
		if (name.includes(',')) part.problem('has a comma in its name', 'Lists of systems are separated by commas: choose a name without one.');
		seen.add(name);
		return [{
			name,
			role: part.choice('role', ROLES, 'contributor') as Role,
			id: part.path('id'),
			modified: part.path('modified'),
			version: part.path('version'),
			event: part.path('event'),
			fullList: part.flag('fullList', false),
			noValueWords: part.has('noValueWords') ? part.text('noValueWords', 'Write the words, separated by commas, for example NULL, N/A.') : '',
			...readCursor(part),
		}];
	});
}

function readCursor(part: Part): Pick<ProfileSystem, 'cursor' | 'cursorIs' | 'overlap'> {
	const cursorIs = part.choice('cursorIs', CURSOR_KINDS, 'time') as CursorKind;
	const overlap = part.number('overlap', 0, DEFAULT_OVERLAP[cursorIs]);
	if (cursorIs === 'page' && overlap > 0) part.problem('has an overlap and is read on by page cursors', 'Leave the overlap out: nobody can say what lies before a page.');
	return { cursor: part.path('cursor'), cursorIs, overlap };
}

/** The one system of record, if there is one. */
function recordOwner(systems: readonly ProfileSystem[], top: Part): string | undefined {
	const owners = systems.filter((system) => system.role === 'systemOfRecord').map((system) => system.name);
	if (owners.length > 1) {
		top.problem(`has several systems of record (${owners.join(', ')})`, 'Choose one, make the others contributors, and name them as Owner of the fields that are theirs.');
	}
	if (systems.length > 0 && systems.every((system) => system.role === 'mirror')) {
		top.problem('has only mirrors', 'A mirror never changes anything: make at least one system a contributor or the system of record.');
	}
	return owners[0];
}

function readFields(top: Part, problems: ProfileProblem[], systems: readonly ProfileSystem[], recordOwner: string | undefined): ProfileField[] {
	const rows = top.list('fields');
	if (rows.length === 0 || rows.length > MAX_FIELDS) {
		top.problem(`has ${rows.length} fields`, `Name 1 to ${MAX_FIELDS} fields that are to be kept in step.`);
	}
	const names = systems.map((system) => system.name);
	const mayWrite = systems.filter((system) => system.role !== 'mirror').map((system) => system.name);
	const seen: string[] = [];
	return rows.flatMap((row, i): ProfileField[] => {
		const part = Part.ofRow('Field', i, row, problems, 'name');
		if (part === undefined) return [];
		part.knowsOnly(['name', 'owner', 'writers', 'policy', 'order', 'listKey']);
		const name = part.path('name', 'Name the canonical field, for example email or address.city.') ?? '';
		if (seen.includes(name)) part.problem('stands there twice', 'Remove one of the two rows.');
		seen.push(name);
		const stated = part.system('owner', names);
		const policy = part.has('policy') ? (part.choice('policy', POLICIES, 'newest') as PolicyName) : undefined;
		const owner = stated ?? (policy === undefined || policy === 'owner' ? recordOwner : undefined);
		if (policy === 'owner' && owner === undefined) part.problem('has the policy Owner and no owner', 'Name its owner, or make one system the system of record.');
		if (policy !== undefined && policy !== 'owner' && stated !== undefined) {
			part.problem(`has an owner and the policy "${policy}", which is never asked then`, 'Keep one of the two.');
		}
		const fallback = owner === undefined ? mayWrite : [owner];
		const writers = part.has('writers') ? part.systems('writers', names) : fallback;
		for (const writer of writers) {
			if (!mayWrite.includes(writer)) part.problem(`lets "${writer}" write, which is a mirror`, 'Take it out of Who May Write, or change its role.');
		}
		if (writers.length === 0) part.problem('may be written by nobody', 'Name at least one system under Who May Write.');
		if (owner !== undefined && !mayWrite.includes(owner)) part.problem(`belongs to "${owner}", which is a mirror`, 'Name another owner, or change its role.');
		if (owner !== undefined && part.has('writers') && !writers.includes(owner)) part.problem(`belongs to "${owner}", which is not among those who may write it`, 'Add it under Who May Write.');
		const order = part.has('order') ? part.systems('order', names) : [];
		if (policy === 'priority' && order.length === 0) part.problem('has the policy Priority and no order', 'Name the systems, the strongest first.');
		const listKey = part.path('listKey');
		if (policy === 'keyedList' && listKey === undefined) part.problem('has the policy Keyed List and no list key', 'Name the field that tells the entries of the list apart, for example sku.');
		return [{ name, owner, writers, policy: owner === undefined ? (policy ?? 'newest') : 'owner', order, listKey }];
	});
}

function readMapping(top: Part, problems: ProfileProblem[], names: readonly string[]): ProfileMappingRow[] {
	if (!top.has('mapping')) return [];
	return top.list('mapping').flatMap((row, i): ProfileMappingRow[] => {
		const part = Part.ofRow('Mapping', i, row, problems, 'source');
		if (part === undefined) return [];
		const system = part.system('system', names);
		if (system === undefined) part.problem('names no system', `Name one of ${names.join(', ')}.`);
		return [row as ProfileMappingRow];
	});
}

function readDeletes(top: Part, problems: ProfileProblem[]): DeleteTerms {
	const { deletes: fallback } = PROFILE_DEFAULTS;
	const value = top.has('deletes') ? top.get('deletes') : {};
	if (!isRecord(value)) {
		top.problem('has deletes that are not an object', 'See docs/sync-profile.md.');
		return fallback;
	}
	const part = new Part('Deletes', value, problems);
	part.knowsOnly(['mode', 'mostRecords', 'mostPercent', 'rememberDays']);
	return {
		mode: part.choice('mode', ['report', 'passOn'], fallback.mode) as DeleteTerms['mode'],
		mostRecords: part.number('mostRecords', 0, fallback.mostRecords),
		mostPercent: part.number('mostPercent', 0, fallback.mostPercent),
		rememberDays: part.number('rememberDays', 1, fallback.rememberDays),
	};
}
