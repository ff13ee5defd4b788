import { matchKey } from '../../shared/crosswalk';
import type { KeyHash } from '../../shared/state/port';
import { normalise, type KindTerms } from './kinds';
import type { Rule } from './rules';

/**
 * What a record would be linked by once it exists in the target: for each rule that links and that it has all values
 * for, these values as the target's fields would hold them. Two records that share one are not both created.
 *
 * @param records all that is known of one record: several if it came several times
 */
export function matchKeysOf(rules: readonly Rule[], target: string, records: readonly unknown[], terms: KindTerms): KeyHash[] {
	const keys = new Set<KeyHash>();
	for (const record of records) {
		for (const { conditions, then } of rules) {
			if (then !== 'link') continue;
			const values: [string, string, string][] = [];
			for (const { field, otherField, as } of conditions) {
				const value = normalise(field.get(record), as, terms);
				if (value !== undefined) values.push([otherField.text, as, value]);
			}
			if (values.length === conditions.length) keys.add(matchKey(target, values));
		}
	}
	return [...keys];
}
