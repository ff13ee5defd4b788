import fc from 'fast-check';
import { modelProperties } from '../property/reconcileModelProperties';

/**
 * @param only the beginning of the property's name; empty: all
 * @returns the name of the first property that does not hold of the core this file is bundled with
 */
export function brokenProperty(only: string, histories: number, seed: number): string | undefined {
	const tests: { name: string; run: () => void }[] = [];
	modelProperties(
		(name, run) => tests.push({ name, run }),
		(property, share = 1) => void fc.assert(property as fc.IRawProperty<unknown>, { numRuns: Math.ceil(histories * share), seed, endOnFailure: true }),
	);
	const chosen = tests.filter(({ name }) => name.startsWith(only));
	if (chosen.length === 0) throw new Error(`No property begins with "${only}"`);
	for (const { name, run } of chosen) {
		try {
			run();
		} catch {
			return name;
		}
	}
	return undefined;
}
