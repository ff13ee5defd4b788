import type { ChangeEntry } from './entry';

export type Confirmation =
	| { readonly kind: 'confirmed'; readonly entry: ChangeEntry }
	| { readonly kind: 'refused'; readonly because: RefusedBecause };

/** `unknownRecord`: nothing is remembered of it. `notPending`: nothing is to be confirmed (any more). `newerChange`: another change was reported since. */
export type RefusedBecause = 'unknownRecord' | 'notPending' | 'newerChange';

/** The reported change with this token was delivered: what is remembered from now on. */
export function confirm(entry: ChangeEntry | undefined, token: number): Confirmation {
	if (entry === undefined) return { kind: 'refused', because: 'unknownRecord' };
	const { pending, key, step, version } = entry;
	if (pending === undefined) return { kind: 'refused', because: 'notPending' };
	if (pending.token !== token) return { kind: 'refused', because: 'newerChange' };
	const known = { key, step, ...(version === undefined ? {} : { version }) };
	if (pending.sums !== undefined) return { kind: 'confirmed', entry: { ...known, sums: pending.sums } };
	// The lifetime was set when the delete was reported.
	return { kind: 'confirmed', entry: { ...known, deletedUntil: entry.deletedUntil ?? 0 } };
}
