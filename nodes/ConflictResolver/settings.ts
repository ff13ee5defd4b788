import type { IExecuteFunctions } from 'n8n-workflow';
import type { IfStateLost } from '../shared/n8n/descriptions';
import { failNode } from '../shared/n8n/items';
import type { Complain } from './complain';
import { compileDefinition, type CompiledDefinition } from './compileDefinition';
import { compileSystems, type System } from './compileSystems';
import { readEventSettings, type EventSettings } from './eventSettings';
import { DEFAULT_REVIEW } from './optionProperties';
import { readDefinition } from './readDefinition';

/** How this node puts the sync into practice, beside what the sync is. */
export interface RunOptions {
	readonly write: 'changed' | 'whole';
	readonly emptyInput: 'leaveOutKnown' | 'leaveOut' | 'stop';
	readonly ifStateLost: IfStateLost;
	readonly inSync: 'items' | 'none';
	/** Each write carries what its system showed before. */
	readonly keepBefore: boolean;
	readonly repeatOpen: boolean;
	readonly review: ReadonlySet<string>;
	readonly reviewForm: 'nested' | 'flat';
	/** Undefined in the mode Compare. */
	readonly event: EventSettings | undefined;
}

/** The node's parameters, read once and checked. */
export type Settings = CompiledDefinition & RunOptions;

interface RawOptions {
	emptyInput?: RunOptions['emptyInput'];
	ifStateLost?: IfStateLost;
	inSync?: RunOptions['inSync'];
	before?: boolean;
	repeatOpen?: boolean;
	review?: string[];
	reviewForm?: RunOptions['reviewForm'];
}

export function readSettings(ctx: IExecuteFunctions): Settings {
	const compiled = compileDefinition(readDefinition(ctx));
	if (compiled.ok) return { ...compiled.definition, ...readRunOptions(ctx, compiled.definition.systems) };
	const { message, description } = compiled.problems[0]!;
	return failNode(ctx, message, description);
}

/** What operations need that compare nothing. */
export interface Basics {
	readonly sync: string;
	readonly systems: readonly System[];
	/** Path of the record key, as given. */
	readonly key: string;
}

export function readBasics(ctx: IExecuteFunctions): Basics {
	const complain: Complain = (message, description) => failNode(ctx, message, description);
	const { sync, systems, key } = readDefinition(ctx);
	return { sync, systems: compileSystems(systems, complain), key };
}

function readRunOptions(ctx: IExecuteFunctions, systems: readonly System[]): RunOptions {
	const options = ctx.getNodeParameter('options', 0, {}) as RawOptions;
	const isEvent = ctx.getNodeParameter('mode', 0, 'compare') === 'event';
	return {
		write: ctx.getNodeParameter('write', 0, 'changed') === 'whole' ? 'whole' : 'changed',
		emptyInput: options.emptyInput ?? 'leaveOutKnown',
		ifStateLost: options.ifStateLost ?? 'stop',
		inSync: options.inSync ?? 'items',
		keepBefore: options.before ?? false,
		repeatOpen: options.repeatOpen ?? true,
		review: new Set(options.review ?? DEFAULT_REVIEW),
		reviewForm: options.reviewForm ?? 'nested',
		event: isEvent ? readEventSettings(ctx, systems) : undefined,
	};
}
