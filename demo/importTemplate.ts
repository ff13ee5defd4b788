import { join } from 'node:path';
import type { WorkflowDefinition } from './platform';
import { fillIn, readTemplate } from './template';
import type { World } from './world';

/**
 * Imports a template of the package and fills in what a person would.
 *
 * @param change what else a person would do to it
 * @returns the workflow's id
 */
export async function importTemplate({ n8n: { client }, crm, erp }: World, template: string, change: (definition: WorkflowDefinition) => void = () => {}): Promise<string> {
	const credentials = {
		postgres: await client.createCredential(`ERP for ${template}`, 'postgres', { ...erp.syncLogin, ssl: 'disable' }),
		httpHeaderAuth: await client.createCredential(`CRM for ${template}`, 'httpHeaderAuth', { name: 'x-api-key', value: crm.apiKeys.sync }),
	};
	const definition = fillIn(readTemplate(join(__dirname, '..', 'templates', `${template}.json`)), { crmUrl: crm.url, credentials });
	change(definition);
	return (await client.createWorkflow(definition)).id;
}
