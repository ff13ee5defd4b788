/** Record Linker on real lists, with rules as a user writes them in the editor, through the real engine. */
import type { INodeExecutionData } from 'n8n-workflow';
import { RecordLinker } from '../../nodes/RecordLinker/RecordLinker.node';
import { readGold, readGuides } from '../data/matching/read';
import { billingCustomers, crmCustomers, erpCustomers, type Row } from '../data/customers/read';
import { EngineN8n, type RunResult } from '../support/engine';

type Json = Record<string, unknown>;

const LINKED = 0, NEW = 1, REVIEW = 2;

let workflows = 0;

async function match(own: readonly object[], others: readonly object[], parameters: Json): Promise<RunResult> {
	const toItems = (list: readonly object[]): INodeExecutionData[] => list.map((json) => ({ json: json as never }));
	const run = await new EngineN8n().run({
		workflowId: `matching-${(workflows += 1)}`,
		sources: { Own: toItems(own), Other: toItems(others) },
		nodes: [{ name: 'Link', type: new RecordLinker(), parameters: { sync: 'matching', operation: 'match', ...parameters } as never }],
		wires: [['Own', 0, 'Link', 0], ['Other', 0, 'Link', 1]],
	});
	expect(run.error).toBeUndefined();
	expect([LINKED, NEW, REVIEW].flatMap((output) => run.output('Link', output))).toHaveLength(own.length);
	return run;
}

const condition = (field: string, as: string, how = 'same', atLeast = 85) => ({ field, otherField: '', as, how, atLeast });
const rule = (name: string, then: 'link' | 'review', ...rows: object[]) => ({ name, then, conditions: { rows } });

interface Tally {
	linked: number;
	right: number;
	wrong: string[];
	/** True pairs that are not linked, but shown in Review among the candidates. */
	shown: number;
	reviews: number;
}

function tally(run: RunResult, gold: ReadonlyMap<string, string>, ownId: (json: Json) => string): Tally {
	const result: Tally = { linked: 0, right: 0, wrong: [], shown: 0, reviews: 0 };
	for (const { json } of run.output('Link', LINKED)) {
		const id = ownId(json);
		const { targetId } = json['_sync'] as { targetId: string };
		result.linked += 1;
		if (gold.get(id) === targetId) result.right += 1;
		else result.wrong.push(`${id}–${targetId}`);
	}
	for (const { json } of run.output('Link', REVIEW)) {
		const { review } = json['_sync'] as { review: { candidates: { id: string }[] } };
		result.reviews += 1;
		if (review.candidates.some(({ id }) => id === gold.get(ownId(json)))) result.shown += 1;
	}
	return result;
}

function report(title: string, { linked, right, wrong, shown, reviews }: Tally, pairs: number): void {
	const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
	process.stdout.write(
		`${title}: precision ${percent(right / linked)}, recall ${percent(right / pairs)} (${right} of ${pairs} linked, ${wrong.length} wrong); ` +
			`${reviews} to review, ${shown} of them with the true partner\n`,
	);
}

test('the restaurant guides: precision and recall of at least 97 %, nothing wrong linked, the rest in Review', async () => {
	const { fodors, zagats } = readGuides();
	const gold = readGold();
	const run = await match(fodors, zagats, {
		system: 'Fodors', idField: 'id', otherSystem: 'Zagats', otherIdField: 'id',
		rules: {
			rows: [
				rule('Same phone, similar name', 'link', condition('phone', 'phone'), condition('name', 'text', 'words', 80)),
				rule('Same phone, half of the shorter name', 'link', condition('phone', 'phone'), condition('name', 'text', 'contained', 50)),
				rule('Similar address and name', 'link', condition('addr', 'address', 'letters', 80), condition('name', 'text', 'letters', 70)),
				rule('Same phone', 'review', condition('phone', 'phone')),
				rule('Similar name', 'review', condition('name', 'text', 'letters', 80)),
			],
		},
		options: { country: 'US' },
	});
	const found = tally(run, gold, (json) => String(json['id']));
	report('Restaurants', found, gold.size);
	expect(found.wrong).toEqual([]);
	expect(found.right / found.linked).toBeGreaterThanOrEqual(0.97);
	expect(found.right / gold.size).toBeGreaterThanOrEqual(0.97);
	// Neither linked nor shown would be a duplicate.
	expect(found.right + found.shown).toBe(gold.size);
});

