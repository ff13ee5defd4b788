import { getOwn, isRecord } from '../record/json';
import type { MappingForm, ProfileProblem } from './profile';

export interface ProfileJson {
	readonly json: unknown;
	readonly mappingForm: MappingForm;
}

/**
 * The profile as the Sync Profile node's settings hold it, by rows or as JSON.
 *
 * @param parameters as n8n stores them, defaults filled in
 * @returns what `readProfile` is to check, or why there is nothing to check
 */
export function profileFromParameters(parameters: object): ProfileJson | { problems: ProfileProblem[] } {
	if (getOwn(parameters, 'defineBy') === 'json') return parse(getOwn(parameters, 'profileJson'));
	const options = partOf(parameters, 'options');
	const rows = (name: string): unknown[] => {
		const list = getOwn(partOf(parameters, name), 'rows');
		return Array.isArray(list) ? list : [];
	};
	const deletes = { mode: getOwn(parameters, 'deletes'), ...pick(options, ['mostRecords', 'mostPercent', 'rememberDays']) };
	const mapping = rows('mapping');
	const problems = [['System', rows('systems')], ['Field', rows('fields')], ['Mapping', mapping]].flatMap(
		([kind, list]) => (list as unknown[]).flatMap((row, i) => (hasExpression(row) ? [expressionProblem(`${kind as string} row ${i + 1}`)] : [])),
	);
	if (problems.length > 0) return { problems };
	return {
		mappingForm: 'editor',
		json: {
			sync: getOwn(parameters, 'sync'),
			key: getOwn(parameters, 'key'),
			systems: rows('systems').map((row) => (isRecord(row) ? withOneOverlap(row) : row)),
			fields: rows('fields').map((row) => (isRecord(row) ? withoutHidden(row) : row)),
			...(mapping.length === 0 ? {} : { mapping }),
			...pick(options, ['clockToleranceSeconds', 'recordsToRemember']),
			deletes,
		},
	};
}

/** Other nodes read these settings, where an expression would mean something else. */
function hasExpression(value: unknown): boolean {
	if (typeof value === 'string') return value.startsWith('={{');
	return typeof value === 'object' && value !== null && Object.values(value).some(hasExpression);
}

function expressionProblem(where: string): ProfileProblem {
	return { where, message: 'holds an expression', fix: 'Write the value out: a profile says the same to every node that reads it.' };
}

function parse(text: unknown): ProfileJson | { problems: ProfileProblem[] } {
	if (typeof text !== 'string') return { json: text, mappingForm: 'file' };
	try {
		return { json: JSON.parse(text) as unknown, mappingForm: 'file' };
	} catch (error) {
		const message = `is not JSON: ${(error as Error).message}`;
		return { problems: [{ where: 'The profile', message, fix: 'Paste the whole of an exported profile, from { to }.' }] };
	}
}

/** Settings of a policy that is no longer chosen stay in n8n's parameters, out of sight; they must not count. */
function withoutHidden(row: Record<string, unknown>): Record<string, unknown> {
	const { policy, order, listKey, ...rest } = row;
	return {
		...rest,
		...(policy === 'auto' ? {} : { policy }),
		...(policy === 'priority' ? { order } : {}),
		...(policy === 'keyedList' ? { listKey } : {}),
	};
}

/** The editor has an overlap for each kind of cursor, and shows the one that counts. */
function withOneOverlap({ overlapSeconds, overlapNumbers, ...row }: Record<string, unknown>): Record<string, unknown> {
	const overlap = row['cursorIs'] === 'number' ? overlapNumbers : row['cursorIs'] === 'page' ? undefined : overlapSeconds;
	return overlap === undefined ? row : { ...row, overlap };
}

function partOf(from: object, name: string): object {
	const value = getOwn(from, name);
	return isRecord(value) ? value : {};
}

function pick(from: object, names: readonly string[]): Record<string, unknown> {
	return Object.fromEntries(names.flatMap((name) => {
		const value = getOwn(from, name);
		return value === undefined ? [] : [[name, value]];
	}));
}
