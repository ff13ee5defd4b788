import type { Operation, SyncEnvelope } from '../record/envelope';
import type { Promises } from './promises';

/** The first of these envelopes, the nearest first, that says it. */
export function first<T>(envelopes: readonly SyncEnvelope[], name: string, is: (value: unknown) => value is T): T | undefined {
	for (const envelope of envelopes) {
		const value = envelope[name];
		if (is(value)) return value;
	}
	return undefined;
}

/** What was done for one sync says nothing about another; what names none is anybody's. */
export function isOfSync({ sync }: SyncEnvelope, own: string): boolean {
	return sync === undefined || sync === own;
}

/** Which effect over several systems a write is a part of. A claim's token tells one try of the effect from the next. */
export function effectIn(envelopes: readonly SyncEnvelope[], { claims: [claim] }: Promises): string | undefined {
	return claim === undefined ? (first(envelopes, 'effectId', isName) ?? first(envelopes, 'changeId', isName)) : `${claim.key}#${claim.token}`;
}

export const isName = (value: unknown): value is string => typeof value === 'string' && value !== '';
export const isKey = (value: unknown): value is string | number => isName(value) || (typeof value === 'number' && Number.isFinite(value));
export const isGiven = (value: unknown): value is NonNullable<unknown> => value !== undefined && value !== null;
export const isOperation = (value: unknown): value is Operation => value === 'create' || value === 'update' || value === 'delete';
