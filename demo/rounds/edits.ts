import { itemsOf } from '../platform';
import type { World } from '../world';
import { ROUND_WEBHOOK } from '../template';
import { check, ranThrough, type Check, type Round } from './check';
import { observe, runRound, type RoundResult } from './run';

const DELIVERIES = 5;

/** The template's node that lets each event start one run, and its output for the others. */
const EVENT_GUARD = 'Each Event Once';
const DUPLICATE = 1;

/** People edit on both sides, a write fails, and the CRM tells of one change five times at once. */
export async function edits(world: World): Promise<Round> {
	const { crm, erp } = world;

	// Different fields of one record.
	crm.edit('ALFKI', { contactName: 'Maria Anders-Schmidt' });
	await erp.edit('ALFKI', { phone: '030-0074399' });
	// The same field of one record.
	crm.edit('BERGS', { contactTitle: 'Head of Orders' });
	await erp.edit('BERGS', { contact_title: 'Purchasing Manager' });
	// What Review asked a person to decide.
	crm.edit('QUEDE', { address: { city: 'Rio de Janeiro' } });
	// A write that fails until the fault is lifted, however often it is tried.
	await erp.edit('WOLZA', { phone: '(26) 642-7099' });
	crm.addFault({ kind: 'fail', method: 'PATCH', id: 'WOLZA', status: 500, times: 1_000 });

	const withFault = await runRound(world, 'edits');
	const phoneMeanwhile = crm.customer('WOLZA')?.address.phone;
	crm.faults.clear();
	const after = await runRound(world, 'edits, fault lifted');
	const duplicates = await sameEventFiveTimes(world);

	return {
		name: 'edits',
		title: 'Round 3: people edit, a write fails, an event comes five times',
		story: [
			'ALFKI: the CRM changes the contact, the ERP changes the phone',
			'BERGS: both change the title, differently',
			'QUEDE: a person corrects the city that Review showed them',
			'WOLZA: the ERP changes the phone; the CRM answers the update with 500, and later recovers',
			`FRANS: the CRM changes the contact and delivers the event ${DELIVERIES} times at once`,
		],
		runs: [withFault, after, duplicates],
		checks: [
			...[withFault, after, duplicates].map(ranThrough),
			...(await bothSurvive(world)),
			...(await settledByRule(world, withFault)),
			check('WOLZA: the failed write was not done', phoneMeanwhile !== '(26) 642-7099', phoneMeanwhile),
			check('WOLZA: it was planned again, and done', crm.customer('WOLZA')?.address.phone === '(26) 642-7099', crm.customer('WOLZA')?.address.phone),
			...(await oneEffect(world, duplicates)),
		],
	};
}

async function bothSurvive({ crm, erp }: World): Promise<Check[]> {
	const row = (await erp.customers()).find(({ customer_id }) => customer_id === 'ALFKI');
	const customer = crm.customer('ALFKI');
	const found = { crm: [customer?.contactName, customer?.address.phone], erp: [row?.contact_name, row?.phone] };
	const wanted = JSON.stringify(['Maria Anders-Schmidt', '030-0074399']);
	return [check('ALFKI: both edits survive, on both sides', JSON.stringify(found.crm) === wanted && JSON.stringify(found.erp) === wanted, found)];
}

async function settledByRule({ crm, erp }: World, run: RoundResult): Promise<Check[]> {
	const row = (await erp.customers()).find(({ customer_id }) => customer_id === 'BERGS');
	const title = crm.customer('BERGS')?.contactTitle;
	const reasons = run.explanations.filter(({ id, lost }) => id === 'BERGS' && lost.length > 0);
	return [
		check('BERGS: both sides agree on one of the two titles', title === row?.contact_title && ['Head of Orders', 'Purchasing Manager'].includes(title ?? ''), { crm: title, erp: row?.contact_title }),
		check('BERGS: the conflict is reported, with the value that lost', reasons.length > 0, reasons),
	];
}

async function sameEventFiveTimes(world: World): Promise<RoundResult> {
	const { crm, n8n } = world;
	const hook = crm.webhooks.register(`${n8n.url}/webhook/${ROUND_WEBHOOK}`);
	try {
		return await observe(world, 'one event, five deliveries', async () => {
			crm.addFault({ kind: 'duplicates', count: DELIVERIES, times: 1, id: 'FRANS' });
			crm.edit('FRANS', { contactName: 'Paolo Accorti-Bianchi' });
			await crm.webhooks.idle();
		});
	} finally {
		crm.webhooks.remove(hook);
	}
}

async function oneEffect({ crm, erp }: World, run: RoundResult): Promise<Check[]> {
	const row = (await erp.customers()).find(({ customer_id }) => customer_id === 'FRANS');
	const deliveries = crm.deliveries().filter(({ customer }) => customer === 'FRANS');
	const dropped = run.executions.flatMap((execution) => itemsOf(execution, EVENT_GUARD, DUPLICATE)).length;
	const effects = run.writes.filter(({ system, id }) => system === 'ERP' && id === 'FRANS');
	return [
		check(`FRANS: the event was delivered ${DELIVERIES} times`, deliveries.length >= DELIVERIES, `${deliveries.length} deliveries`),
		check('FRANS: the Guard let one delivery through', dropped === deliveries.length - 1, `${dropped} duplicates of ${deliveries.length} deliveries`),
		check('FRANS: one effect', effects.length === 1 && row?.contact_name === 'Paolo Accorti-Bianchi', `${effects.length} writes in the ERP, contact ${row?.contact_name}`),
	];
}
