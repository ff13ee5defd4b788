import assert from 'node:assert/strict';
import fc from 'fast-check';
import { addExpected } from '../../nodes/shared/changes/echoLedger';
import { landedWrites } from '../../nodes/shared/changes/landedWrites';
import { confirmChanges } from '../../nodes/shared/changes/confirmChanges';
import { MemoryState } from '../../nodes/shared/state/memoryState';
import { definition, readerOf, runDetector, settings, type Row } from './detectWorld';

const RUNS = Number(process.env['FC_RUNS'] ?? 5000);
const runs = { numRuns: RUNS };
jest.setTimeout(Math.max(120_000, RUNS * 60));

type Name = 'CRM' | 'ERP';
const other: Record<Name, Name> = { CRM: 'ERP', ERP: 'CRM' };
const ECHO_MS = 3_600_000;

/** How a write and its echo run by each other. */
type Course =
	/** Expected before the write; the echo overtakes the confirmation. */
	| 'expected, overtaken'
	/** Expected before the write, confirmed, then the echo comes. */
	| 'expected, in order'
	/** Told by the confirmation alone, before the echo comes. */
	| 'confirmed, in order'
	/** The echo never comes. */
	| 'confirmed, no echo'
	/** The echo comes twice. */
	| 'confirmed, repeated';
const HEARD: readonly Course[] = ['expected, overtaken', 'expected, in order', 'confirmed, in order', 'confirmed, repeated'];
const ALL: readonly Course[] = [...HEARD, 'confirmed, no echo'];

/** Two systems with events, a detector on each, each writing to the other. */
class Loop {
	now = Date.UTC(2026, 2, 1);
	readonly state = new MemoryState(() => this.now);
	readonly rows: Record<Name, Row | undefined> = { CRM: undefined, ERP: undefined };
	writes = 0;

	/** An event of a system reaches its detector; what comes out is written to the other. */
	async event(system: Name, course: () => Course): Promise<void> {
		this.now += 1000;
		const row = this.rows[system];
		const set = settings({ system, isList: false, reportsMissing: false, definition: definition({ deleteField: 'event' }) });
		const { changed, deleted } = await runDetector(this.state, set, [row ?? { id: 1, event: 'deleted' }]);
		for (const told of [...changed, ...deleted]) {
			this.writes += 1;
			assert.ok(this.writes < 1000, 'a loop without end');
			const target = other[system];
			const how = course();
			const expected = how.startsWith('expected');
			if (expected) {
				const read = readerOf(set.definition).read(told.json ?? { id: 1 });
				assert.ok(read.ok);
				const { sums, fields } = read.reading;
				const content = told.report.operation === 'delete' ? {} : { sums, fields: fields.map(({ name }) => name) };
				await addExpected(this.state, target, [{ key: '1', written: { ...content, change: told.receipt.token } }], ECHO_MS);
			}
			this.rows[target] = told.report.operation === 'delete' ? undefined : told.json;
			if (how === 'expected, overtaken') await this.event(target, course);
			const settled = await confirmChanges(this.state, [told.receipt]);
			await addExpected(this.state, target, await landedWrites(this.state, target, [told.receipt], settled), ECHO_MS);
			if (how !== 'expected, overtaken' && how !== 'confirmed, no echo') await this.event(target, course);
			if (how === 'confirmed, repeated') await this.event(target, course);
		}
	}
}

const content = fc.option(fc.record({ id: fc.constant(1), name: fc.constantFrom('a', 'b'), city: fc.constantFrom('x', 'y', null) }, { noNullPrototype: true }), { nil: undefined, freq: 4 });
const edits = fc.array(fc.tuple(fc.constantFrom<Name>('CRM', 'ERP'), content, fc.array(fc.constantFrom(...HEARD), { minLength: 1, maxLength: 3 })), { maxLength: 15, size: 'max' });

/** A person changes a record: it is the same on both sides afterwards, by one write, or none if nothing was changed. */
async function edit(loop: Loop, system: Name, row: Row | undefined, courses: readonly Course[]): Promise<void> {
	const before = JSON.stringify(loop.rows[system]);
	loop.rows[system] = row;
	const { writes } = loop;
	let turn = 0;
	await loop.event(system, () => courses[(turn += 1) % courses.length]!);
	assert.deepEqual(loop.rows.ERP, loop.rows.CRM);
	assert.equal(JSON.stringify(loop.rows[system]), JSON.stringify(row));
	assert.equal(loop.writes - writes, before === JSON.stringify(row) ? 0 : 1);
}

test('two systems with webhooks into each other: every edit, reverts included, arrives with one write, and nothing comes back', async () => {
	await fc.assert(
		fc.asyncProperty(edits, async (list) => {
			const loop = new Loop();
			for (const [system, row, courses] of list) await edit(loop, system, row, courses);
		}),
		runs,
	);
});

const step = fc.record({ system: fc.constantFrom<Name>('CRM', 'ERP'), do: fc.constantFrom('change', 'change', 'delete', 'undo'), courses: fc.array(fc.constantFrom(...ALL), { minLength: 1, maxLength: 3 }) });

test('also where echoes never come: new content, and undoing what was written, arrive with one write', async () => {
	await fc.assert(
		fc.asyncProperty(fc.array(step, { maxLength: 15, size: 'max' }), async (list) => {
			const loop = new Loop();
			let before: Row | undefined;
			/** Who made the last edit, and who the one before. */
			let editors: (Name | undefined)[] = [undefined, undefined];
			let deleted = false;
			for (const [i, { system, do: what, courses }] of list.entries()) {
				const now = loop.rows[system];
				// What a person made there and we overwrote can be undone; the write before that may be an echo that is late.
				if (what === 'undo' && !(editors[0] === other[system] && editors[1] === system && before !== undefined)) continue;
				// All deletes look the same: a second one may be the first one's echo.
				if (what === 'delete' && deleted) continue;
				deleted ||= what === 'delete';
				await edit(loop, system, what === 'delete' ? undefined : what === 'undo' ? before : { id: 1, name: `content ${i}` }, courses);
				editors = what === 'undo' ? [undefined, undefined] : [system, editors[0]];
				before = now;
			}
		}),
		runs,
	);
});
