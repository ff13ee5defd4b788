import type { Decision } from './decision';
import type { Shape } from './shape';

const VALUE_LENGTH = 60;

/** One sentence, for people, on what was decided and why. */
export function explain(shape: Shape, decision: Decision): string {
	const name = (s: number): string => shape.systems[s]!;
	const field = shape.fields[decision.field]!;
	const winner = name(decision.winner);
	const value = showValue(decision.value);
	const lost = decision.lost.map((one) => `${name(one.system)} has ${showValue(one.value)}`).join(', ');
	switch (decision.kind) {
		case 'changed':
			return decision.rule === 'sameChange'
				? `${field}: changed to ${value} in several systems alike.`
				: `${field}: ${winner} changed it to ${value}.`;
		case 'merged':
			return `${field}: changes in several systems are put together to ${value} (${ruleInWords(decision, winner)}).`;
		case 'again':
			return `${field}: ${value} from ${winner} has not arrived everywhere yet; it is written again.`;
		case 'settled':
			return `${field}: changed differently in several systems. ${winner} wins with ${value} (${ruleInWords(decision, winner)}); ${lost}.`;
		case 'firstRun':
			return `${field}: the systems differ and were never seen to agree. ${winner} wins with ${value} (${ruleInWords(decision, winner)}); ${lost}.`;
		case 'blocked':
			return blockedInWords(decision, field, winner, value, lost);
		case 'undecided':
			return `${field} is left to a person: ${winner} has ${value}, ${lost}. Nothing is written until the systems show the same value. Otherwise ${winner} would have won (${ruleInWords(decision, winner)}).`;
		case 'waiting':
			return decision.ask === 0
				? `${field} belongs to ${winner}, which could not be asked this time. Nothing is written${lost === '' ? '' : ` (${lost})`}.`
				: `${field} was changed in several systems, and not all of them are known as they are now (${systemsIn(shape, decision.ask)}). Nothing is written before they are.`;
		case 'decided':
			return `${field}: a person decided for ${value}.`;
	}
}

function blockedInWords(decision: Decision, field: string, winner: string, value: string, lost: string): string {
	const what = decision.rule === 'owner' ? `${field} belongs to ${winner}` : `${field} may not be changed there`;
	const known = decision.value === undefined ? '' : decision.rule === 'owner' ? `, which has ${value}` : `; ${winner} has ${value}`;
	return `${what}${known}. A change elsewhere is not applied${decision.targets === 0 ? '' : ' and is set back'}: ${lost}.`;
}

function systemsIn(shape: Shape, bits: number): string {
	return shape.systems.filter((_, s) => (bits & (1 << s)) !== 0).join(', ');
}

function ruleInWords(decision: Decision, winner: string): string {
	switch (decision.rule) {
		case 'owner':
			return `${winner} owns the field`;
		case 'priority':
			return `${winner} comes first in the order of systems`;
		case 'newest':
			return `${winner} changed the record last`;
		case 'highestVersion':
			return `${winner} has the highest version`;
		case 'nonEmpty':
			return 'a value counts before none';
		case 'longest':
			return 'the longest counts';
		case 'min':
			return 'the smallest counts';
		case 'max':
			return 'the greatest counts';
		case 'sum':
			return 'the changes are added up';
		case 'union':
			return 'what was added and removed anywhere';
		case 'keyed':
			return 'element by element';
		case 'mayNotWrite':
			return 'the others may not write the field';
		default:
			return 'no rule could decide, so the values themselves did';
	}
}

/** A value short enough for a sentence. */
export function showValue(value: unknown): string {
	if (typeof value !== 'string') {
		if (value === null) return 'null';
		if (typeof value === 'object') return Array.isArray(value) ? 'a list' : 'an object';
		return String(value);
	}
	return `"${value.length > VALUE_LENGTH ? `${value.slice(0, VALUE_LENGTH)}…` : value}"`;
}
