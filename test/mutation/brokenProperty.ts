import fc from 'fast-check';
import { modelProperties } from '../property/reconcileModelProperties';

/** @returns the name of the first property that does not hold of the core this file is bundled with */
export function brokenProperty(histories: number, seed: number): string | undefined {
	const tests: { name: string; run: () => void }[] = [];
	modelProperties(
		(name, run) => tests.push({ name, run }),
		(property, share = 1) => void fc.assert(property as fc.IRawProperty<unknown>, { numRuns: Math.ceil(histories * share), seed, endOnFailure: true }),
	);
	// The broad ones last: most defects are found by those made for them.
	for (const { name, run } of tests.reverse()) {
		try {
			run();
		} catch {
			return name;
		}
	}
	return undefined;
}
