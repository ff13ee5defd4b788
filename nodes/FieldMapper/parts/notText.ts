import { Problem, show } from '../problem';

export function notText(value: unknown): Problem {
	return new Problem('notText', `The value is ${show(value)}, and this row takes text.`, 'Choose the type that fits, or a field path that leads to text.');
}
