/** A Conflict Resolver in the real engine, by names instead of output numbers. */
import type { INodeExecutionData } from 'n8n-workflow';
import { ConflictResolver } from '../../nodes/ConflictResolver/ConflictResolver.node';
import { EngineN8n, type NodeSpec, type RunResult } from './engine';

export type Json = Record<string, unknown>;

let workflows = 0;

/** What one run put out. */
export interface ResolverRun {
	readonly result: RunResult;
	/** By system. */
	readonly writes: Record<string, Json[]>;
	readonly review: Json[];
	readonly inSync: Json[];
	readonly plan: Json[];
	readonly hints: string[];
	readonly error: RunResult['error'];
	/** Every item of every output. */
	readonly all: INodeExecutionData[];
}

/** One workflow with nodes of one sync: what it remembers goes on from run to run. */
export class ResolverFlow {
	readonly n8n = new EngineN8n();
	readonly workflowId = `resolver-flow-${(workflows += 1)}`;

	/** @param systems names, or rows as under Systems */
	constructor(
		private readonly systems: readonly (string | Json)[],
		private readonly parameters: Json = {},
	) {}

	get names(): string[] {
		return this.systems.map((system) => (typeof system === 'string' ? system : String(system['name'])));
	}

	/** The mode Compare, with each system's list. */
	async compare(lists: Record<string, readonly unknown[]>, parameters: Json = {}, more: Partial<NodeSpec> = {}): Promise<ResolverRun> {
		return await this.run(this.names.map((name) => lists[name] ?? []), parameters, more);
	}

	/** The mode Event, with changes as they arrived. */
	async events(events: readonly unknown[], parameters: Json = {}, more: Partial<NodeSpec> = {}): Promise<ResolverRun> {
		return await this.run([events], { mode: 'event', eventKind: 'event', ...parameters }, more);
	}

	async run(inputs: readonly (readonly unknown[])[], parameters: Json = {}, more: Partial<NodeSpec> = {}): Promise<ResolverRun> {
		const sources = Object.fromEntries(inputs.map((list, i) => [`Source ${i}`, deepFreeze(list.map((json): INodeExecutionData => ({ json: json as never })))]));
		const rows = this.systems.map((system) => (typeof system === 'string' ? { name: system } : system));
		const result = await this.n8n.run({
			workflowId: this.workflowId,
			sources,
			nodes: [{
				name: 'Resolve',
				type: new ConflictResolver(),
				parameters: { sync: 'customers', key: 'id', rule: 'priority', order: this.names.join(', '), systems: { rows }, ...this.parameters, ...parameters } as never,
				...more,
			}],
			wires: inputs.map((_, i) => [`Source ${i}`, 0, 'Resolve', i]),
		});
		const outputs = Array.from({ length: rows.length + 3 }, (_, i) => result.output('Resolve', i));
		const json = (i: number): Json[] => outputs[i]!.map((item) => item.json as Json);
		return {
			result,
			writes: Object.fromEntries(this.names.map((name, i) => [name, json(i)])),
			review: json(rows.length),
			inSync: json(rows.length + 1),
			plan: json(rows.length + 2),
			hints: result.hints('Resolve'),
			error: result.error,
			all: outputs.flat(),
		};
	}
}

export function deepFreeze<T>(value: T, depth = 0): T {
	// The engine marks the items themselves; what must not change is their content.
	if (typeof value === 'object' && value !== null && !Buffer.isBuffer(value) && depth < 300) {
		Object.values(value).forEach((inner) => deepFreeze(inner, depth + 1));
		if (depth > 1) Object.freeze(value);
	}
	return value;
}

export const syncOf = (json: Json | undefined): Json => (json?.['_sync'] ?? {}) as Json;

/** `operation record {fields}` of every planned write, by system, without what nobody compares. */
export function summary(run: ResolverRun): Record<string, unknown[]> {
	const plain = (json: Json): unknown => {
		const { _sync, ...fields } = json;
		return [(_sync as Json)['operation'], fields];
	};
	return Object.fromEntries(Object.entries(run.writes).filter(([, items]) => items.length > 0).map(([name, items]) => [name, items.map(plain)]));
}
