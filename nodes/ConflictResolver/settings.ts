import type { IExecuteFunctions } from 'n8n-workflow';
import type { IfStateLost } from '../shared/n8n/descriptions';
import { failNode } from '../shared/n8n/items';
import { compilePath, type FieldPath } from '../shared/record/path';
import { DEFAULT_RECORD_CAP, DEFAULT_SKEW_MS } from '../shared/reconcile';
import { DEFAULT_REVIEW } from './optionProperties';
import { readFieldRules, readRule, splitNames, type NamedRule } from './ruleSettings';

export interface System {
	readonly name: string;
	readonly modified: FieldPath | undefined;
	readonly id: FieldPath | undefined;
}

/** The node's parameters, read once and checked. */
export interface Settings {
	readonly sync: string;
	readonly systems: readonly System[];
	readonly key: FieldPath;
	readonly defaultRule: NamedRule;
	readonly fieldRules: ReadonlyMap<string, NamedRule>;
	/** Undefined: all top-level fields. */
	readonly listed: readonly FieldPath[] | undefined;
	readonly ignored: ReadonlySet<string>;
	readonly write: 'changed' | 'whole';
	readonly skewMs: number;
	readonly creates: boolean;
	readonly emptyInput: 'leaveOutKnown' | 'leaveOut' | 'stop';
	readonly ifStateLost: IfStateLost;
	readonly inSync: 'items' | 'none';
	readonly cap: number;
	readonly repeatOpen: boolean;
	readonly review: ReadonlySet<string>;
}

interface Options {
	skew?: number;
	ignore?: string;
	missing?: string;
	emptyInput?: Settings['emptyInput'];
	ifStateLost?: IfStateLost;
	inSync?: Settings['inSync'];
	cap?: number;
	repeatOpen?: boolean;
	review?: string[];
}

export function readSettings(ctx: IExecuteFunctions): Settings {
	const parameter = (name: string): unknown => ctx.getNodeParameter(name, 0, undefined);
	const systems = readSystems(ctx);
	const names = systems.map((system) => system.name);
	const options = parameter('options') as Options;
	const key = readPath(ctx, 'Record Key', parameter('key'));
	const listed = parameter('compare') === 'listed' ? readFields(ctx, parameter('fields'), key) : undefined;
	const fieldRules = readFieldRules(ctx, names, parameter('fieldRules'));
	for (const field of fieldRules.keys()) {
		if (listed === undefined || listed.some((path) => path.text === field)) continue;
		failNode(ctx, `There is a rule for "${field}", which is not among the fields to compare`, 'Add it to Fields, or remove its row from Rules per Field.');
	}
	return {
		sync: parameter('sync') as string,
		systems,
		key,
		defaultRule: readRule(ctx, names, 'all fields', parameter('rule'), () => parameter('owner'), () => parameter('order')),
		fieldRules,
		listed,
		ignored: new Set(splitNames(options.ignore)),
		write: parameter('write') === 'whole' ? 'whole' : 'changed',
		skewMs: readNumber(ctx, 'Clock Tolerance', options.skew ?? DEFAULT_SKEW_MS / 1000, 0) * 1000,
		creates: options.missing !== 'leave',
		emptyInput: options.emptyInput ?? 'leaveOutKnown',
		ifStateLost: options.ifStateLost ?? 'stop',
		inSync: options.inSync ?? 'items',
		cap: Math.floor(readNumber(ctx, 'Records to Remember', options.cap ?? DEFAULT_RECORD_CAP, 1)),
		repeatOpen: options.repeatOpen ?? true,
		review: new Set(options.review ?? DEFAULT_REVIEW),
	};
}

export function readSystems(ctx: IExecuteFunctions): System[] {
	const { rows = [] } = ctx.getNodeParameter('systems', 0, {}) as { rows?: { name?: unknown; modified?: unknown; id?: unknown }[] };
	if (rows.length < 2 || rows.length > 5) {
		failNode(ctx, `There are ${rows.length} systems: two to five are possible`, 'Add a row for each system under Systems.');
	}
	const seen = new Set<string>();
	return rows.map((row, i) => {
		const name = String(row.name ?? '').trim();
		if (name === '') failNode(ctx, `System ${i + 1} has no name`, 'Give it the name its input and output are to have, for example CRM.');
		if (seen.has(name)) failNode(ctx, `Two systems are called "${name}"`, 'Give each system a name of its own.');
		seen.add(name);
		const optional = (label: string, text: unknown): FieldPath | undefined =>
			String(text ?? '').trim() === '' ? undefined : readPath(ctx, `${label} of ${name}`, text);
		return { name, modified: optional('Modified Field', row.modified), id: optional('Record ID Field', row.id) };
	});
}

function readPath(ctx: IExecuteFunctions, label: string, text: unknown): FieldPath {
	const result = compilePath(String(text ?? '').trim());
	return result.ok ? result.path : failNode(ctx, `${label}: ${result.problem}`, 'Name a field (customerId) or a path (address.street).');
}

function readFields(ctx: IExecuteFunctions, text: unknown, key: FieldPath): FieldPath[] {
	const names = splitNames(text);
	if (names.length === 0) failNode(ctx, 'No fields to compare are listed', 'List them under Fields, separated by commas, or compare all fields.');
	const paths = [...new Set(names)].map((name) => readPath(ctx, 'Fields', name)).filter((path) => path.text !== key.text);
	for (const one of paths) {
		const outer = paths.find((other) => other !== one && other.steps.every((step, i) => one.steps[i] === step));
		if (outer !== undefined) {
			failNode(ctx, `"${one.text}" is part of "${outer.text}"`, 'List either the whole or its parts: one value cannot be settled twice.');
		}
	}
	return paths;
}

function readNumber(ctx: IExecuteFunctions, label: string, value: unknown, min: number): number {
	if (typeof value === 'number' && Number.isFinite(value) && value >= min) return value;
	return failNode(ctx, `${label} is not a number of at least ${min}`, `Enter a number of at least ${min} under Options.`);
}
