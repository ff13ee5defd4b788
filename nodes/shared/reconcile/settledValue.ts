import type { Outcome } from './decision';
import type { Policy, Rows } from './policy';
import { isPlanned } from './reconcileFields';

/**
 * What a field of the record is to be everywhere after this outcome.
 *
 * @returns the value and the system it is taken from, or undefined where nobody shows the field or a person is to
 * decide it
 */
export function settledValue(
	policy: Policy,
	rows: Rows,
	outcome: Outcome,
	field: number,
): { value: unknown; system: number } | undefined {
	const decision = outcome.decisions.find((one) => one.field === field);
	if (decision !== undefined) {
		return !isPlanned(decision) ? undefined : { value: decision.value, system: decision.winner };
	}
	let found: { value: unknown; system: number } | undefined;
	for (const system of policy.systems) {
		const value = rows[system]?.values[field];
		if (value === undefined) continue;
		// All that show it show the same: the name, not the position, says whose it is.
		if (found === undefined || policy.shape.systems[system]! < policy.shape.systems[found.system]!) {
			found = { value, system };
		}
	}
	return found;
}
