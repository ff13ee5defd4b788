import type { INodeProperties } from 'n8n-workflow';

export const STATE_CREDENTIAL = 'syncStatePostgreSqlApi';

/**
 * When a node asks for the credential. Each node's description lists it itself, with `testedBy: 'testStateDatabase'`:
 * n8n's lint looks for it there.
 */
export const whenInDatabase = { show: { stateIn: ['postgres'] } };

/** For a node with operations that need the credential and have no State: it is asked for unless static data is chosen. */
export const unlessInStaticData = { hide: { stateIn: ['staticData'] } };

const stateIn: INodeProperties = {
	displayName: 'State',
	name: 'stateIn',
	type: 'options',
	noDataExpression: true,
	default: 'staticData',
	options: [
		{
			name: 'PostgreSQL',
			value: 'postgres',
			description: 'In a database: for queue mode, several workers or n8n instances, several workflows of one sync, and much to remember',
		},
		{
			name: 'Workflow Static Data',
			value: 'staticData',
			description: 'In n8n itself, with the workflow: nothing to install. For one n8n process.',
		},
	],
	description: 'Where this node remembers. All nodes of one sync need the same.',
};

export const stateNamespace: INodeProperties = {
	displayName: 'Namespace',
	name: 'stateNamespace',
	type: 'string',
	noDataExpression: true,
	default: '',
	placeholder: 'e.g. client-a',
	description:
		'Keeps syncs of the same name apart that share a database. With the same namespace and Sync Name, workflows share what they remember.',
};

/** Where the editor shows the credential: below State, which asks for it. Without this it would stand above. */
export const credentialSlot: INodeProperties = { displayName: 'Credentials', name: 'credentials', type: 'credentials', default: '' };

/** The fields that say where state is kept, for below the Sync Name. @param show when, if not always */
export function stateFields(show: Record<string, (string | boolean)[]> = {}): INodeProperties[] {
	return [
		{ ...stateIn, ...(Object.keys(show).length === 0 ? {} : { displayOptions: { show } }) },
		{ ...credentialSlot, displayOptions: { show: { ...show, ...whenInDatabase.show } } },
		{ ...stateNamespace, displayOptions: { show: { ...show, ...whenInDatabase.show } } },
	];
}
