import fc from 'fast-check';
import { modelProperties } from './reconcileModelProperties';

/** Histories in all; each property has its share of them. The long run: FC_RUNS=1000000 (CONTRIBUTING.md). */
const RUNS = Number(process.env['FC_RUNS'] ?? 10_000);
jest.setTimeout(Math.max(120_000, RUNS * 60));

describe('two to five systems, with events and comparisons over one memory', () =>
	modelProperties(it, (property, share = 1) =>
		void fc.assert(property as fc.IRawProperty<unknown>, { numRuns: Math.ceil(RUNS * share) })));
