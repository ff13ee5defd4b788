import type { VersionGap } from './decision';
import { acceptedBy } from './fieldState';
import type { RecordMemory } from './memory';
import { fieldFingerprint } from './mergeStake';
import type { Policy, Round, Row, Rows } from './policy';
import { stampOf } from './rules';
import { compareVersions, parseVersion, type Version } from './version';

/** The rows that count, after those that are older than what is known were dropped. */
export interface Admitted {
	readonly rows: Rows;
	readonly round: Round;
	/** Systems whose row was dropped, as bits. */
	readonly stale: number;
	/** Systems that show other content under the version known, as bits. */
	readonly sameVersion: number;
	readonly gaps: readonly VersionGap[];
	/** To be remembered; undefined if no system gives any. */
	readonly versions: readonly (Version | null)[] | undefined;
}

const NO_GAPS: readonly VersionGap[] = [];

/** True if any row of the policy's systems has something to say beside its values: nearly none has. */
export function isPlain(policy: Policy, rows: Rows): boolean {
	for (let i = 0; i < policy.systems.length; i += 1) {
		const row = rows[policy.systems[i]!];
		if (row !== undefined && ((row.version ?? null) !== null || row.deleted === true)) return false;
	}
	return true;
}

/**
 * Looks at versions: an older one is dropped, the same with other content is noted, a jump is a gap.
 *
 * A dropped row of a listing says that the listing is older than an event: nothing is concluded about its system,
 * and nothing written to it, this time. A dropped event leaves its system as one that was not asked.
 */
export function admit(policy: Policy, round: Round, known: RecordMemory | undefined, rows: Rows): Admitted {
	const before = known?.versions;
	if (!policy.shape.versioned) return { rows, round, stale: 0, sameVersion: 0, gaps: NO_GAPS, versions: undefined };
	const versions: (Version | null)[] = policy.shape.systems.map((_, s) => before?.[s] ?? null);
	const gaps: VersionGap[] = [];
	let left: Rows = rows;
	let stale = 0;
	let sameVersion = 0;
	for (const s of policy.systems) {
		const row = rows[s];
		const version = row === undefined ? undefined : parseVersion(row.version);
		if (row === undefined || version === undefined) continue;
		const last = versions[s] ?? null;
		const step = last === null ? 1 : compareVersions(version, last);
		// What an event about a deleted record is worth is decided there.
		if (step < 0 && known?.deletedAt === undefined) {
			stale |= 1 << s;
			left = without(left, s);
			continue;
		}
		if (step === 0 && known !== undefined && row.deleted !== true && differs(policy, known, s, row)) sameVersion |= 1 << s;
		const counts = ((policy.consecutive ?? 0) & (1 << s)) !== 0;
		if (counts && typeof last === 'number' && typeof version === 'number' && version > last + 1) gaps.push({ system: s, from: last, to: version });
		if (step > 0) versions[s] = version;
	}
	return {
		rows: left, round: withoutHearing(round, stale), stale, sameVersion, gaps,
		versions: versions.some((version) => version !== null) ? versions : undefined,
	};
}

/**
 * A system the record was just created in, and that was not heard with it since: an event of its deletion, or a
 * listing without it, may be older than the create. The event is dropped, the listing is not taken for complete.
 */
export function withoutOldAbsence(policy: Policy, known: RecordMemory | undefined, admitted: Admitted): Admitted {
	const unheard = (known?.deletedAt ?? known?.deleting) === undefined ? (known?.unheard ?? 0) : 0;
	if (unheard === 0) return admitted;
	const { rows, round } = admitted;
	const unasked = round.unasked ?? 0;
	let { stale } = admitted;
	let left = rows;
	let absent = 0;
	for (const s of policy.systems) {
		const bit = 1 << s;
		if ((unheard & bit) === 0) continue;
		const row = rows[s];
		const isListed = row !== undefined && row.deleted !== true;
		const last = known!.versions?.[s] ?? null;
		const version = row === undefined || last === null ? undefined : parseVersion(row.version);
		if (isListed || (version !== undefined && compareVersions(version, last!) > 0) || (row === undefined && (unasked & bit) !== 0)) continue;
		stale |= bit;
		left = without(left, s);
		if ((unasked & bit) === 0) absent |= bit;
	}
	return { ...admitted, rows: left, stale, round: absent === 0 ? round : { ...round, incomplete: round.incomplete | absent } };
}

export function without(rows: Rows, system: number): Rows {
	return rows.map((row, s) => (s === system ? undefined : row));
}

/** Systems (as bits) whose row does not count: unasked they stay, listed they count as not listed. */
export function withoutHearing(round: Round, systems: number): Round {
	const listed = systems & ~(round.unasked ?? 0);
	return listed === 0 ? round : { ...round, unlisted: round.unlisted | listed };
}

/** True if the system shows something it may not show without having changed. */
export function differs(policy: Policy, known: RecordMemory, system: number, row: Row): boolean {
	return row.values.some((value, f) => {
		if (value === undefined || policy.rules[f] === undefined) return false;
		const accepted = acceptedBy({ word: known.words[f] ?? 0, pending: known.pending?.find((one) => one.field === f) }, system);
		return accepted !== undefined && !accepted.includes(fieldFingerprint(policy, f, value));
	});
}

/**
 * Whether a row of a record that was deleted is newer than the deletion: its version is above the one the deletion
 * itself came with, its modified time is later, the system says that it restored it, or a listing of now shows it.
 * An event without any of these is not taken for newer.
 *
 * @param deletedAt ms since 1970
 */
export function isNewerThanDeletion(
	policy: Policy,
	round: Round,
	known: RecordMemory,
	rows: Rows,
	system: number,
	deletedAt: number,
): boolean {
	const row = rows[system]!;
	const last = known.versions?.[system] ?? null;
	const version = policy.shape.versioned && last !== null ? parseVersion(row.version) : undefined;
	if (version !== undefined && compareVersions(version, last!) > 0) return true;
	const stamp = stampOf(rows, system, round.now);
	if (stamp !== undefined) return stamp > deletedAt;
	if (version !== undefined) return false;
	return row.restored === true || ((round.unasked ?? 0) & (1 << system)) === 0;
}
