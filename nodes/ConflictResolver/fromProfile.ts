import { keepsField } from '../shared/profile/mapping';
import type { ProfileField, SyncProfile } from '../shared/profile/profile';
import { SOURCE_PATHS } from '../shared/profile/sourcePaths';
import type { FieldDefinition, ResolverDefinition, RuleDefinition, SystemDefinition } from './definition';

/**
 * What a Sync Profile says, as this node's definition.
 *
 * @param names the systems wired to this node, in the order of its outputs; those the profile does not know are handed
 * on as they are, for `compileDefinition` to complain about
 */
export function definitionFromProfile(profile: SyncProfile, names: readonly string[]): ResolverDefinition {
	const systems = names.map((name): SystemDefinition => {
		const known = profile.systems.find((system) => system.name === name);
		if (known === undefined) return { name };
		return {
			name,
			role: known.role,
			...(known.id === undefined ? {} : { id: SOURCE_PATHS.id }),
			...(known.modified === undefined ? {} : { modified: SOURCE_PATHS.modified }),
			...(known.version === undefined ? {} : { version: SOURCE_PATHS.version }),
			fullList: known.fullList,
		};
	});
	const fields = profile.fields.map((field) => definitionOf(field, names)).filter((field) => field !== undefined);
	const kept = fields.filter(({ field }) => names.some((name) => keepsField(profile, field, name)));
	const { sync, key, clockToleranceSeconds, deletes, recordsToRemember } = profile;
	return {
		sync, key, systems, clockToleranceSeconds, deletes, recordsToRemember,
		rule: { kind: 'newest' },
		fields: kept,
		compare: kept.map(({ field }) => field),
	};
}

/** @returns undefined for a field that none of these systems may write: there is nothing to decide */
function definitionOf(field: ProfileField, names: readonly string[]): FieldDefinition | undefined {
	const writers = field.writers.filter((name) => names.includes(name));
	return writers.length === 0 ? undefined : { field: field.name, rule: ruleOf(field, writers, names), writers };
}

function ruleOf({ owner, policy, order, listKey }: ProfileField, writers: readonly string[], names: readonly string[]): RuleDefinition {
	if (policy === 'owner') {
		if (owner === undefined || !writers.includes(owner)) return { kind: 'newest' };
		// An owner beside whom others may write wins a conflict; alone, its value counts whatever happens elsewhere.
		return writers.length === 1 ? { kind: 'owner', owner } : { kind: 'priority', order: [owner, ...writers.filter((name) => name !== owner)] };
	}
	if (policy === 'priority') {
		const known = order.filter((name) => names.includes(name));
		return known.length === 0 ? { kind: 'newest' } : { kind: 'priority', order: known };
	}
	return listKey === undefined || policy !== 'keyedList' ? { kind: policy } : { kind: policy, listKey };
}
