import { jaroWinkler } from './jaroWinkler';
import { normalise, type KindTerms } from './kinds';
import { likeness, partsOf } from './parts';
import type { Condition, Rule } from './rules';

/** Why a rule takes two records for one, in words: "phone is the same, name shares 67 % of its words". */
export function explainPair(rule: Rule, own: unknown, other: unknown, terms: KindTerms): string {
	return rule.conditions.map((condition) => explainCondition(condition, own, other, terms)).join(', ');
}

function explainCondition({ field, otherField, as, how }: Condition, own: unknown, other: unknown, terms: KindTerms): string {
	const name = field.text === otherField.text ? field.text : `${field.text} (${otherField.text} there)`;
	const a = normalise(field.get(own), as, terms);
	const b = normalise(otherField.get(other), as, terms);
	if (a === undefined || b === undefined) return `${name} is missing`;
	if (a === b) return `${name} is the same`;
	if (how === 'same') return `${name} differs`;
	if (how === 'jaroWinkler') return `${name} is ${percent(jaroWinkler(a, b))} alike`;
	const [x, y] = [partsOf(a, how), new Set(partsOf(b, how))];
	const share = percent(likeness(how, x.length, y.size, x.filter((part) => y.has(part)).length));
	if (how === 'letters') return `${name} is ${share} alike`;
	return how === 'words' ? `${name} shares ${share} of the words` : `${name} shares ${share} of the shorter one's words`;
}

const percent = (share: number): string => `${Math.floor(share * 100)} %`;
