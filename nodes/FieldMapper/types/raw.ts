import { Problem } from '../problem';
import { asItIs, defineType, type Codec } from './type';

const codec: Codec<unknown> = {
	read: (value) => {
		if (typeof value === 'number' && !Number.isFinite(value)) {
			return new Problem('notFinite', `${value} is not a value that data can hold.`, 'Correct it in the system it comes from.');
		}
		return value;
	},
	write: asItIs,
};

/** Anything, handed on as it is and not looked into: objects and lists stay the same object. */
export const raw = defineType({}, () => ({
	source: codec,
	target: codec,
	fromText: (text) => {
		try {
			return JSON.parse(text) as unknown;
		} catch {
			return new Problem('notJson', `the default ${text} is not JSON`, 'Write JSON: "text" in quotes, 12, true, {"a": 1} or [1, 2].');
		}
	},
	samples: [0, '0', false, [], {}, [null]],
	opaque: true,
}));
