import { LEAVE_OUT, Problem } from '../../../../nodes/FieldMapper/problem';
import { TYPES, type TypeName } from '../../../../nodes/FieldMapper/types';
import { readSettings } from '../../../../nodes/FieldMapper/types/settings';
import type { CompiledType, ValuePair } from '../../../../nodes/FieldMapper/types/type';

export type Settings = Record<string, unknown>;

/** The type with its settings applied, or why they cannot be used. */
export function compile(name: TypeName, settings: Settings = {}, pairs: readonly ValuePair[] = []): CompiledType | Problem {
	const complete = readSettings(settings, TYPES[name].settings);
	return complete instanceof Problem ? complete : TYPES[name].compile(complete, pairs);
}

export function compiled(name: TypeName, settings: Settings = {}, pairs: readonly ValuePair[] = []): CompiledType {
	const type = compile(name, settings, pairs);
	if (type instanceof Problem) throw new Error(`${type.rule}: ${type.message}`);
	return type;
}

/** One value through a type: what is written, `rule: …` where it is rejected, or `left out`. */
export interface Through {
	forward(value: unknown): unknown;
	reverse(value: unknown): unknown;
}

export function through(name: TypeName, settings: Settings = {}, pairs: readonly ValuePair[] = []): Through {
	const { source, target } = compiled(name, settings, pairs);
	const via = (from: typeof source, to: typeof source) => (value: unknown) => {
		const inner = from.read(value);
		const written = inner instanceof Problem || inner === LEAVE_OUT ? inner : to.write(inner);
		if (written === LEAVE_OUT) return 'left out';
		return written instanceof Problem ? `rule: ${written.rule}` : written;
	};
	return { forward: via(source, target), reverse: via(target, source) };
}

/** The Problem that a value is rejected with. */
export function problemOf(name: TypeName, settings: Settings, value: unknown, direction: 'forward' | 'reverse' = 'forward'): Problem {
	const { source, target } = compiled(name, settings);
	const [from, to] = direction === 'forward' ? [source, target] : [target, source];
	const inner = from.read(value);
	const result = inner instanceof Problem ? inner : to.write(inner);
	if (result instanceof Problem) return result;
	throw new Error(`not rejected: ${String(result)}`);
}

/** Why the settings are refused; throws if they are not. */
export function refused(name: TypeName, settings: Settings, pairs: readonly ValuePair[] = []): string {
	const type = compile(name, settings, pairs);
	if (type instanceof Problem) return type.message;
	throw new Error('the settings were accepted');
}
