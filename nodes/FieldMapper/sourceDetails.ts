import { compilePath, type FieldPath } from '../shared/record/path';
import type { ProfileSystem, SyncProfile } from '../shared/profile/profile';

/** @returns what nodes later on need to know of a record beside its fields; goes under `_sync` */
export type SourceDetails = (record: Readonly<Record<string, unknown>>, mapped: Readonly<Record<string, unknown>>) => Record<string, unknown>;

/** Which system a record is from, and its id, time, version and event there, where the profile says they stand. */
export function sourceDetails({ sync, key }: SyncProfile, system: ProfileSystem): SourceDetails {
	const keyPath = pathTo(key);
	const paths = (['id', 'modified', 'version', 'event'] as const).flatMap((name) => (system[name] === undefined ? [] : [[name, pathTo(system[name])] as const]));
	return (record, mapped) => {
		const source: Record<string, unknown> = { system: system.name };
		for (const [name, path] of paths) {
			const value = path.get(record);
			if (value !== undefined) source[name] = value;
		}
		const found = keyPath.get(mapped);
		return { sync, ...(typeof found === 'string' || typeof found === 'number' ? { key: found } : {}), source };
	};
}

/** The profile's paths have been checked. */
function pathTo(text: string): FieldPath {
	const result = compilePath(text);
	if (!result.ok) throw new Error(result.problem);
	return result.path;
}
