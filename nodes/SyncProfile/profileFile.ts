import { profileTable } from '../FieldMapper/profileTable';
import { writeFile } from '../FieldMapper/file/writeFile';
import type { SyncProfile } from '../shared/profile/profile';

/** The profile as a file: what `readProfile` reads back as the same profile, with all defaults written out. */
export function profileFile(profile: SyncProfile): object {
	const { sync, key, mapping, systems, fields, clockToleranceSeconds, deletes, recordsToRemember } = profile;
	const mapped = systems.filter(({ name }) => mapping.some((row) => row.system === name));
	return {
		sync,
		key,
		systems: systems.map(({ noValueWords, ...system }) => ({ ...given(system), ...(noValueWords === '' ? {} : { noValueWords }) })),
		fields: fields.map(({ name, owner, writers, policy, order, listKey }) => ({
			name,
			...(owner === undefined ? { policy } : { owner }),
			writers,
			...(order.length === 0 ? {} : { order }),
			...(listKey === undefined ? {} : { listKey }),
		})),
		...(mapped.length === 0 ? {} : { mapping: mapped.flatMap(({ name }) => writeFile(profileTable(profile, name)).rows.map((row) => ({ system: name, ...row }))) }),
		clockToleranceSeconds,
		deletes,
		recordsToRemember,
	};
}

function given(part: object): object {
	return Object.fromEntries(Object.entries(part).filter(([, value]) => value !== undefined));
}
