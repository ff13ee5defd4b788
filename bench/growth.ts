import { addRow, type Outcome } from './outcome';
import type { Plan } from './plan';
import { progress } from './progress';
import { race, type Contender } from './race';

/** An item of the largest batch may cost this many times one of the batch ten times smaller. */
const LINEAR = 2;

/**
 * What an item costs in ever larger batches; adds rows and a goal.
 *
 * @param samplerFor how to measure one run over so many items
 */
export async function growth(
	outcome: Outcome,
	plan: Plan,
	node: string,
	samplerFor: (count: number) => Contender['sample'] | Promise<Contender['sample']>,
): Promise<void> {
	const contenders: Contender[] = [];
	progress(`${node}: growth`);
	for (const count of plan.growth) contenders.push({ name: node, sample: await samplerFor(count) });
	const measured = await race(contenders, plan.rules);
	const perItem = measured.map(({ time }, i) => (1000 * time.cpu) / plan.growth[i]!);
	measured.forEach((one, i) => {
		addRow(outcome, `growth: ${plan.growth[i]!.toLocaleString('en')} items`, one, `${perItem[i]!.toFixed(1)} µs an item`);
	});
	const [before, last] = perItem.slice(-2) as [number, number];
	const [from, to] = plan.growth.slice(-2).map((count) => count.toLocaleString('en'));
	outcome.goals.push({
		goal: `${node} grows linearly: an item of ${to} costs at most ${LINEAR} × one of ${from}`,
		reached: last / before <= LINEAR,
		found: `${before.toFixed(1)} and ${last.toFixed(1)} µs`,
	});
}
