import type { RecordVersion } from '../shared/record/envelope';
import { compareVersions, parseVersion, type Version } from '../shared/reconcile/version';
import { versionsKnown } from './eventRows';
import type { Busy } from './resolve';
import { itemOf, type Run } from './run';

/**
 * The version the target's record had when the write was decided, for a write on condition (`If-Match`,
 * `WHERE version = …`): as the target itself shows it, or else as it is remembered.
 *
 * What is remembered may be behind, where somebody changed the record and no event told of it, or where an app's
 * answer to a write of ours gave no version. Such a write is refused, and that is what the condition is for.
 *
 * @returns undefined where the system has no versions, or where nobody knows it in the system's own form
 */
export function targetVersion(run: Run, { record, before }: Pick<Busy, 'record' | 'before'>, system: number): RecordVersion | undefined {
	const { settings, policy } = run;
	const path = settings.systems[system]!.version;
	if (path === undefined) return undefined;
	const shown = inJson(path.get(itemOf(run, record, system)?.json));
	if (settings.event === undefined) return shown;
	const known = versionsKnown(before, policy.shape)[policy.systems[system]!] ?? null;
	const heard = parseVersion(shown);
	const isOld = heard !== undefined && known !== null && compareVersions(heard, known) < 0;
	return shown === undefined || isOld ? rememberedVersion(known) : shown;
}

/** Microseconds of the years 2001 to 2099: a version that is a time is remembered as such a number. */
const FIRST_TIME = 978_307_200_000_000, LAST_TIME = 4_102_444_800_000_000;

/**
 * A remembered version as its system may be asked for it: a number or digits. Of a time only the moment is remembered,
 * and not how the system writes it; then there is none.
 */
export function rememberedVersion(known: Version | null | undefined): RecordVersion | undefined {
	if (known === null || known === undefined || typeof known === 'string') return known ?? undefined;
	// What an app answered to a write of ours is remembered as just below (`settleWrite`).
	const version = Number.isInteger(known + 0.5) ? known + 0.5 : known;
	return version >= FIRST_TIME && version <= LAST_TIME ? undefined : version;
}

function inJson(value: unknown): RecordVersion | undefined {
	if (typeof value === 'string') return value === '' ? undefined : value;
	if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
	return value instanceof Date && !Number.isNaN(value.getTime()) ? value.toISOString() : undefined;
}
