import { Model, type ModelFate, type ModelSetup, type ModelStep } from '../property/reconcileModel';

/**
 * Histories the long run of the model found (test/property/reconcileModel.test.ts), shrunk: each broke "lose nothing
 * silently" or "converge" once.
 */
const compare = (fates: ModelFate[] = [], { unlisted = [], hidden = [] }: { unlisted?: string[]; hidden?: string[] } = {}): ModelStep =>
	({ kind: 'compare', fates, unlisted, hidden });
const edit = (system: string, field: string, value: string): ModelStep => ({ kind: 'edit', system, field, value, skew: 0 });
const remove = (system: string): ModelStep => ({ kind: 'delete', system });
const event = (at = 0, ...fates: ModelFate[]): ModelStep => ({ kind: 'event', at, again: false, fates });

/** Every system a record of its own; fields are `street` and `city`. */
function setup(systems: string[], holding: string[], more: Partial<ModelSetup> = {}): ModelSetup {
	return {
		systems, fields: ['street', 'city'], rules: {}, writers: {}, writeBack: true, deleters: systems, versioned: true, stamped: false,
		start: Object.fromEntries(holding.map((name) => [name, { street: `${name} street`, city: `${name} city` }])),
		...more,
	};
}

/** After the history everything is quiet. */
function settled(world: ModelSetup, history: ModelStep[]): Model {
	const model = new Model(world);
	for (const step of history) model.take(step);
	expect(model.settleDown()).toBeLessThanOrEqual(world.systems.length + 1);
	expect([0, world.systems.length]).toContain(model.held.size);
	for (const field of world.fields) expect(new Set(model.shown(field)).size).toBeLessThanOrEqual(1);
	return model;
}

function expectNothingLost(model: Model): void {
	const lost = model.entries.filter((entry) => !entry.seenAndReplaced && !entry.reported && !model.shown(entry.field).includes(entry.value));
	expect(lost).toEqual([]);
}

describe('a history that once lost a value', () => {
	it('a record is not created with a hole while those who may write a field are away: the empty value that came back was a change', () => {
		const world = setup(['CRM', 'ERP', 'Billing', 'Shop', 'Desk'], ['Shop', 'Desk'], { writers: { street: ['ERP', 'Billing'] } });
		const model = settled(world, [compare(['lostUntold']), compare([], { hidden: ['ERP'] })]);
		expectNothingLost(model);
		expect(model.shown('street')).not.toContain(null);
	});

	it('a value seen only while nobody else was listed is not deleted for the delete of another', () => {
		expectNothingLost(settled(setup(['CRM', 'ERP', 'Billing'], ['ERP', 'Billing']), [
			compare([], { hidden: ['Billing'] }), remove('CRM'), compare([], { hidden: ['ERP'] }),
		]));
	});

	it('what a system without the right enters while the others are not listed is reported', () => {
		expectNothingLost(settled(setup(['CRM', 'ERP'], ['ERP'], { writers: { street: ['ERP'] } }), [
			compare(), edit('ERP', 'street', 'new'), edit('CRM', 'street', 'not its own'), compare([], { unlisted: ['ERP'] }),
		]));
	});

	it('what a system without the right enters, listed alone and with the record gone from where it may be written, is reported', () => {
		expectNothingLost(settled(setup(['CRM', 'ERP', 'Billing'], ['ERP'], { writers: { city: ['Billing'] } }), [
			compare(), compare(), remove('Billing'), edit('ERP', 'city', 'not its own'), compare([], { unlisted: ['CRM'] }),
		]));
	});

	it('a system that came with a value of its own, which was left open, has no part in what was agreed before', () => {
		expectNothingLost(settled(setup(['CRM', 'ERP', 'Billing'], ['ERP', 'Billing'], { rules: { street: [{ kind: 'priority', order: ['ERP'] }] }, writers: { city: ['Billing'] } }), [
			compare(['lostUntold', 'done']), edit('Billing', 'city', 'new'), compare(['lostUntold']), remove('Billing'), edit('ERP', 'street', 'newer'), event(2),
		]));
	});

	it('a system that came with the value that counts so far, and may not change it, is known to have no newer one', () => {
		expectNothingLost(settled(setup(['CRM', 'ERP'], ['ERP'], { writers: { street: ['ERP'] } }), [
			compare(), edit('ERP', 'street', 'new'), remove('CRM'), compare(), event(2),
		]));
	});

	it('a record seen while no other was listed, and never compared with what came later, is not deleted for the delete of another', () => {
		expectNothingLost(settled(setup(['CRM', 'ERP', 'Billing'], ['CRM', 'ERP'], { writers: { street: ['ERP'] } }), [
			compare([], { unlisted: ['ERP'], hidden: ['Billing'] }), edit('ERP', 'street', 'new'), event(), remove('Billing'),
		]));
	});

	it('neither is one whose system may write none of its fields: what was entered there was never reported', () => {
		expectNothingLost(settled(setup(['CRM', 'ERP', 'Billing'], ['CRM', 'ERP'], { writers: { street: ['ERP'], city: ['ERP'] } }), [
			compare([], { unlisted: ['ERP'], hidden: ['Billing'] }), edit('ERP', 'street', 'new'), event(), remove('Billing'),
		]));
	});

	it('what stands open of a system stays open when those that are heard agree', () => {
		expectNothingLost(settled(setup(['CRM', 'ERP', 'Billing', 'Shop'], ['ERP']), [
			compare(), remove('Shop'), edit('ERP', 'street', 'new'), compare(['late']), remove('ERP'), edit('Billing', 'city', 'newer'),
		]));
	});

	it('a write planned without knowing of an edit is refused by the system, however late it arrives', () => {
		expectNothingLost(settled(setup(['CRM', 'ERP', 'Billing', 'Shop'], ['CRM', 'Billing', 'Shop']), [
			compare(['lostUntold']), edit('CRM', 'street', 'v7'), remove('Billing'), edit('Shop', 'street', 'v8'), event(2, 'late'),
			edit('Shop', 'street', 'v10'), compare(),
		]));
	});

	it('a write planned without knowing of an earlier one that arrived in between is refused too', () => {
		expectNothingLost(settled(setup(['CRM', 'ERP', 'Billing', 'Shop', 'Desk'], ['ERP', 'Shop', 'Desk'], {
			start: { ERP: { street: 'v1', city: 'w1' }, Shop: { street: 'v3', city: 'w3' }, Desk: { street: 'v5', city: 'w5' } },
		}), [compare(['late']), compare(['late'], { hidden: ['Desk'] }), compare(['lostUntold'])]));
	});
});

describe('a history that once never came to rest', () => {
	it('a create that arrives while the record is being deleted brings it back, also where its event was dropped before', () => {
		const same = { street: 'same', city: 'same' };
		settled({ ...setup(['CRM', 'ERP', 'Billing', 'Shop'], []), writers: { street: ['Shop'], city: ['Shop'] }, start: { Billing: same, Shop: same } }, [
			compare(['done', 'late']), remove('CRM'), event(), event(0, 'late'), compare(['late']),
		]);
	});
});
