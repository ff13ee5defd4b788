import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';

/** Histories a defect must be found in; the property has its share of them. */
const HISTORIES = 20_000;
const SEED = 20261122;
const CORE = join(__dirname, '../../nodes/shared/reconcile');

/** The defects syncs are known for, put back one by one: the property to find it; in which file, what, and what instead. */
const MUTATIONS: [defect: string, property: string, file: string, find: string, replace: string][] = [
	['arrival order breaks ties', 'keep what was changed', 'rules.ts', 'compareValues(one.value, best.value) > 0', 'false'],
	['the position of a system names the winner', 'decide the same', 'rules.ts', 'name(one) < name(first)', 'false'],
	['a missing time counts as 0', 'never let the newest rule', 'rules.ts', 'stampOf(rows, one.system, round.now));', 'stampOf(rows, one.system, round.now) ?? 0);'],
	['a time from the future counts', 'never let the newest rule', 'rules.ts', 'stamp > now + FUTURE_MS', 'false'],
	['a delete beats an update', 'keep what was changed', 'deletes.ts', "return refuse('updated', true);", '{}'],
	['a delete needs no base', 'lose nothing silently:', 'deletes.ts', "return refuse('noBase', true);", '{}'],
	['a plan counts as written', 'do not write over', 'plan.ts', 'accepted[one.system] = [one.fingerprint, ...inFlight(', 'accepted[one.system] = [planned] ?? [one.fingerprint, ...inFlight('],
	['an event is dropped as an echo without a look at its content', 'lose nothing silently without versions', 'voices.ts', '!isNew(one) && !base', 'known.pending === undefined && !isNew(one) && !base'],
	['an older event brings a deleted record back', 'do not bring a deleted', 'admit.ts', 'if (stamp !== undefined) return stamp > deletedAt;', 'return true;'],
	['an older version is applied', 'do not take an event from before a confirmed', 'admit.ts', 'if (step < 0 && known?.deletedAt === undefined) {', 'if (step < -1e9) {'],
	['a listing with holes counts as complete', 'delete nothing that nobody', 'presence.ts', '& ~round.unlisted & ~round.incomplete & ~unasked),', '& ~round.unlisted & ~unasked),'],
	['a missing listing counts as empty', 'delete nothing that nobody', 'presence.ts', '& ~round.unlisted & ~round.incomplete & ~unasked),', '& ~round.incomplete & ~unasked),'],
	['who may not write a field does', 'never write a field', 'voices.ts', 'hasSay(s)) ? writers : ~0;', 'hasSay(s)) ? ~0 : ~0;'],
	['a promise counts as a sight', 'do not pass over', 'agree.ts', '(view.seen & (1 << s)) !== 0 && hasExactly', 'hasExactly'],
	['a change made without knowing the plan passes as one made after it', 'do not write over', 'voices.ts', 'changed.some(unaware)', 'false'],
	['a side that was not heard is overruled', 'do not write over', 'reconcileField.ts', 'if (candidates.some((one) => one.silent)) return waitForAll', 'if (candidates.length === 0) return waitForAll'],
	['an event from before a confirmed write is a change', 'do not take an event from before a confirmed', 'voices.ts', '!(isPartial && isLate(known, one, round.now))', 'true'],
	['events plan again what is on its way', 'do not plan a write again', 'reconcileField.ts', 'return isAgain && voices.isPartial ? heard', 'return false ? heard'],
	['a system whose change was overtaken is written over', 'do not write over', 'fieldView.ts', '?.includes(OVERTAKEN) === false', ' !== undefined'],
	['a delete given up that still arrives counts as a delete of the system', 'bring a restored', 'afterDeletes.ts', 'const memory = forget(known, arrived & known.seen);', 'const memory = known;'],
	['an event older than a create counts as a delete', 'do not take an event from before a create', 'admit.ts', 'if (unheard === 0) return admitted;', 'return admitted;'],
];

type Broken = (only: string, histories: number, seed: number) => string | undefined;

describe('the properties of the reconcile core', () => {
	jest.setTimeout(600_000);
	const folder = mkdtempSync(join(tmpdir(), 'mutation-'));
	afterAll(() => rmSync(folder, { recursive: true }));

	/** The properties, with a core in which one piece of text stands instead of another. */
	async function propertiesWith(name: string, file?: string, find = '', replace = ''): Promise<Broken> {
		const outfile = join(folder, `${name}.js`);
		await build({
			entryPoints: [join(__dirname, 'brokenProperty.ts')], outfile, bundle: true, platform: 'node', format: 'cjs', logLevel: 'silent',
			alias: { 'fast-check': require.resolve('fast-check') },
			plugins: [{
				name: 'mutation',
				setup: ({ onLoad }) => onLoad({ filter: /reconcile[\\/]\w+\.ts$/ }, ({ path }) => {
					const source = readFileSync(path, 'utf8');
					if (file === undefined || path !== join(CORE, file)) return { contents: source, loader: 'ts' };
					if (source.split(find).length !== 2) throw new Error(`${file} holds "${find}" not once`);
					return { contents: source.replace(find, () => replace), loader: 'ts' };
				}),
			}],
		});
		return ((await import(outfile)) as { brokenProperty: Broken }).brokenProperty;
	}

	it('hold of the core as it is', async () => {
		expect((await propertiesWith('none'))('', 2000, SEED)).toBeUndefined();
	});

	it.each(MUTATIONS)('catch it where %s', async (defect, property, file, find, replace) => {
		const broken = await propertiesWith(defect.replace(/\W/g, '-'), file, find, replace);
		expect(broken(property, HISTORIES, SEED)).toEqual(expect.stringContaining(property));
	});
});
