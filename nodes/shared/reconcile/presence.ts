import { knowing } from './forget';
import type { RecordMemory } from './memory';
import type { Policy, Round, Rows } from './policy';

/** Where the systems stand with a record's existence, as bits. */
export interface Presence {
	/** Heard, and it is there. */
	readonly held: number;
	/** Said to be deleted. */
	readonly said: number;
	/** Known not to be there now: not in a complete listing, or said to be deleted. */
	readonly absent: number;
	/** Not asked, and remembered as holding it, or promised it. */
	readonly silent: number;
	/** Neither listed nor to be asked, and remembered as holding it. */
	readonly away: number;
	/** Promised the record (a create is under way) and never seen holding it. */
	readonly promised: number;
}

export function presenceOf(policy: Policy, round: Round, known: RecordMemory | undefined, rows: Rows): Presence {
	const unasked = (round.unasked ?? 0) & ~round.unlisted;
	let held = 0;
	let said = 0;
	let all = 0;
	for (let i = 0; i < policy.systems.length; i += 1) {
		const s = policy.systems[i]!;
		const row = rows[s];
		all |= 1 << s;
		if (row === undefined) continue;
		if (row.deleted === true) said |= 1 << s;
		else held |= 1 << s;
	}
	const seen = known?.seen ?? 0;
	const promised = known === undefined || unasked === 0 ? 0 : knowing(known, all & ~seen);
	const unheard = all & ~held & ~said;
	const gone = known?.gone ?? 0;
	return {
		held, said, promised,
		absent: said | (unheard & ~round.unlisted & ~round.incomplete & ~unasked),
		silent: unheard & unasked & (seen | promised) & ~gone,
		away: unheard & (round.unlisted | round.incomplete) & ~unasked & seen & ~gone,
	};
}
