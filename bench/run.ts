// npm run bench [-- --quick] [-- guard linker mapper resolver detector checkpoint outcome queue state]: our nodes in n8n's real engine against n8n's own.
import { Engine } from './engine';
import { benchCheckpoint } from './checkpoint';
import { benchDetector } from './detector';
import { benchGuard } from './guard';
import { benchLinker } from './linker';
import { benchMapper } from './mapper';
import { startN8n } from './n8n';
import type { Outcome } from './outcome';
import { planFor, type Plan, type Section } from './plan';
import { benchQueue } from './queue';
import { printOutcomes, writeOutcomes } from './report';
import { benchResolver } from './resolver';
import { expressionMs } from './sandbox';
import { benchSettle } from './settle';
import { benchState } from './state';

const BENCHES: Record<Section, (engine: Engine, plan: Plan) => Promise<Outcome>> = {
	guard: benchGuard,
	linker: benchLinker,
	mapper: benchMapper,
	resolver: benchResolver,
	detector: benchDetector,
	checkpoint: benchCheckpoint,
	outcome: benchSettle,
	queue: benchQueue,
	state: benchState,
};

async function main(): Promise<void> {
	const plan = planFor(process.argv.slice(2));
	const n8n = await startN8n();
	try {
		const engine = new Engine(n8n);
		const perExpression = await expressionMs(engine);
		const outcomes: Outcome[] = [];
		for (const section of plan.sections) outcomes.push(await BENCHES[section](engine, plan));
		const facts = { n8n: n8n.version, node: process.version, expressionMs: perExpression };
		printOutcomes(outcomes, facts);
		writeOutcomes(outcomes, facts);
	} finally {
		await n8n.stop();
	}
}

main().then(
	() => process.exit(),
	(error: unknown) => {
		process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
		process.exit(1);
	},
);
