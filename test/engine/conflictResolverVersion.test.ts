import { ResolverFlow, syncOf, type Json } from '../support/resolver';

const systems: Json[] = [{ name: 'CRM', version: 'v', fullList: true }, { name: 'ERP', version: 'v', fullList: true }];
const version = (item: Json | undefined): unknown => syncOf(item)['version'];

async function agreed(crm: unknown, erp: unknown, rows: (string | Json)[] = systems, parameters: Json = {}): Promise<ResolverFlow> {
	const flow = new ResolverFlow(rows, { deletes: 'passOn', ...parameters });
	const run = await flow.compare({ CRM: [{ id: 1, a: 'o', v: crm }], ERP: [{ id: 1, a: 'o', v: erp }] });
	expect([run.error?.message, run.inSync.length]).toEqual([undefined, 1]);
	return flow;
}

describe('the version a write expects its target to have', () => {
	it.each([
		['a number', 7],
		['digits', '00000000000000000042'],
		['a time, as its system writes it', '2026-05-01T10:00:00.123456+02:00'],
		['a tag without an order', 'W/"67ab43"'],
	])('is in a comparison what the target\'s list shows: %s', async (_, shown) => {
		const flow = await agreed(1, shown);
		const run = await flow.compare({ CRM: [{ id: 1, a: 'n', v: 2 }], ERP: [{ id: 1, a: 'o', v: shown }] });
		expect(run.error).toBeUndefined();
		expect([syncOf(run.writes['ERP']![0])['operation'], version(run.writes['ERP']![0])]).toEqual(['update', shown]);
	});

	it('goes with a delete, and not with a create', async () => {
		const flow = await agreed(1, 7);
		const run = await flow.compare({ CRM: [{ id: 2, a: 'x', v: 1 }], ERP: [{ id: 1, a: 'o', v: 7 }] }, { options: { mostPercent: 100 } });
		const writes = Object.fromEntries(run.writes['ERP']!.map((item) => [syncOf(item)['operation'], 'version' in syncOf(item) ? version(item) : 'none']));
		expect(writes).toEqual({ delete: 7, create: 'none' });
	});

	it('is nothing where the system has no Version Field, or its record shows none', async () => {
		const flow = await agreed(1, undefined, [{ name: 'CRM' }, { name: 'ERP', version: 'v' }], { compare: 'listed', fields: 'a' });
		const run = await flow.compare({ CRM: [{ id: 1, a: 'n' }], ERP: [{ id: 1, a: 'o', v: null }] });
		expect([run.writes['ERP']!.length, 'version' in syncOf(run.writes['ERP']![0])]).toEqual([1, false]);
		const back = await flow.compare({ CRM: [{ id: 1, a: 'n', v: 4 }], ERP: [{ id: 1, a: 'm', v: 5 }] });
		const toCrm = [...back.writes['CRM']!, ...back.writes['ERP']!].filter((item) => syncOf(item)['system'] === 'CRM');
		expect(toCrm.some((item) => 'version' in syncOf(item))).toBe(false);
	});

	it('is in the mode Event the one the target was last seen with, as a number or digits', async () => {
		for (const [shown, expected] of [[7, 7], ['9007199254740993', '9007199254740993'], ['0x1f', 31]] as const) {
			const flow = await agreed(1, shown);
			const run = await flow.events([{ system: 'CRM', event: 'updated', id: 1, a: 'n', v: 2 }]);
			expect([run.error?.message, version(run.writes['ERP']![0])]).toEqual([undefined, expected]);
			// Heard since: the target's own event says a newer one.
			await flow.events([{ system: 'ERP', event: 'updated', id: 1, a: 'n', v: 40 }]);
			const next = await flow.events([{ system: 'CRM', event: 'updated', id: 1, a: 'm', v: 3 }]);
			if (typeof shown === 'number') expect(version(next.writes['ERP']![0])).toBe(40);
		}
	});

	it('is in the mode Event nothing for a version that is a time: only its system knows how it writes it', async () => {
		const flow = await agreed(1, '2026-05-01T10:00:00.123456Z');
		const run = await flow.events([{ system: 'CRM', event: 'updated', id: 1, a: 'n', v: 2 }]);
		expect([run.writes['ERP']!.length, 'version' in syncOf(run.writes['ERP']![0])]).toEqual([1, false]);
	});

	it('is in the mode Event what the target itself says, if it speaks in the same batch, and not an older event of it', async () => {
		const rows = [{ name: 'CRM', version: 'v' }, { name: 'ERP', version: 'v' }];
		const spoken = { rule: 'priority', order: 'CRM, ERP' };
		const flow = await agreed(1, 7, rows, spoken);
		const run = await flow.events([{ system: 'CRM', event: 'updated', id: 1, a: 'n', v: 2 }, { system: 'ERP', event: 'updated', id: 1, a: 'm', v: 8 }]);
		expect(version(run.writes['ERP']![0])).toBe(8);
		const other = await agreed(1, 7, rows, spoken);
		const late = await other.events([{ system: 'CRM', event: 'updated', id: 1, a: 'n', v: 2 }, { system: 'ERP', event: 'updated', id: 1, a: 'm', v: 5 }]);
		expect(version(late.writes['ERP']![0])).toBe(7);
	});

	it('goes with a delete in the mode Event, too', async () => {
		const flow = await agreed(1, 7);
		const run = await flow.events([{ system: 'CRM', event: 'deleted', id: 1, v: 2 }]);
		expect([syncOf(run.writes['ERP']![0])['operation'], version(run.writes['ERP']![0])]).toEqual(['delete', 7]);
	});

	it('is after a confirmed write the one the answer said', async () => {
		const flow = await agreed(1, 7);
		const { writes } = await flow.events([{ system: 'CRM', event: 'updated', id: 1, a: 'n', v: 2 }]);
		await flow.run([[{ ...writes['ERP']![0], v: 8 }]], { operation: 'confirmWrites', options: { answerVersion: 'v' } });
		const next = await flow.events([{ system: 'CRM', event: 'updated', id: 1, a: 'm', v: 3 }]);
		expect(version(next.writes['ERP']![0])).toBe(8);
	});

	it('goes with what a person decided', async () => {
		const flow = await agreed(1, 7, systems, { rule: 'manual' });
		const { review } = await flow.compare({ CRM: [{ id: 1, a: 'n', v: 2 }], ERP: [{ id: 1, a: 'm', v: 8 }] });
		const decision = review[0]!['decision'] as Json;
		const run = await flow.run([[{ ...review[0], decision: { ...decision, choose: 'CRM' } }]], { operation: 'resolveReview' });
		expect([run.error?.message, version(run.writes['ERP']![0])]).toEqual([undefined, 8]);
	});

	it('travels in the receipt as well, so that parked work keeps it', async () => {
		const flow = await agreed(1, 7);
		const run = await flow.compare({ CRM: [{ id: 1, a: 'n', v: 2 }], ERP: [{ id: 1, a: 'o', v: 7 }] });
		expect(syncOf(run.writes['ERP']![0])['receipts']).toEqual([expect.objectContaining({ kind: 'write', system: 'ERP', version: 7 })]);
	});
});
