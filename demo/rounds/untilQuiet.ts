import { compare, equal } from '../compare';
import type { World } from '../world';
import { check, ranThrough, type Round } from './check';
import { runRound, type RoundResult } from './run';

/** Two systems: after at most three rounds there is nothing left to do. */
const MOST_ROUNDS = 3;

/** Runs rounds until one writes nothing, then lays the two systems side by side. */
export async function untilQuiet(world: World): Promise<Round> {
	const runs: RoundResult[] = [];
	while (runs.length < MOST_ROUNDS && runs.at(-1)?.writes.length !== 0) runs.push(await runRound(world, `until quiet ${runs.length + 1}`));
	const comparison = compare(world.crm.dump(), await world.erp.customers());
	return {
		name: 'untilQuiet',
		title: 'Round 4: until nothing is left to write',
		story: [],
		runs,
		checks: [
			...runs.map(ranThrough),
			check(`quiet after at most ${MOST_ROUNDS} rounds`, runs.at(-1)?.writes.length === 0, `${runs.length} rounds`),
			check('both sides equal in every mapped field (compared directly)', equal(comparison), { records: comparison.records, differences: comparison.differences }),
		],
	};
}
