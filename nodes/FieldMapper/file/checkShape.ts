import { getOwn, isRecord } from '../../shared/record/json';
import { Problem, show } from '../problem';
import type { SettingSpec, SettingSpecs } from '../types/type';
import type { Shape, Shapes } from './specs';

/** Every way in which an object of the file is not what it should be. @param where what messages call it, '' for a row itself */
export function checkObject(value: Record<string, unknown>, shapes: Shapes, where: string): Problem[] {
	return Object.keys(value).flatMap((name) => {
		const shape = Object.prototype.hasOwnProperty.call(shapes, name) ? shapes[name] : undefined;
		if (shape === undefined) return [unknownName(name, Object.keys(shapes), where)];
		return checkValue(getOwn(value, name), shape, where === '' ? name : `${where}.${name}`);
	});
}

function checkValue(value: unknown, shape: Shape, name: string): Problem[] {
	switch (shape.is) {
		case 'text':
			return typeof value === 'string' ? [] : [wrong(name, value, 'text')];
		case 'flag':
			return typeof value === 'boolean' ? [] : [wrong(name, value, 'true or false')];
		case 'choice':
			return shape.of.includes(value as string) ? [] : [wrong(name, value, `one of ${shape.of.join(', ')}`)];
		case 'words':
			return Array.isArray(value) && value.every((word) => typeof word === 'string' && word !== '') ? [] : [wrong(name, value, 'a list of words')];
		case 'pairs':
			return Array.isArray(value) && value.every(isPair) ? [] : [wrong(name, value, 'a list of { "source": "A", "target": "active" }')];
		case 'object':
			return isRecord(value) ? checkObject(value, shape.parts, name) : [wrong(name, value, 'an object')];
		case 'settings':
			return isRecord(value) ? [] : [wrong(name, value, 'an object')];
		case 'rows':
			return Array.isArray(value) ? [] : [wrong(name, value, 'a list of rows')];
	}
}

/** @param type what messages call the type the settings belong to */
export function checkSettings(settings: Record<string, unknown>, specs: SettingSpecs, type: string): Problem[] {
	return Object.keys(settings).flatMap((name) => {
		const spec = Object.prototype.hasOwnProperty.call(specs, name) ? specs[name] : undefined;
		if (spec === undefined) return [unknownName(name, Object.keys(specs), `the settings of type ${type}`)];
		const expected = unlessSetting(getOwn(settings, name), spec);
		return expected === undefined ? [] : [wrong(`settings.${name}`, getOwn(settings, name), expected)];
	});
}

/** @returns what the setting should be, in words; undefined if it is that */
function unlessSetting(value: unknown, spec: SettingSpec): string | undefined {
	if ('choice' in spec) return spec.choice.includes(value as string) ? undefined : `one of ${spec.choice.join(', ')}`;
	if ('text' in spec) return typeof value === 'string' ? undefined : 'text';
	if ('flag' in spec) return typeof value === 'boolean' ? undefined : 'true or false';
	if ('nested' in spec) return isRecord(value) ? undefined : 'an object';
	return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= spec.count ? undefined : `a whole number from 0 to ${spec.count}`;
}

function isPair(pair: unknown): boolean {
	if (!isRecord(pair)) return false;
	const names = Object.keys(pair);
	return names.length === 2 && typeof getOwn(pair, 'source') === 'string' && typeof getOwn(pair, 'target') === 'string';
}

function wrong(name: string, value: unknown, expected: string): Problem {
	return new Problem('badFile', `${name} is ${show(value)}`, `It has to be ${expected}.`);
}

function unknownName(name: string, known: readonly string[], where: string): Problem {
	const near = known.find((one) => one.toLowerCase() === name.toLowerCase()) ?? known.find((one) => one.startsWith(name) || name.startsWith(one));
	return new Problem(
		'badFile',
		`there is no ${show(name)}${where === '' ? '' : ` in ${where}`}`,
		near === undefined ? `Possible are ${known.join(', ')}.` : `Did you mean ${show(near)}?`,
	);
}
