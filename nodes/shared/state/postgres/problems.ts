import { StateProblem } from '../port';
import type { DatabaseLogin } from './login';

/** What the driver's errors carry, as far as it is known. */
interface DriverError {
	message: string;
	/** PostgreSQL's five characters, or Node's name of a network or TLS error. */
	code?: string;
	severity?: string;
}

const SQLSTATE = /^[0-9A-Z]{5}$/;

/**
 * Whether an error leaves open what became of the statement: the connection is gone, or the server ended it. Any
 * other error of PostgreSQL's undid the whole transaction.
 */
export function isCutOff(error: unknown): boolean {
	const { code = '', severity } = asDriverError(error);
	return !SQLSTATE.test(code) || severity !== 'ERROR' || code.startsWith('08');
}

/**
 * Whether the same decision may simply be made again: another one came between, and nothing was written. An entry that
 * was not there under its lock and is now can only come from somebody who wrote without it: it is seen the next time.
 */
export function isCollision(error: unknown): boolean {
	const { code } = asDriverError(error);
	return code === '40001' || code === '40P01' || code === '23505';
}

export function sqlState(error: unknown): string {
	return asDriverError(error).code ?? '';
}

/** An error of the driver, the network or PostgreSQL as what is wrong and what to do. */
export function databaseProblem(error: unknown, login: DatabaseLogin): StateProblem {
	if (error instanceof StateProblem) return error;
	const known = asDriverError(error);
	const [what, advice] = explain(known, login);
	const code = SQLSTATE.test(known.code ?? '') ? ` [${known.code!}]` : '';
	return new StateProblem('database', `${what}: ${inWords(known.message)}${code}`, advice);
}

/** The connection was cut in the middle of a commit, and could not be made again to ask what became of it. */
export function unknownOutcome(error: unknown, login: DatabaseLogin): StateProblem {
	return new StateProblem(
		'database',
		`The connection to PostgreSQL at ${place(login)} was cut while this batch was being remembered, and could not be made again to ask whether it was: ${inWords(asDriverError(error).message)}`,
		'Run it again when the database answers. What was claimed, if it was, counts as in progress until its lease is over.',
	);
}

/** Each time the batch was certainly not written. */
export function alwaysCut(error: unknown, login: DatabaseLogin): StateProblem {
	return new StateProblem(
		'database',
		`The connection to PostgreSQL at ${place(login)} was cut each time this batch was to be written, and nothing of it was: ${inWords(asDriverError(error).message)}`,
		'Look into the log of the database. If it speaks of an idle transaction, the batch took longer than 15 seconds to decide: hand the node fewer items at a time.',
	);
}

export function newerTables(found: number, known: number, { schema }: DatabaseLogin): StateProblem {
	return new StateProblem(
		'newer',
		`the tables in schema "${schema}" have version ${found}, this package knows ${known}`,
		`Update n8n-nodes-sync-kit wherever it uses this database, or name another, new schema in the credential.`,
	);
}

export function missingTables({ schema, database }: DatabaseLogin): StateProblem {
	return new StateProblem(
		'lost',
		`its tables were there and are gone from schema "${schema}" of database "${database}"`,
		'Restore them from a backup. To begin again with an empty memory, restart n8n: the tables are created anew then.',
	);
}

/** An older backup was put in place of the tables that were there. */
export function olderTables({ schema }: DatabaseLogin): StateProblem {
	return new StateProblem('database', `The tables in schema "${schema}" have become those of an older version of this package`, 'Run it again: they are upgraded then. If they come from a backup, docs/state.md says what to do first.');
}

export function oldServer(version: string, oldest: number): StateProblem {
	return new StateProblem('database', `PostgreSQL ${version} is too old`, `Use PostgreSQL ${oldest} or newer.`);
}

const READ_ONLY_ADVICE = 'Enter the primary server in the credential. If the primary has just changed, run it again when the new one takes writes.';

export function isReplica(login: DatabaseLogin): StateProblem {
	return new StateProblem('database', `The database at ${place(login)} is a replica: what it shows may be out of date`, READ_ONLY_ADVICE);
}

const NETWORK_WORDS: Readonly<Record<string, string>> = {
	EAI_AGAIN: 'name server did not answer',
	ECONNABORTED: 'connection aborted',
	ECONNREFUSED: 'connection refused',
	ECONNRESET: 'connection reset',
	EHOSTUNREACH: 'host unreachable',
	ENETUNREACH: 'network unreachable',
	ENOTFOUND: 'name not found',
	EPIPE: 'connection closed',
	ETIMEDOUT: 'timed out',
};

/** As OpenSSL reports one: number, library, function, what happened, and the line of its source. */
const OPENSSL_ERROR = /error:[0-9A-F]+:SSL routines:[^:]*:([^:]+):/;

/** n8n replaces a whole message in which it finds Node's name of a network error by one of its own. */
function inWords(message: string): string {
	const [, ofTls] = OPENSSL_ERROR.exec(message) ?? [];
	return ofTls ?? message.replace(/\bE[A-Z_]{4,}\b/g, (name) => NETWORK_WORDS[name] ?? name);
}

type Told = [what: string, advice: string];

