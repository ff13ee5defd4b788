import { getOwn, isRecord } from '../shared/record/json';
import type { FieldRow, MappingRow, PartsRow } from './definition';
import { readMissing } from './missingPolicy';
import { isPartsTypeName, PARTS_TYPES, type PartsTypeName } from './parts';
import { hasParts, readParts } from './parts/readParts';
import { Problem } from './problem';
import { compileSelector, type FieldSelector } from './selector/selector';
import { isTypeName, TYPES, type TypeName } from './types';
import { badChoice, oneOf, readSettings } from './types/settings';
import { WAYS, type ValuePair } from './types/type';

/** @returns one row of the parameters, checked for shape, or what is wrong with it */
export function readRow(row: unknown, label: string): MappingRow | Problem {
	if (!isRecord(row)) return new Problem('badRow', 'it is not a row', 'Give each row a source and a target field.');
	const type = row['type'] ?? 'text';
	if (!isTypeName(type) && !isPartsTypeName(type)) {
		const names = [...Object.keys(TYPES), ...Object.keys(PARTS_TYPES)];
		return new Problem('badType', `there is no type "${String(type)}"`, `Choose one of ${names.join(', ')}.`);
	}
	const way = oneOf(WAYS, row['way']);
	if (way === undefined) return badChoice('Use This Row', row['way'], WAYS);
	const specs = isTypeName(type) ? TYPES[type].settings : PARTS_TYPES[type].settings;
	const settings = readSettings(part(row, `${type}Settings`), specs);
	if (settings instanceof Problem) return settings;
	const forward = readMissing(part(row, 'missing'));
	if (forward instanceof Problem) return forward;
	const reverse = readMissing(part(row, 'missingReverse'));
	if (reverse instanceof Problem) return reverse;
	const fields = isTypeName(type) ? readFields(row, type) : readSeveral(row, type);
	if (fields instanceof Problem) return fields;
	return {
		...fields,
		label,
		way,
		settings,
		pairs: readPairs(part(row, 'enumValues')['pair']),
		missing: { forward, reverse },
		ignoreNoValueWords: part(row, 'missing')['ignoreWords'] === true || part(row, 'missingReverse')['ignoreWords'] === true,
	};
}

function readFields(row: Record<string, unknown>, type: TypeName): Pick<FieldRow, 'kind' | 'type' | 'source' | 'target'> | Problem {
	const source = readPath(textOf(row, 'source'));
	if (source instanceof Problem) return source;
	const target = readPath(textOf(row, 'target') || source.text);
	if (target instanceof Problem) return target;
	if (source.lists.length !== target.lists.length) {
		return new Problem(
			'badPath',
			`${source.text} and ${target.text} do not go through the same number of lists`,
			'Both fields of a row have as many [*], for example lines[*].sku and items[*].code, or tags[*] for a list of values.',
		);
	}
	return { kind: 'field', type, source, target };
}

function readSeveral(
	row: Record<string, unknown>,
	type: PartsTypeName,
): Pick<PartsRow, 'kind' | 'type' | 'source' | 'target' | 'partsIn' | 'parts' | 'whole'> | Problem {
	const source = { text: textOf(row, 'source') };
	const target = { text: textOf(row, 'target') };
	const partsIn = hasParts(source.text) ? 'source' : 'target';
	const [several, one] = partsIn === 'source' ? [source, target] : [target, source];
	if (!hasParts(several.text) || hasParts(one.text)) {
		return new Problem('badTemplate', 'it needs a template on one side, and one field on the other', 'Write, for example, {first} {last} as the source and name as the target.');
	}
	const parts = readParts(several.text);
	if (parts instanceof Problem) return parts;
	const whole = readPath(one.text);
	if (whole instanceof Problem) return whole;
	if (whole.lists.length > 0) return new Problem('badPath', `${one.text} goes through a list, and this row makes one value`, 'Name one field.');
	return { kind: 'parts', type, source, target, partsIn, parts, whole };
}

function readPath(text: string): FieldSelector | Problem {
	const result = compileSelector(text);
	if (result.ok) return result.selector;
	return new Problem('badPath', result.problem, 'Write a field name, or a path such as address.street, emails[0].value, emails[type=work].value or ["a.b"].');
}

function textOf(from: Record<string, unknown>, name: string): string {
	const value = getOwn(from, name);
	return typeof value === 'string' ? value : '';
}

function part(from: unknown, name: string): Record<string, unknown> {
	const value = isRecord(from) ? getOwn(from, name) : undefined;
	return isRecord(value) ? value : {};
}

function readPairs(typed: unknown): ValuePair[] {
	if (!Array.isArray(typed)) return [];
	return typed.map((pair: unknown) => ({ source: scalarText(pair, 'source'), target: scalarText(pair, 'target') }));
}

function scalarText(from: unknown, name: string): string {
	const value = isRecord(from) ? getOwn(from, name) : undefined;
	return value === undefined || value === null ? '' : String(value);
}