/** A customer list whose ids say nothing, in an order that says nothing; `truth` maps the new ids to the true ones. */
function hidden(rows: readonly Row[], trueId: string, newId: (i: number) => string | number): { rows: Row[]; truth: Map<string, string> } {
	const truth = new Map<string, string>();
	const turned = rows.map((row, i) => {
		const { [trueId]: id, ...rest } = row;
		truth.set(String(newId(i)), String(id).trim());
		return { id: newId(i), ...rest };
	});
	// A fixed shuffle.
	turned.sort((a, b) => ((String(a.id).length * 7919 + Number(String(a.id).replace(/\D/g, '')) * 104_729) % 997) - ((String(b.id).length * 7919 + Number(String(b.id).replace(/\D/g, '')) * 104_729) % 997));
	return { rows: turned, truth };
}

test('three customer lists with their ids hidden: 91 of 91, none wrong, and linked across all three', async () => {
	const crm = hidden(crmCustomers(), 'customerID', (i) => `crm-${i}`);
	const erp = hidden(erpCustomers(), 'customer_id', (i) => 5000 + i * 3);
	const billing = hidden(billingCustomers(), 'customerID', (i) => `B${91 - i}`);
	const goldOf = (a: Map<string, string>, b: Map<string, string>): Map<string, string> => {
		const back = new Map([...b].map(([id, truth]) => [truth, id]));
		return new Map([...a].map(([id, truth]) => [id, back.get(truth)!]));
	};
	const n8n = new EngineN8n();
	const toItems = (list: readonly object[]): INodeExecutionData[] => list.map((json) => ({ json: json as never }));
	const rules = (company: string, phone: string, contact: string) => ({
		rows: [
			rule('Same company', 'link', { ...condition('companyName', 'company'), otherField: company }),
			rule('Same phone and contact', 'link', { ...condition('address.phone', 'phone'), otherField: phone }, { ...condition('contactName', 'person'), otherField: contact }),
			rule('Similar company', 'review', { ...condition('companyName', 'company', 'letters', 75), otherField: company }),
		],
	});
	const linker = (name: string, parameters: Json) => ({ name, type: new RecordLinker(), parameters: { sync: 'customers', operation: 'match', system: 'CRM', idField: 'id', otherIdField: 'id', options: { noValue: 'NULL' }, ...parameters } as never });
	const run = await n8n.run({
		workflowId: 'three-lists',
		sources: { Crm: toItems(crm.rows), Erp: toItems(erp.rows), Billing: toItems(billing.rows) },
		nodes: [
			linker('Link', { otherSystem: 'ERP', rules: rules('company_name', 'phone', 'contact_name') }),
			linker('Then', { otherSystem: 'Billing', rules: rules('companyName', 'phone', 'contactName') }),
		],
		wires: [['Crm', 0, 'Link', 0], ['Erp', 0, 'Link', 1], ['Link', LINKED, 'Then', 0], ['Billing', 0, 'Then', 1]],
	});
	expect(run.error).toBeUndefined();
	const toErp = tally(run, goldOf(crm.truth, erp.truth), (json) => String(json['id']));
	report('Customers, CRM and ERP', toErp, 91);
	expect(toErp).toMatchObject({ right: 91, wrong: [] });
	const toBilling = goldOf(crm.truth, billing.truth);
	const goldErp = goldOf(crm.truth, erp.truth);
	const all = run.output('Then', LINKED).map(({ json }) => ({ id: json['id'] as string, links: (json['_sync'] as Json)['links'] }));
	expect(all).toHaveLength(91);
	for (const { id, links } of all) expect(links).toEqual({ CRM: id, ERP: goldErp.get(id), Billing: toBilling.get(id) });
});
