import { keepsField } from '../shared/profile/mapping';
import type { PolicyName, ProfileField, SyncProfile } from '../shared/profile/profile';

/** What a system may do with a field, in a word. */
export type Right = 'Owner' | 'Writes' | 'Reads' | 'Not kept there';

/** One line of the ownership matrix. */
export interface MatrixRow {
	readonly field: string;
	/** By place of the system in the profile. */
	readonly rights: readonly Right[];
	/** What happens when systems disagree, in a sentence. */
	readonly rule: string;
}

/** The profile as a table people can agree on: who owns, who writes, who only reads, and who wins. */
export function ownershipMatrix(profile: SyncProfile): MatrixRow[] {
	return profile.fields.map((field) => ({
		field: field.name,
		rights: profile.systems.map(({ name }) => rightOf(profile, field, name)),
		rule: ruleOf(field),
	}));
}

function rightOf(profile: SyncProfile, field: ProfileField, system: string): Right {
	if (!keepsField(profile, field.name, system)) return 'Not kept there';
	if (field.owner === system) return 'Owner';
	return field.writers.includes(system) ? 'Writes' : 'Reads';
}

function ruleOf(field: ProfileField): string {
	const others = field.writers.filter((name) => name !== field.owner);
	if (field.owner !== undefined) {
		return others.length === 0
			? `${field.owner} is right, always. A change made elsewhere is not applied; it is reported.`
			: `A change made in ${others.join(' or ')} is taken over; if ${field.owner} changed it too, ${field.owner} wins.`;
	}
	if (field.writers.length === 1) return `Only ${field.writers[0]} changes it. A change made elsewhere is not applied; it is reported.`;
	return `A change made in one system is taken over. If several changed it, ${WINS[field.policy](field)}.`;
}

const WINS: Readonly<Record<PolicyName, (field: ProfileField) => string>> = {
	owner: (field) => `${field.owner} wins`,
	newest: () => 'the one changed last wins',
	priority: (field) => `the first of ${field.order.join(', ')} wins`,
	highestVersion: () => 'the highest version wins',
	nonEmpty: () => 'a value wins over an empty one',
	longest: () => 'the longest text wins',
	min: () => 'the smallest value wins',
	max: () => 'the greatest value wins',
	sum: () => 'all their changes are added up',
	union: () => 'what either added or removed counts',
	keyedList: (field) => `their lists are merged entry by entry (by ${field.listKey})`,
	manual: () => 'a person decides and nothing is written until then',
};
