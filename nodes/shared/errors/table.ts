import type { ErrorClass } from '../queue/entry';

/** What the built-in table says of a status, code or text. */
export interface Judged {
	readonly class: ErrorClass;
	/** Nobody answered, or a middleman did: the effect may have happened all the same. */
	readonly mayHaveHappened: boolean;
}

const judged = (kind: ErrorClass, mayHaveHappened = false): Judged => ({ class: kind, mayHaveHappened });

const AGAIN = judged('transient');
/** To be tried again, and it is not known whether it happened. */
const LOST = judged('transient', true);
const LIMIT = judged('rateLimit');
const CONFLICT = judged('conflict');
const NEVER = judged('permanent');

/** RFC 9110 and RFC 6585; 502, 504 and the 52x of proxies: a middleman gave up waiting. */
const STATUS: Readonly<Record<number, Judged>> = {
	408: LOST, 409: CONFLICT, 412: CONFLICT, 423: AGAIN, 425: AGAIN, 429: LIMIT,
	500: AGAIN, 501: NEVER, 502: LOST, 503: AGAIN, 504: LOST, 505: NEVER, 507: AGAIN, 508: NEVER, 511: NEVER,
	520: LOST, 521: AGAIN, 522: LOST, 523: AGAIN, 524: LOST, 525: AGAIN, 526: NEVER, 529: LIMIT, 598: LOST, 599: LOST,
};

export function byStatus(status: number): Judged | undefined {
	const known = STATUS[status];
	if (known !== undefined) return known;
	if (status >= 500) return AGAIN;
	return status >= 400 ? NEVER : undefined;
}

/** Node's and axios' names, MySQL's, MongoDB's, Microsoft's. */
const CODES: Readonly<Record<string, Judged>> = {
	ECONNREFUSED: AGAIN, ENOTFOUND: AGAIN, EAI_AGAIN: AGAIN, EHOSTUNREACH: AGAIN, EHOSTDOWN: AGAIN, ENETUNREACH: AGAIN,
	ENETDOWN: AGAIN, EADDRNOTAVAIL: AGAIN, EMFILE: AGAIN, UND_ERR_CONNECT_TIMEOUT: AGAIN,
	ECONNRESET: LOST, ECONNABORTED: LOST, ETIMEDOUT: LOST, ESOCKETTIMEDOUT: LOST, EPIPE: LOST, ENETRESET: LOST, ERR_NETWORK: LOST,
	ERR_SOCKET_CONNECTION_TIMEOUT: LOST, ERR_STREAM_PREMATURE_CLOSE: LOST, ERR_HTTP2_STREAM_ERROR: LOST, EPROTO: LOST,
	UND_ERR_HEADERS_TIMEOUT: LOST, UND_ERR_BODY_TIMEOUT: LOST, UND_ERR_SOCKET: LOST,
	ERR_BAD_RESPONSE: AGAIN, ERR_BAD_REQUEST: NEVER, ERR_INVALID_URL: NEVER,
	CERT_HAS_EXPIRED: NEVER, DEPTH_ZERO_SELF_SIGNED_CERT: NEVER, SELF_SIGNED_CERT_IN_CHAIN: NEVER,
	UNABLE_TO_VERIFY_LEAF_SIGNATURE: NEVER, ERR_TLS_CERT_ALTNAME_INVALID: NEVER,
	ER_DUP_ENTRY: CONFLICT, ER_LOCK_DEADLOCK: AGAIN, ER_LOCK_WAIT_TIMEOUT: AGAIN, ER_CON_COUNT_ERROR: AGAIN,
	ER_TOO_MANY_USER_CONNECTIONS: AGAIN, PROTOCOL_CONNECTION_LOST: LOST, ER_ACCESS_DENIED_ERROR: NEVER,
	ER_NO_REFERENCED_ROW_2: NEVER, ER_BAD_NULL_ERROR: NEVER, ER_DATA_TOO_LONG: NEVER, ER_PARSE_ERROR: NEVER,
	11000: CONFLICT, ESOCKET: LOST, ETIMEOUT: LOST, ELOGIN: NEVER,
};

/** PostgreSQL's codes (SQLSTATE): the first two characters are the class. */
const SQL: Readonly<Record<string, Judged>> = {
	'23505': CONFLICT, '23P01': CONFLICT, '40001': AGAIN, '40P01': AGAIN, '55P03': AGAIN, '57014': AGAIN, '25006': AGAIN,
	// Could not connect, and was turned away: nothing was sent.
	'08001': AGAIN, '08004': AGAIN, '57P03': AGAIN, '57P01': LOST, '57P02': LOST,
};
const SQL_CLASS: Readonly<Record<string, Judged>> = {
	'08': LOST, '53': AGAIN, '58': AGAIN, '57': AGAIN, '40': AGAIN, XX: AGAIN,
	'22': NEVER, '23': NEVER, '25': NEVER, '28': NEVER, '3D': NEVER, '42': NEVER, '0A': NEVER, '3F': NEVER, '44': NEVER,
};

