import type { IDataObject } from 'n8n-workflow';
import { setOwn } from '../shared/record/json';
import { fieldFingerprint, mergeRuleOf, reviewState, type Decision } from '../shared/reconcile';
import { agreedFingerprint, agreedSystems } from '../shared/reconcile/memory';
import { reshape } from '../shared/reconcile/reshape';
import type { Busy } from './resolve';
import { reviewId } from './reviewId';
import { keyOf, type Run } from './run';
import { targetIdOf } from './targetIds';

/** Chosen where none of the systems is right. */
export const TYPED_IN = 'value';

/** Decisions a person can still make, or make otherwise than the rule did. */
const CAN_BE_DECIDED: ReadonlySet<Decision['kind']> = new Set<Decision['kind']>(['undecided', 'settled', 'firstRun']);

export interface DecisionForm {
	readonly id: string;
	readonly choices: readonly string[];
}

/** What a person needs to decide a field; undefined where there is nothing to decide. */
export function decisionForm(run: Run, busy: Busy, decision: Decision): DecisionForm | undefined {
	const memory = busy.outcome.memory ?? busy.before;
	if (!CAN_BE_DECIDED.has(decision.kind) || memory === undefined) return undefined;
	const { settings, policy } = run;
	const key = keyOf(run, busy.record);
	const ids = settings.systems.flatMap(({ name }, system): [string, unknown][] => {
		const id = targetIdOf(run, busy.record, system);
		return id === undefined || id === key ? [] : [[name, id]];
	});
	const shown = settings.systems.flatMap(({ name }, system): [string, number][] => {
		const value = busy.rows[policy.systems[system]!]?.values[decision.field];
		return value === undefined ? [] : [[name, fieldFingerprint(policy, decision.field, value)]];
	});
	return {
		id: reviewId({
			sync: settings.sync,
			key,
			field: policy.shape.fields[decision.field]!,
			state: reviewState(policy.shape, memory, decision.field),
			merge: mergeRuleOf(policy.rules[decision.field]) ?? null,
			shown,
			ids,
		}),
		choices: [...shown.map(([name]) => name), TYPED_IN],
	};
}

/**
 * Who still shows what was last agreed: `agreed`, `changed`, or `new` for a system that was never seen to agree on the
 * field.
 */
export function baseStates({ settings, policy }: Run, { before, rows }: Busy, field: number): IDataObject {
	const states: IDataObject = {};
	const word = before === undefined ? 0 : (reshape(before, policy.shape).words[field] ?? 0);
	settings.systems.forEach(({ name }, system) => {
		const place = policy.systems[system]!;
		const value = rows[place]?.values[field];
		if (value === undefined) return;
		const knew = word !== 0 && (agreedSystems(word) & (1 << place)) !== 0;
		setOwn(states, name, !knew ? 'new' : agreedFingerprint(word) === fieldFingerprint(policy, field, value) ? 'agreed' : 'changed');
	});
	return states;
}