function explain({ message, code = '' }: DriverError, login: DatabaseLogin): Told {
	const at = place(login);
	const { user, database, schema } = login;
	if (/does not support SSL/i.test(message)) {
		return [`PostgreSQL at ${at} does not offer TLS`, 'Turn TLS on in PostgreSQL, or set TLS to Off in the credential if the network between is yours.'];
	}
	if (/timeout (expired|exceeded)|connection timeout/i.test(message) && !SQLSTATE.test(code)) {
		return [`No connection to PostgreSQL at ${at} could be had in time`, 'Check that host and port are right and not blocked by a firewall. If the database answers others, raise Most Connections in the credential.'];
	}
	if (/read timeout/i.test(message)) {
		return [`PostgreSQL at ${at} stopped answering`, 'Check the database and the network, then run it again.'];
	}
	const tls = explainTls(code, message, login);
	if (tls !== undefined) return tls;
	switch (code) {
		case 'ENOTFOUND':
		case 'EAI_AGAIN':
			return [`The host "${login.host}" is not known`, 'Correct Host in the credential, or check the name server. In Docker, use the name of the database\'s service.'];
		case '28P01':
			return [`PostgreSQL at ${at} refused the password of user "${user}"`, 'Correct User and Password in the credential.'];
		case '28000':
			if (login.tls === 'disable' && /no encryption|SSL off/i.test(message)) {
				return [`PostgreSQL at ${at} does not let user "${user}" in without TLS`, 'Set TLS to Require or Verify in the credential. If the server is not meant to ask for it, see to pg_hba.conf there.'];
			}
			return [`PostgreSQL at ${at} does not let user "${user}" in`, 'Check User and TLS in the credential, and pg_hba.conf on the server.'];
		case '3D000':
			return [`There is no database "${database}" at ${at}`, 'Create it, or correct Database in the credential.'];
		case '42501':
			return [`User "${user}" may not do what is needed in database "${database}"`, `As administrator, run once: CREATE SCHEMA IF NOT EXISTS "${schema}" AUTHORIZATION "${user}". If the tables exist already and belong to another user, connect as that one.`];
		case '25006':
			return [`The database at ${at} is read-only: a replica, or set so`, READ_ONLY_ADVICE];
		case '53100':
			return [`The disk of the database at ${at} is full`, 'Make room on the database server. Expired entries are removed by themselves; docs/state.md has the query that shows what takes the room.'];
		case '53300':
			return [`PostgreSQL at ${at} has no connection left`, 'Lower Most Connections in the credential (each n8n process takes that many), raise max_connections on the server, or put PgBouncer in between.'];
		case '57014':
		case '55P03':
			return [`PostgreSQL at ${at} is too slow or busy`, 'Look at the load of the database, then run it again.'];
		case '57P01':
		case '57P02':
		case '57P03':
			return [`PostgreSQL at ${at} is being started or stopped`, 'Run it again when it is up.'];
		case '54000':
		case '54001':
		case '54P01':
			return ['An entry is too large or too deeply nested for PostgreSQL', 'Keep less with the key: name only the fields you need.'];
		case '22021':
		case '22P05':
			return ['A name holds a character that PostgreSQL cannot store', 'Take the special characters out of the Sync Name, the Namespace and the names of systems.'];
	}
	if (SQLSTATE.test(code) && !code.startsWith('08')) {
		return [`PostgreSQL at ${at} answered with an error`, 'Look into the log of the database. If it is not something there, please report it.'];
	}
	return [`PostgreSQL at ${at} does not answer`, 'Check that it runs and that Host and Port in the credential are right, then run it again.'];
}

/** What can be wrong with TLS, by Node's names of it and OpenSSL's; undefined if it is not about TLS. */
function explainTls(code: string, message: string, login: DatabaseLogin): Told | undefined {
	if (SQLSTATE.test(code)) return undefined;
	const of = `certificate of PostgreSQL at ${place(login)}`;
	switch (code) {
		case 'ERR_TLS_CERT_ALTNAME_INVALID':
			return [`The ${of} was made for another name`, 'Enter in Host the name the certificate was made for. If that is how it should be, somebody else may be answering there.'];
		case 'CERT_HAS_EXPIRED':
			return [`The ${of} has expired`, 'Renew it on the server. If it is still good, check the clock of this machine.'];
		case 'CERT_NOT_YET_VALID':
			return [`The ${of} is not valid yet`, 'Check the clocks of this machine and of the one that made it.'];
	}
	if (/CERT|SELF_SIGNED|UNABLE_TO_VERIFY/.test(code) || /certificate/i.test(message)) {
		return [`The ${of} could not be verified`, 'Enter the certificate of the authority that signed it as CA Certificate in the credential. Setting TLS to Require would encrypt, but not check who the server is.'];
	}
	if (!/ERR_(TLS|SSL|OSSL)/.test(code) && !OPENSSL_ERROR.test(message)) return undefined;
	return [`No encrypted connection to PostgreSQL at ${place(login)} could be agreed on`, 'Check its TLS settings: it has to offer TLS 1.2 or newer, and must not ask for a certificate of ours.'];
}

function place({ host, port }: DatabaseLogin): string {
	return `${host}:${port}`;
}

/** By what an error has, not by its class: one may come from another realm, as in a test or a sandbox. */
function asDriverError(error: unknown): DriverError {
	if (typeof error !== 'object' || error === null) return { message: String(error) };
	const { message, code, severity, errors } = error as { message?: unknown; code?: unknown; severity?: unknown; errors?: unknown };
	// Several addresses of one host that all refuse come as one error without a text of its own.
	const [first] = Array.isArray(errors) ? (errors as unknown[]) : [];
	return {
		message: (message === '' || message === undefined) && first !== undefined ? asDriverError(first).message : String(message),
		...(typeof code === 'string' ? { code } : {}),
		...(typeof severity === 'string' ? { severity } : {}),
	};
}
