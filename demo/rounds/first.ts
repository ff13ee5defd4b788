import type { World } from '../world';
import { check, ranThrough, type Round } from './check';
import type { Explanation } from './explain';
import { runRound, type Write } from './run';

/** The first round: both systems mapped to one form, every disagreement settled by rule. */
export async function first(world: World): Promise<Round> {
	const run = await runRound(world, 'first');
	const { crm } = world;
	const unexplained = run.writes.filter((write) => !explained(write, run.explanations));
	const streets = run.writes.filter((write) => 'address' in write.changed || 'address.street' in write.changed);
	const city = crm.customer('QUEDE')?.address.city;
	const reported = run.explanations.filter(({ id, field }) => id === 'QUEDE' && field === 'city');
	return {
		name: 'first',
		title: 'Round 1: everything is new',
		story: [],
		runs: [run],
		checks: [
			ranThrough(run),
			check('every write is explained', unexplained.length === 0, `${run.writes.length} writes, ${unexplained.length} without a reason${names(unexplained)}`),
			check("the CRM's 5021 became 05021 (ANATR, Mexico)", crm.customer('ANATR')?.address.postalCode === '05021', crm.customer('ANATR')?.address.postalCode),
			check('streets went from the CRM to the ERP, none the other way', streets.length > 0 && streets.every(({ system }) => system === 'ERP'), `${streets.length} streets`),
			check('the corrupted city "12Rio de Janeiro" was caught', city === 'Rio de Janeiro' || reported.length > 0, { inCrm: city, reported }),
		],
	};
}

/** As many reasons for this record in this system as fields were changed. (The systems name their fields differently.) */
function explained({ system, id, changed }: Write, explanations: Explanation[]): boolean {
	const about = explanations.filter((reason) => reason.id === id && reason.system?.toUpperCase() === system);
	return about.length >= Math.max(1, Object.keys(changed).length);
}

function names(writes: Write[]): string {
	return writes.length === 0 ? '' : `: ${writes.map(({ system, id }) => `${id} in ${system}`).join(', ')}`;
}
