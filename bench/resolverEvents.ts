/** The Resolver's mode Event: what a batch of events costs under much and under little memory. */
import type { IDataObject } from 'n8n-workflow';
import type { Engine, Subject } from './engine';
import { customer, items } from './items';
import { addRow, within, type Outcome } from './outcome';
import type { Plan } from './plan';
import { progress } from './progress';
import { collectGarbage, race, type Contender } from './race';
import type { Time } from './time';
import { newWorkflow } from './workflows';

const BATCHES = [1, 1_000] as const;
/** However much is remembered, an event may cost this many times one under little memory. */
const MOST = 3;

export async function benchResolverEvents(engine: Engine, plan: Plan, outcome: Outcome): Promise<void> {
	for (const batch of BATCHES) {
		const contenders: Contender[] = [];
		for (const remembered of plan.events) {
			progress(`resolver, ${batch} events, ${remembered} records remembered`);
			contenders.push(await eventContender(engine, remembered, batch));
		}
		const measured = await race(contenders, plan.rules);
		const [few, many] = measured as [(typeof measured)[0], (typeof measured)[0]];
		const work = batch === 1 ? '1 event' : `${batch.toLocaleString('en')} events`;
		for (const one of measured) addRow(outcome, work, one, `${((1000 * one.time.cpu) / batch).toFixed(0)} µs an event`);
		outcome.goals.push(within(`${work}: at most ${MOST} × the cost with ${plan.events[1].toLocaleString('en')} records remembered as with ${plan.events[0].toLocaleString('en')}`, many, few, MOST));
	}
	outcome.notes.push(
		'Events: each changes one field of a record both systems are known to agree on, never the same record twice in a row. Loading and saving n8n\'s static data around the node grows with what is remembered, for every node that uses it; it is measured under "state", not here.',
	);
}

async function eventContender(engine: Engine, remembered: number, batch: number): Promise<Contender> {
	const workflow = await newWorkflow(engine);
	const type = engine.n8n.kitNode('ConflictResolver');
	const parameters = {
		operation: 'reconcile', sync: 'bench', key: 'id', rule: 'newest', compare: 'all', write: 'changed',
		systems: { rows: [{ name: 'CRM', modified: 'updatedAt' }, { name: 'ERP', modified: 'updatedAt' }] },
		options: { cap: 1_000_000 } as IDataObject,
	};
	const list = items(remembered, customer);
	await engine.run(workflow, { type, parameters: { ...parameters, mode: 'compare' } }, [list, list]);
	const subject: Subject = { type, parameters: { ...parameters, mode: 'event', eventSystemFrom: 'fixed', eventSystem: 'CRM' } };
	let round = 0;
	return {
		name: `Conflict Resolver, ${remembered.toLocaleString('en')} records remembered`,
		sample: async (): Promise<Time> => {
			round += 1;
			const from = batch === remembered ? 0 : (round * batch) % (remembered - batch + 1);
			const events = items(batch, (n) => ({ ...customer(n), city: `City ${round}` }), from);
			collectGarbage();
			const { time, outputs } = await engine.run(workflow, subject, [events]);
			if (outputs[1]?.length !== batch) throw new Error(`Of ${batch} events ${outputs[1]?.length} led to a write`);
			return time;
		},
	};
}
