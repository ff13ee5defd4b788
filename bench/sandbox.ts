/** Proof that n8n's sandboxed expressions are in use: what one costs. */
import type { Engine } from './engine';
import { editFields } from './editFields';
import { customer, items } from './items';
import { median } from './race';

/** Unsandboxed (legacy) expressions cost a hundredth of a millisecond. */
const TOO_CHEAP_MS = 0.05;

/** @throws Error if expressions are not evaluated in the sandbox a real n8n uses */
export async function expressionMs(engine: Engine): Promise<number> {
	const batch = items(500, customer);
	const samples: number[] = [];
	for (let round = 0; round < 4; round += 1) {
		const { time } = await engine.run('expressions', editFields(engine, { id: ['string', '={{ $json.id }}'] }), [batch]);
		samples.push(time.cpu / batch.length);
	}
	const ms = median(samples.slice(1));
	if (ms < TOO_CHEAP_MS) throw new Error(`One expression costs ${ms.toFixed(4)} ms: n8n's expression sandbox is not in use`);
	return ms;
}
