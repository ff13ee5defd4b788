import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';

/** Histories a defect must be found in. */
const HISTORIES = 20_000;
const SEED = 20261122;
const CORE = join(__dirname, '../../nodes/shared/reconcile');

/** The defects syncs are known for, put back one by one: in which file, what, and what instead. */
const MUTATIONS: [defect: string, file: string, find: string, replace: string][] = [
	['arrival order breaks ties', 'rules.ts', 'compareValues(one.value, best.value) > 0', 'false'],
	['the position of a system names the winner', 'rules.ts', 'name(one) < name(first)', 'false'],
	['a missing time counts as 0', 'rules.ts', 'stampOf(rows, one.system, round.now));', 'stampOf(rows, one.system, round.now) ?? 0);'],
	['a time from the future counts', 'rules.ts', 'stamp > now + FUTURE_MS', 'false'],
	['a delete beats an update', 'deletes.ts', "return refuse('updated', true);", '{}'],
	['a delete needs no base', 'deletes.ts', "return refuse('noBase', true);", '{}'],
	['a plan counts as written', 'plan.ts', 'accepted[one.system] = [one.fingerprint, ...inFlight(', 'accepted[one.system] = [planned] ?? [one.fingerprint, ...inFlight('],
	['an event is dropped as an echo without a look at its content', 'voices.ts', '!isNew(one) && !base', 'known.pending === undefined && !isNew(one) && !base'],
	['an older event brings a deleted record back', 'admit.ts', 'if (stamp !== undefined) return stamp > deletedAt;', 'return true;'],
	['an older version is applied', 'admit.ts', 'if (step < 0 && known?.deletedAt === undefined) {', 'if (step < -1e9) {'],
	['a listing with holes counts as complete', 'presence.ts', '& ~round.unlisted & ~round.incomplete & ~unasked),', '& ~round.unlisted & ~unasked),'],
	['a missing listing counts as empty', 'presence.ts', '& ~round.unlisted & ~round.incomplete & ~unasked),', '& ~round.incomplete & ~unasked),'],
	['who may not write a field does', 'voices.ts', 'hasSay(s)) ? writers : ~0;', 'hasSay(s)) ? ~0 : ~0;'],
	['a promise counts as a sight', 'agree.ts', '(view.seen & (1 << s)) !== 0 && hasExactly', 'hasExactly'],
	['a change made without knowing the plan passes as one made after it', 'voices.ts', 'changed.some(unaware)', 'false'],
	['a side that was not heard is overruled', 'reconcileField.ts', 'if (candidates.some((one) => one.silent)) return waitForAll', 'if (candidates.length === 0) return waitForAll'],
	['an event from before a confirmed write is a change', 'voices.ts', '!(isPartial && isLate(known, one, round.now))', 'true'],
	['events plan again what is on its way', 'reconcileField.ts', 'return isAgain && voices.isPartial ? heard', 'return false ? heard'],
	['a system whose change was overtaken is written over', 'fieldView.ts', '?.includes(OVERTAKEN) === false', ' !== undefined'],
	['a delete given up that still arrives counts as a delete of the system', 'afterDeletes.ts', 'const memory = forget(known, arrived & known.seen);', 'const memory = known;'],
	['an event older than a create counts as a delete', 'admit.ts', 'if (unheard === 0) return admitted;', 'return admitted;'],
];

type Broken = (histories: number, seed: number) => string | undefined;

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
		expect((await propertiesWith('none'))(2000, SEED)).toBeUndefined();
	});

	it.each(MUTATIONS)('catch it where %s', async (defect, file, find, replace) => {
		const broken = await propertiesWith(defect.replace(/\W/g, '-'), file, find, replace);
		expect(broken(HISTORIES, SEED)).toEqual(expect.any(String));
	});
});
