import type { Engine } from './engine';

let workflows = 0;

/** Our nodes keep their memory by workflow id for the life of the process: a fresh start needs a new one. */
export async function newWorkflow(engine: Engine): Promise<string> {
	const id = `bench-${(workflows += 1)}`;
	await engine.n8n.addWorkflow(id);
	return id;
}
