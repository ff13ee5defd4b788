import { canonicalJson } from '../shared/record/canonical';
import { sha256 } from '../shared/record/fingerprint';
import { fieldFingerprint } from '../shared/reconcile';
import { acceptedBy } from '../shared/reconcile/fieldState';
import { reshape } from '../shared/reconcile/reshape';
import type { Busy } from './resolve';
import type { Run } from './run';

/** What is to become of one field, and when that was entered. */
export interface Step {
	readonly field: number;
	readonly value: unknown;
	/** ms since 1970; undefined where no source says. */
	readonly stamp: number | undefined;
}

/**
 * The same for two plans of the same change: made by two runs at once, by an event and by a comparison, or again after
 * a lost write. From what the system shows (or is known to show) to what it is to show, and when that was entered. An
 * Idempotency Guard in front of the write takes it as its key. Where a source names no time, changing there and back
 * and there again gives the first id again.
 */
export function changeId(run: Run, busy: Busy, system: number, operation: string, steps: readonly Step[]): string {
	const { settings, policy } = run;
	const place = policy.systems[system]!;
	const from = operation === 'create' ? () => null : shownIn(run, busy, place);
	const fields = steps.map(({ field, value, stamp }) => [policy.shape.fields[field]!, from(field), value, stamp ?? null]);
	// A delete has no fields: what tells it from the next one is when it was planned.
	const since = operation === 'delete' ? ((busy.outcome.memory ?? busy.before)?.deleting?.at ?? null) : null;
	return shortId([settings.sync, settings.systems[system]!.name, busy.record.key, operation, fields, since]);
}

export function shortId(parts: readonly unknown[]): string {
	return Buffer.from(sha256(canonicalJson(parts)).slice(0, 12), 'latin1').toString('base64url');
}

/** The fingerprint of what a system shows, or, where it was not asked, is remembered to show. */
function shownIn({ policy }: Run, { rows, before }: Busy, place: number): (field: number) => number | null {
	const row = rows[place];
	if (row !== undefined) {
		return (field) => (row.values[field] === undefined ? null : fieldFingerprint(policy, field, row.values[field]));
	}
	if (before === undefined) return () => null;
	const memory = reshape(before, policy.shape);
	return (field) => {
		const state = { word: memory.words[field] ?? 0, pending: memory.pending?.find((one) => one.field === field) };
		return acceptedBy(state, place)?.[0] ?? null;
	};
}
