import type { IExecuteFunctions, INode, INodeExecutionData } from 'n8n-workflow';
import { FieldMapper } from '../../../nodes/FieldMapper/FieldMapper.node';

/** The node's parameters, and what comes in. */
export interface Setup {
	items: unknown[];
	rows?: unknown[];
	direction?: string;
	words?: string;
	unmapped?: string;
	syncDetails?: string;
	continueOnFail?: boolean;
	binary?: object;
	/** Further parameters, by their path. */
	more?: Record<string, unknown>;
}

/** Runs the node on items; only what n8n hands to a node is a stand-in. */
export async function run(setup: Setup): Promise<{ mapped: INodeExecutionData[]; rejected: INodeExecutionData[]; hints: string[]; reads: number }> {
	const parameters: Record<string, unknown> = {
		direction: setup.direction ?? 'forward',
		'rows.row': setup.rows ?? [{ source: 'a', target: 'x', type: 'text' }],
		noValueWords: setup.words ?? '',
		unmapped: setup.unmapped ?? 'drop',
		...(setup.syncDetails === undefined ? {} : { 'options.syncDetails': setup.syncDetails }),
		...setup.more,
	};
	const hints: string[] = [];
	let reads = 0;
	const context = {
		getInputData: () => setup.items.map((json) => ({ json, ...(setup.binary === undefined ? {} : { binary: setup.binary }) })),
		getNodeParameter: (name: string, index: number, fallback: unknown) => {
			reads += 1;
			if (index !== 0) throw new Error('a parameter was read for each item');
			return name in parameters ? parameters[name] : fallback;
		},
		getNode: () => ({ name: 'Field Mapper', type: 'fieldMapper' }) as INode,
		continueOnFail: () => setup.continueOnFail ?? false,
		addExecutionHints: (hint: { message: string }) => hints.push(hint.message),
	} as unknown as IExecuteFunctions;
	const [mapped, rejected] = await new FieldMapper().execute.call(context);
	return { mapped: mapped!, rejected: rejected!, hints, reads };
}
