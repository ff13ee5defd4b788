import type { Execution, NodeRun } from '../platform';

/** Why one field of one record has the value it has, as a node of ours said. */
export interface Explanation {
	id: string;
	/** The system the value is to be written to; undefined where nothing is written (a conflict to review, say). */
	system: string | undefined;
	field: string;
	rule: string;
	winner: string | undefined;
	lost: { system: string; value: unknown }[];
	/** `review` where the node put it to a person. */
	verdict: string | undefined;
}

const SYNC_KEY = '_sync';

/** All explanations that stand in an execution, each once: later nodes hand the same ones on. */
export function explanationsIn(execution: Execution): Explanation[] {
	const found = new Map<string, Explanation>();
	for (const run of Object.values(execution.runs).flat()) {
		for (const json of outputs(run)) {
			for (const explanation of explanationsOn(json)) {
				const { id, system, field, verdict } = explanation;
				found.set(JSON.stringify([id, system, field, verdict]), explanation);
			}
		}
	}
	return [...found.values()];
}

function outputs(run: NodeRun): Record<string, unknown>[] {
	return (run.data?.main ?? []).flatMap((items) => (items ?? []).map(({ json }) => json));
}

function explanationsOn(json: Record<string, unknown>): Explanation[] {
	const sync = json[SYNC_KEY];
	if (!isObject(sync) || !isObject(sync['reasons'])) return [];
	return Object.entries(sync['reasons']).flatMap(([field, reason]) => {
		if (!isObject(reason)) return [];
		return {
			id: String(sync['key']),
			system: text(sync['system']),
			field,
			rule: String(reason['rule']),
			winner: text(reason['winner']),
			lost: Array.isArray(reason['lost']) ? (reason['lost'] as Explanation['lost']) : [],
			verdict: text(sync['verdict']),
		};
	});
}

function text(value: unknown): string | undefined {
	return typeof value === 'string' ? value : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