export function byCode(code: string): Judged | undefined {
	if (Object.hasOwn(CODES, code)) return CODES[code];
	if (!/^[0-9A-Z]{5}$/.test(code) || /^E[A-Z]{4}$/.test(code)) return undefined;
	return Object.hasOwn(SQL, code) ? SQL[code] : Object.hasOwn(SQL_CLASS, code.slice(0, 2)) ? SQL_CLASS[code.slice(0, 2)] : undefined;
}

/**
 * Where only words are left. n8n's own sentences for a status (NodeApiError) and for Node's codes, what databases and
 * common libraries say; in lower case, the first that is contained counts.
 */
const TEXTS: readonly (readonly [string, Judged])[] = [
	// PostgreSQL's details: all that n8n's Postgres node leaves of an error with Query Batching. First, since they quote values.
	['failing row contains (', NEVER], [') already exists.', CONFLICT], ['conflicts with existing key (', CONFLICT],
	[' is not present in table "', NEVER], [' is still referenced from table "', NEVER],
	['reason code: canceled on', AGAIN], ['; blocked by process', AGAIN], ['no function matches the given name', NEVER], ['no operator matches the given name', NEVER],
	['rewrite or cast the expression', NEVER],
	['rate limit', LIMIT], ['ratelimit', LIMIT], ['too many requests', LIMIT], ['quota exceeded', LIMIT], ['quotaexceeded', LIMIT], ['request_limit_exceeded', LIMIT],
	['spacing your requests out', LIMIT], ['throttl', LIMIT],
	['unable_to_lock_row', AGAIN], ['deadlock', AGAIN], ['could not serialize access', AGAIN], ['lock wait timeout', AGAIN], ['lock timeout', AGAIN],
	['database is locked', AGAIN], ['statement timeout', AGAIN], ['too many clients', AGAIN], ['too many connections', AGAIN], ['the database system is starting up', AGAIN], ['the database system is shutting down', AGAIN],
	['duplicate key', CONFLICT], ['unique constraint', CONFLICT], ['duplicate entry', CONFLICT], ['already exists', CONFLICT], ['version conflict', CONFLICT], ['precondition failed', CONFLICT],
	['connect etimedout', AGAIN], ['connection refused', AGAIN], ['econnrefused', AGAIN], ['refused the connection', AGAIN], ['getaddrinfo', AGAIN], ['enotfound', AGAIN], ['dns server', AGAIN],
	['incorrect host (domain)', AGAIN], ['host is unreachable', AGAIN], ['ehostunreach', AGAIN], ['timeout exceeded when trying to connect', AGAIN],
	['service unavailable', AGAIN], ['temporarily unavailable', AGAIN], ['service was not able to process', AGAIN], ['service failed to process', AGAIN], ['internal server error', AGAIN],
	['bad gateway', LOST], ['gateway timed out', LOST], ['gateway timeout', LOST],
	['socket hang up', LOST], ['closed unexpectedly', LOST], ['closed the connection', LOST], ['connection terminated', LOST], ['terminating connection', LOST], ['connection was aborted', LOST],
	['aborted', LOST], ['econnreset', LOST], ['etimedout', LOST], ['timed out', LOST], ['timeout', LOST], ['network error', LOST], ['fetch failed', LOST],
	['resource you are requesting could not be found', NEVER], ['bad request', NEVER], ['authorization failed', NEVER], ['authentication failed', NEVER], ['forbidden', NEVER],
	['unauthorized', NEVER], ['payment required', NEVER], ['method not allowed', NEVER], ['your request is invalid', NEVER], ['invalid url', NEVER], ['url must start with', NEVER],
	['violates foreign key', NEVER], ['violates not-null', NEVER], ['violates check constraint', NEVER], ['invalid input syntax', NEVER], ['permission denied', NEVER], ['does not exist', NEVER],
	['self-signed certificate', NEVER], ['certificate has expired', NEVER],
];

export function byText(text: string): Judged | undefined {
	const lower = text.slice(0, 4_000).toLowerCase();
	return TEXTS.find(([part]) => lower.includes(part))?.[1];
}

/** A limit that an app reports under a status of its own choice, as GitHub and Google do with 403. */
export function saysLimit(text: string): boolean {
	return byText(text)?.class === 'rateLimit';
}

/** HTTP Request begins a message with the status, axios ends it with one. */
const STATUS_IN_TEXT = /^(\d{3}) - |status code (\d{3})\b|\bHTTP (\d{3})\b/;

export function statusInText(text: string): number | undefined {
	const found = STATUS_IN_TEXT.exec(text.slice(0, 4_000));
	const status = Number(found?.[1] ?? found?.[2] ?? found?.[3]);
	return status >= 400 && status <= 599 ? status : undefined;
}
