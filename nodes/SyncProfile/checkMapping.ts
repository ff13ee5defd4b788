import { compileMapping } from '../FieldMapper/compileMapping';
import { profileTable } from '../FieldMapper/profileTable';
import { keepsField, mapsTo } from '../shared/profile/mapping';
import type { ProfileProblem, SyncProfile } from '../shared/profile/profile';

/**
 * What is wrong with the rows that say how each system spells the fields: each must be one the Field Mapper accepts
 * (with its proof that rows used both ways lose nothing), and must lead to a field of the profile.
 */
export function checkMapping(profile: SyncProfile): ProfileProblem[] {
	const known = new Set([profile.key, ...profile.fields.map((field) => field.name)]);
	return profile.systems.flatMap(({ name }): ProfileProblem[] => {
		const rows = profile.mapping.filter((row) => row.system === name);
		if (rows.length === 0) return [];
		const where = (row: string): string => `Mapping of ${name}, ${row}`;
		const problems: ProfileProblem[] = [];
		rows.forEach((row, i) => {
			const target = String(mapsTo(row));
			if (known.has(target)) return;
			problems.push({ where: where(`row ${i + 1}`), message: `leads to "${target}", which is no field of this profile`, fix: `Correct the target, or add it under Fields. Known are ${[...known].join(', ')}.` });
		});
		if (!keepsField(profile, profile.key, name)) {
			problems.push({ where: `Mapping of ${name}`, message: `has no row for the record key "${profile.key}"`, fix: `Add a row with the target ${profile.key}.` });
		}
		const { definition, noValueWords, rules } = profileTable(profile, name);
		const compiled = compileMapping(definition, 'forward', noValueWords, rules);
		if (compiled.kind === 'refused') {
			for (const { row, problem } of compiled.problems) problems.push({ where: where(row), message: `cannot be used: ${problem.message}`, fix: problem.fix });
		}
		return problems;
	});
}
