import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { copySync, type CopyDone } from '../../shared/n8n/copyStores';
import { hint } from '../../shared/n8n/explainState';
import { failNode } from '../../shared/n8n/items';
import { isTestRun } from '../../shared/n8n/openState';
import { findCollection } from './collections';

/** Copies what the sync remembers from one store to the other, once, whatever the number of items. */
export async function copyState(ctx: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const sync = ctx.getNodeParameter('sync', 0) as string;
	const from = ctx.getNodeParameter('copyFrom', 0) as string;
	const ifNotEmpty = ctx.getNodeParameter('ifNotEmpty', 0) as string;
	const afterwards = ctx.getNodeParameter('sourceAfterwards', 0) as string;
	if (from !== 'staticData' && from !== 'postgres') failNode(ctx, `From is "${from}"`, 'Choose Workflow Static Data or PostgreSQL.');
	if (ifNotEmpty !== 'stop' && ifNotEmpty !== 'replace') failNode(ctx, `"If the Target Remembers Something" is "${ifNotEmpty}"`, 'Choose Stop or Replace.');
	if (afterwards !== 'close' && afterwards !== 'keepOpen') failNode(ctx, `"Source Afterwards" is "${afterwards}"`, 'Choose Close It or Keep It Open.');
	const isTest = isTestRun(ctx);
	const lookOnly = isTest && ctx.getNodeParameter('options.copyInTestRuns', 0, false) !== true;

	const close = afterwards === 'close';
	const done = await copySync(ctx, { sync, from, ifNotEmpty, close, lookOnly, find: findCollection });
	if (done.result.kind === 'refused') failNode(ctx, done.result.message, done.result.description);
	for (const sentence of whatToKnow(done, { sync, isTest, lookOnly, ifNotEmpty, close })) hint(ctx, sentence, lookOnly ? 'warning' : 'info');
	return [[{ json: { sync, ...tell(done, lookOnly, close) }, pairedItem: { item: 0 } }]];
}

function tell({ from, to, result }: CopyDone, lookOnly: boolean, close: boolean): IDataObject {
	if (result.kind === 'refused') return {};
	const { collections, replaced } = result;
	return {
		from: from.words,
		to: to.words,
		copied: !lookOnly,
		entries: collections.reduce((sum, { found }) => sum + found, 0),
		replaced,
		source: close && !lookOnly ? 'closed' : 'open',
		collections: collections.map((collection) => ({ ...collection })),
	};
}

interface Circumstances {
	sync: string;
	isTest: boolean;
	lookOnly: boolean;
	ifNotEmpty: 'stop' | 'replace';
	close: boolean;
}

function whatToKnow({ to, from, result }: CopyDone, { sync, isTest, lookOnly, ifNotEmpty, close }: Circumstances): string[] {
	const said: string[] = [];
	if (lookOnly) {
		said.push('Test run: this shows what would be copied. Nothing was. To copy, run the workflow in production, or turn on the option Copy in Test Runs.');
		if (result.kind === 'copied' && result.replaced > 0 && ifNotEmpty === 'stop') said.push(`There are ${result.replaced} entries in ${to.words} already: unless that memory is closed, the copy would stop, since "If the Target Remembers Something" says so.`);
		return said;
	}
	const name = to.kind === 'postgres' ? 'PostgreSQL' : 'Workflow Static Data';
	said.push(`Now set State to ${name} in all other nodes of "${sync}".${close ? ` Those left in ${from.words} stop with an error that says so.` : ''}`);
	if (to.kind === 'staticData') said.push('What stood encrypted in PostgreSQL stands in the workflow as it is: static data is not encrypted.');
	if (isTest) said.push('The workflow\'s static data changed at once, and becomes permanent with the next production run of this workflow. If n8n is restarted before that, copy again.');
	return said;
}
