/** TLS between a node and a real PostgreSQL, with certificates good and bad; the credential's test goes the same way. */
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ICredentialTestFunctions } from 'n8n-workflow';
import { readLogin } from '../../nodes/shared/n8n/readLogin';
import { stateMethods } from '../../nodes/shared/n8n/testStateDatabase';
import { Database } from '../../nodes/shared/state/postgres/database';
import { makeAuthority, type Issued } from '../support/certificates';
import { dataDirectory, writeServerFile } from '../support/dataDirectory';
import { failure } from '../support/failure';
import { startPostgres } from '../support/postgres';

const database = startPostgres();
const ours = makeAuthority('Our Hoster Root');
const others = makeAuthority('Another Root');
const good = ours.issue(['localhost', '127.0.0.1']);

type Fields = Record<string, unknown>;
const schema = 'sync_kit';
const fields = (changes: Fields): Fields => ({ ...database.login(), schema, tls: 'verify', ca: '', encryptionSecret: '', ...changes });

/** Whether the connection the store uses is encrypted. */
const isEncrypted = async (changes: Fields): Promise<boolean> =>
	await new Database(readLogin(fields(changes) as never)).use(async (client) => {
		const { rows } = await client.query<{ ssl: boolean }>('SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()');
		return rows[0]!.ssl;
	});
const credentialTest = async (changes: Fields) =>
	await stateMethods.credentialTest.testStateDatabase.call({} as ICredentialTestFunctions, { id: '1', name: 'x', type: 'y', data: fields(changes) as never });

/** Both ways to the database end in the same error. */
async function expectRefused(changes: Fields, message: RegExp, advice: RegExp): Promise<void> {
	const error = await failure(isEncrypted(changes));
	expect([error.kind, error.message, error.advice]).toEqual(['database', expect.stringMatching(message), expect.stringMatching(advice)]);
	expect(await credentialTest(changes)).toEqual({ status: 'Error', message: `${error.message}. ${error.advice}` });
}

async function present({ certificate, key }: Issued): Promise<void> {
	const data = await dataDirectory(database.server);
	writeServerFile(data, 'server.crt', certificate);
	writeServerFile(data, 'server.key', key);
	await database.sql('ALTER SYSTEM SET ssl = on');
	await database.server.stop();
	await database.server.start();
}

test('a server without TLS is left alone by those who want it encrypted', async () => {
	for (const tls of ['require', 'verify']) await expectRefused({ tls }, /does not offer TLS/, /Turn TLS on .* or set TLS to Off/);
	expect(await isEncrypted({ tls: 'disable' })).toBe(false);
});

describe('a server with a certificate of our authority', () => {
	beforeAll(async () => await present(good));

	test.each(['localhost', '127.0.0.1'])('is verified by the CA Certificate, as %s', async (host) => {
		expect(await isEncrypted({ host, ca: ours.certificate })).toBe(true);
		expect(await credentialTest({ host, ca: ours.certificate })).toMatchObject({ status: 'OK' });
	});

	test('is verified by one of several, and by one that was pasted as one line', async () => {
		const several = `# from the download page\n${others.certificate}\n\n${ours.certificate}`;
		for (const ca of [several, several.replaceAll('\n', '\\n'), ours.certificate.replaceAll('\n', ' ')]) expect(await isEncrypted({ ca })).toBe(true);
	});

	test('is refused where its authority is not known', async () => {
		for (const ca of ['', others.certificate]) {
			await expectRefused({ ca }, /certificate of PostgreSQL at .* could not be verified: unable to (verify the first|get local issuer) certificate/, /as CA Certificate in the credential/);
		}
	});

	test('is encrypted and not checked with Require, whatever the CA Certificate; not encrypted with Off', async () => {
		expect(await isEncrypted({ tls: 'require' })).toBe(true);
		expect(await isEncrypted({ tls: 'require', ca: others.certificate })).toBe(true);
		expect(await isEncrypted({ tls: 'disable', ca: ours.certificate })).toBe(false);
	});

	test.each([
		['no certificate', 'my-hoster-ca.pem'],
		['a damaged one', ours.certificate.replace(/\n.{40}/, '\n')],
		['a good and a damaged one', ours.certificate + others.certificate.replace(/\n.{40}/, '\n')],
		['a key', ours.key],
	])('a CA Certificate that is %s is said to be unreadable, not the server to be bad', async (_what, ca) => {
		expect(await credentialTest({ ca })).toEqual({ status: 'Error', message: expect.stringMatching(/^CA Certificate in the credential cannot be read\. Set it to all of the text/) });
		expect(await credentialTest({ ca, tls: 'require' })).toMatchObject({ status: 'OK' });
	});

	test('that lets nobody in unencrypted says so to those who have TLS off', async () => {
		const data = await dataDirectory(database.server);
		writeServerFile(data, 'pg_hba.conf', 'hostssl all all all scram-sha-256\n');
		await database.server.query('SELECT pg_reload_conf()').catch(() => undefined);
		try {
			await expectRefused({ tls: 'disable', poolSize: 1 }, /does not let user "postgres" in without TLS: no pg_hba.conf entry .*\[28000\]/, /^Set TLS to Require or Verify/);
			expect(await isEncrypted({ tls: 'require', poolSize: 1 })).toBe(true);
		} finally {
			appendFileSync(join(data, 'pg_hba.conf'), 'host all all all scram-sha-256\n');
			await database.server.stop();
			await database.server.start();
		}
	});

	test('that is older than TLS 1.2 is not spoken with', async () => {
		await database.sql("ALTER SYSTEM SET ssl_min_protocol_version = 'TLSv1'");
		await database.sql("ALTER SYSTEM SET ssl_max_protocol_version = 'TLSv1.1'");
		await present(good);
		try {
			await expectRefused({ ca: ours.certificate, poolSize: 2 }, /^No encrypted connection to PostgreSQL at \S+ could be agreed on: [a-z0-9 ]*protocol version$/, /TLS 1\.2 or newer/);
		} finally {
			await database.sql('ALTER SYSTEM RESET ALL');
		}
	});
});

test.each<[string, Issued, RegExp, RegExp]>([
	['made for another name', ours.issue(['db.example.com', '10.0.0.1']), /was made for another name: Hostname\/IP does not match/, /^Enter in Host the name/],
	['that has expired', ours.issue(['127.0.0.1'], { from: -2, to: -1 }), /has expired: certificate has expired/, /^Renew it on the server/],
	['that is not valid yet', ours.issue(['127.0.0.1'], { from: 1, to: 2 }), /is not valid yet/, /^Check the clocks/],
	['signed by itself', others, /could not be verified: self-signed certificate/, /as CA Certificate/],
])('a certificate %s is refused with Verify, and not looked at with Require', async (_name, issued, message, advice) => {
	await present(issued);
	await expectRefused({ ca: ours.certificate }, message, advice);
	expect(await isEncrypted({ tls: 'require' })).toBe(true);
});
