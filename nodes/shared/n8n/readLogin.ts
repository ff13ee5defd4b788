import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { StateProblem } from '../state/port';
import { readAuthorities } from '../state/postgres/authorities';
import type { DatabaseLogin } from '../state/postgres/login';

/** As PostgreSQL names schemas without quotes, so that the queries of the docs work with it. */
const SCHEMA_NAME = /^[a-z_][a-z0-9_]{0,62}$/;
const MOST_CONNECTIONS = 100;

/**
 * The credential as plain data.
 *
 * @throws StateProblem that says which field is wrong
 */
export function readLogin(fields: ICredentialDataDecryptedObject): DatabaseLogin {
	const text = (name: string): string => {
		const value = fields[name];
		return typeof value === 'string' ? value.trim() : '';
	};
	const whole = (label: string, value: unknown, least: number, most: number): number => {
		if (Number.isInteger(value) && (value as number) >= least && (value as number) <= most) return value as number;
		throw wrong(label, `is ${String(value)}`, `a whole number from ${least} to ${most}`);
	};
	const needed = (label: string, name: string, example: string): string => {
		const value = text(name);
		if (value === '') throw wrong(label, 'is empty', `for example ${example}`);
		return value;
	};
	const schema = needed('Schema', 'schema', 'sync_kit');
	if (!SCHEMA_NAME.test(schema)) throw wrong('Schema', `is "${schema}"`, 'a name of lower-case letters, digits and _');
	const tls = text('tls');
	if (tls !== 'disable' && tls !== 'require' && tls !== 'verify') throw wrong('TLS', `is "${tls}"`, 'Off, Require or Verify');
	const password = fields['password'];
	const key = fields['encryptionSecret'];
	const ca = tls === 'verify' && text('ca') !== '' ? readAuthorities(text('ca')) : '';
	if (ca === undefined) throw wrong('CA Certificate', 'cannot be read', 'all of the text of the file you have from your hoster, from -----BEGIN CERTIFICATE----- to -----END CERTIFICATE-----');
	return {
		host: needed('Host', 'host', 'localhost'),
		port: whole('Port', fields['port'], 1, 65_535),
		database: needed('Database', 'database', 'n8n'),
		user: needed('User', 'user', 'n8n'),
		// Spaces may belong to these two.
		password: typeof password === 'string' ? password : '',
		...(typeof key === 'string' && key !== '' ? { encryptionKey: key } : {}),
		schema,
		tls,
		...(ca !== '' ? { ca } : {}),
		poolSize: whole('Most Connections', fields['poolSize'], 1, MOST_CONNECTIONS),
	};
}

function wrong(label: string, is: string, shouldBe: string): StateProblem {
	return new StateProblem('database', `${label} in the credential ${is}`, `Set it to ${shouldBe}.`);
}
