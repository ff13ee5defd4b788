import type { World } from '../world';
import { check, ranThrough, type Round } from './check';
import { runRound } from './run';

/** Nobody changed anything: nothing may be written. The systems' own logs are asked, not our nodes. */
export async function quiet(world: World): Promise<Round> {
	const run = await runRound(world, 'quiet');
	return {
		name: 'quiet',
		title: 'Round 2: nobody changed anything',
		story: [],
		runs: [run],
		checks: [ranThrough(run), check('nothing written', run.writes.length === 0, `${run.writes.length} writes`)],
	};
}
