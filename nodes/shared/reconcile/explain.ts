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
		case 'again':
			return `${field}: ${value} from ${winner} has not arrived everywhere yet; it is written again.`;
		case 'settled':
			return `${field}: changed differently in several systems. ${winner} wins with ${value} (${ruleInWords(decision, winner)}); ${lost}.`;
		case 'firstRun':
			return `${field}: the systems differ and were never seen to agree. ${winner} wins with ${value} (${ruleInWords(decision, winner)}); ${lost}.`;
		case 'blocked':
			return `${field} belongs to ${winner}, which has ${value}. A change elsewhere is not applied and is set back: ${lost}.`;
		case 'undecided':
			return `${field} is left to a person: ${winner} has ${value}, ${lost}. Nothing is written until the systems show the same value. Otherwise ${winner} would have won (${ruleInWords(decision, winner)}).`;
		case 'waiting':
			return `${field} belongs to ${winner}, which could not be asked this time. Nothing is written.`;
	}
}

function ruleInWords(decision: Decision, winner: string): string {
	switch (decision.rule) {
		case 'owner':
			return `${winner} owns the field`;
		case 'priority':
			return `${winner} comes first in the order of systems`;
		case 'newest':
			return `${winner} changed the record last`;
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
