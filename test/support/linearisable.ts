/**
 * Whether a recorded history of operations on one key could have happened one after the other: each at some moment
 * between its call and its answer, with just these answers. Wing and Gong's search ("Testing and Verifying Concurrent
 * Objects", 1993), with Lowe's memory of configurations that led nowhere.
 */
export interface Recorded<Op> {
	/** When it was called and when it answered, on one clock. */
	readonly called: number;
	readonly answered: number;
	/** The operation with its answer. */
	readonly op: Op;
}

/**
 * @param step the state after the operation, or undefined if it could not have had its answer in this state
 * @param name of a state; equal states have equal names
 */
export function isLinearisable<Op, State>(
	history: readonly Recorded<Op>[],
	start: State,
	step: (state: State, op: Op) => State | undefined,
	name: (state: State) => string,
): boolean {
	const events = [...history].sort((a, b) => a.called - b.called);
	const seen = new Set<string>();
	/** Everything before `from` is placed; of the rest, `placed` is too. */
	const stack: { from: number; placed: ReadonlySet<number>; state: State }[] = [{ from: 0, placed: new Set(), state: start }];
	for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
		const { from, placed, state } = at;
		if (from === events.length) return true;
		// Whoever was called after another had answered cannot come before it.
		let firstAnswer = Infinity;
		for (let i = from; i < events.length && events[i]!.called <= firstAnswer; i += 1) {
			if (!placed.has(i)) firstAnswer = Math.min(firstAnswer, events[i]!.answered);
		}
		for (let i = from; i < events.length && events[i]!.called <= firstAnswer; i += 1) {
			if (placed.has(i)) continue;
			const next = step(state, events[i]!.op);
			if (next === undefined) continue;
			const rest = new Set(placed).add(i);
			let begin = from;
			while (rest.delete(begin)) begin += 1;
			const id = `${begin} ${[...rest].sort((a, b) => a - b).join(',')} ${name(next)}`;
			if (seen.has(id)) continue;
			seen.add(id);
			stack.push({ from: begin, placed: rest, state: next });
		}
	}
	return false;
}
