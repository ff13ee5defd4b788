import { isRecord } from '../../shared/record/json';
import { Problem } from '../problem';
import type { SettingSpec } from './type';

/**
 * Completes the settings of one type as they stand in the table.
 *
 * @param typed what was typed in; what is missing has its default
 */
export function readSettings(
	typed: Record<string, unknown>,
	specs: Readonly<Record<string, SettingSpec>>,
): Record<string, unknown> | Problem {
	const settings: Record<string, unknown> = {};
	for (const [name, spec] of Object.entries(specs)) {
		const value = readSetting(name, typed[name], spec);
		if (value instanceof Problem) return value;
		settings[name] = value;
	}
	return settings;
}

function readSetting(name: string, value: unknown, spec: SettingSpec): unknown {
	if ('choice' in spec) return oneOf(spec.choice, value) ?? badChoice(name, value, spec.choice);
	if ('text' in spec) return typeof value === 'string' ? value : spec.text;
	if ('flag' in spec) return typeof value === 'boolean' ? value : spec.flag;
	if ('nested' in spec) return isRecord(value) ? value : {};
	if (value === undefined || value === '') return undefined;
	const count = Number(value);
	return Number.isInteger(count) && count >= 0 && count <= spec.count
		? count
		: new Problem('badSetting', `"${String(value)}" is no choice for ${name}`, `Choose a whole number from 0 to ${spec.count}.`);
}

/** @returns the choice made, the first one if none was made, or undefined for one that does not exist */
export function oneOf<C extends string>(allowed: readonly C[], value: unknown): C | undefined {
	return value === undefined ? allowed[0] : allowed.find((choice) => choice === value);
}

export function badChoice(name: string, value: unknown, allowed: readonly string[]): Problem {
	return new Problem('badSetting', `"${String(value)}" is no choice for ${name}`, `Choose one of ${allowed.join(', ')}.`);
}
