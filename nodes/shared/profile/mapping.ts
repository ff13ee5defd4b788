import type { ProfileMappingRow, SyncProfile } from './profile';

/** The canonical field a row leads to: without a target it is called as the system calls it. */
export function mapsTo(row: ProfileMappingRow): unknown {
	const target = row['target'];
	return target === undefined || target === '' ? row['source'] : target;
}

/** Where a system's own records hold the record key. */
export function keyPathIn({ key, mapping }: SyncProfile, system: string): string {
	const row = mapping.find((one) => one.system === system && mapsTo(one) === key);
	return typeof row?.['source'] === 'string' ? row['source'] : key;
}

/** Systems with rows of their own keep only the fields their rows name; one without any has them all. */
export function keepsField(profile: SyncProfile, field: string, system: string): boolean {
	const rows = profile.mapping.filter((row) => row.system === system);
	return rows.length === 0 || rows.some((row) => mapsTo(row) === field);
}
