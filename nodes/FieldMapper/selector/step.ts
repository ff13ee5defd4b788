/** The element of a list whose field `key` holds `value`; `[type=work]`. Text, numbers and true/false are told apart. */
export interface Pick {
	readonly key: string;
	readonly value: string | number | boolean;
}

/** Every element of a list: `[*]`. */
export const EACH = Symbol('each');

/** One step of a selector: a name, a position, a condition, or every element. */
export type SelectorStep = string | number | Pick | typeof EACH;

export function isPick(step: SelectorStep): step is Pick {
	return typeof step === 'object';
}

/** The same for two steps that lead to the same place. */
export function stepKey(step: SelectorStep): string {
	if (step === EACH) return '*';
	return isPick(step) ? `?${JSON.stringify([step.key, step.value])}` : typeof step === 'number' ? `#${step}` : `.${step}`;
}

/** The same for two paths that lead to the same place. */
export function stepsKey(steps: readonly SelectorStep[]): string {
	return JSON.stringify(steps.map(stepKey));
}

/** A path as a person would write it. */
export function stepsText(steps: readonly SelectorStep[]): string {
	let text = '';
	for (const step of steps) {
		if (step === EACH) text += '[*]';
		else if (isPick(step)) text += `[${quoted(step.key)}=${typeof step.value === 'string' ? quoted(step.value, true) : String(step.value)}]`;
		else if (typeof step === 'number') text += `[${step}]`;
		else if (step === '' || /[.[\]]/.test(step)) text += step.includes('"') ? `['${step}']` : `["${step}"]`;
		else text += text === '' ? step : `.${step}`;
	}
	return text;
}

function quoted(text: string, looksLikeOther = false): string {
	if (/^[\w-]+$/.test(text) && !(looksLikeOther && typeof bareValue(text) !== 'string')) return text;
	return text.includes('"') ? `'${text}'` : `"${text}"`;
}

/** What a value without quotes means in a condition: a number, true or false, else text. */
export function bareValue(text: string): string | number | boolean {
	if (text === 'true' || text === 'false') return text === 'true';
	return /^-?\d/.test(text) && String(Number(text)) === text ? Number(text) : text;
}
