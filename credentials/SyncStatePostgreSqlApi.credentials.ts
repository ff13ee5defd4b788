import type { Icon, ICredentialType, INodeProperties } from 'n8n-workflow';

/** The database that holds what syncs remember. Tested by the nodes that use it (`testStateDatabase`). */
export class SyncStatePostgreSqlApi implements ICredentialType {
	name = 'syncStatePostgreSqlApi';

	displayName = 'Sync State PostgreSQL API';

	icon: Icon = { light: 'file:syncState.svg', dark: 'file:syncState.dark.svg' };

	documentationUrl = 'https://github.com/sync-kit/n8n-nodes-sync-kit/blob/main/docs/state.md';

	properties: INodeProperties[] = [
		{
			displayName: 'Host',
			name: 'host',
			type: 'string',
			default: 'localhost',
			required: true,
			placeholder: 'e.g. postgres.example.com',
			description: 'Name or address of the PostgreSQL server, or of PgBouncer in front of it',
		},
		{
			displayName: 'Port',
			name: 'port',
			type: 'number',
			default: 5432,
			required: true,
			description: 'The port it listens on; PgBouncer mostly has 6432',
		},
		{
			displayName: 'Database',
			name: 'database',
			type: 'string',
			default: 'n8n',
			required: true,
			placeholder: 'e.g. n8n',
			description: 'The database in which the tables are created. It may be the one n8n itself uses: the tables have a schema of their own.',
		},
		{
			displayName: 'User',
			name: 'user',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. sync_kit',
			description: 'Who connects. It needs the right to create a schema, or a schema that belongs to it.',
		},
		{
			displayName: 'Password',
			name: 'password',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description: 'The password of that user',
		},
		{
			displayName: 'Schema',
			name: 'schema',
			type: 'string',
			default: 'sync_kit',
			required: true,
			placeholder: 'e.g. sync_kit',
			description: 'Where the tables are, and nothing else: they create and upgrade themselves',
		},
		{
			displayName: 'TLS',
			name: 'tls',
			type: 'options',
			default: 'require',
			options: [
				{ name: 'Off', value: 'disable', description: 'Nothing is encrypted: for a database on the same machine or in the same private network' },
				{ name: 'Require', value: 'require', description: 'Everything is encrypted; who the server is, is not checked' },
				{ name: 'Verify', value: 'verify', description: 'Everything is encrypted, and the server\'s certificate and name are checked' },
			],
			description: 'Whether the connection is encrypted, and whether the server has to prove who it is',
		},
		{
			displayName: 'CA Certificate',
			name: 'ca',
			type: 'string',
			typeOptions: { rows: 4 },
			default: '',
			placeholder: 'e.g. -----BEGIN CERTIFICATE-----',
			displayOptions: { show: { tls: ['verify'] } },
			description: 'Of the authority that signed the server\'s certificate, in PEM form, as hosters of PostgreSQL offer it for download. Empty: any authority n8n trusts by itself.',
		},
		{
			displayName: 'Most Connections',
			name: 'poolSize',
			type: 'number',
			typeOptions: { minValue: 1, maxValue: 100 },
			default: 5,
			description: 'How many connections each n8n process may open. They are closed when nobody needs them.',
		},
		{
			displayName: 'Encryption Key',
			name: 'encryptionSecret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description: 'If set, results and payloads that nodes are asked to keep are encrypted with it. Whoever loses it can no longer read those, and all else stays readable.',
		},
	];
}
