/** Longer messages say nothing more, and are kept with what is parked. */
export const MOST_CHARACTERS = 300;

/** More than this is not looked at: an app may answer with a whole page. */
const MOST_READ = 4_000;

const NAMES = 'authorization|access[_-]?token|refresh[_-]?token|id[_-]?token|api[_-]?key|apikey|client[_-]?secret|private[_-]?key|secret|password|passwd|pwd|passphrase|signature|sig|token|auth|cookie|session|key';

const HIDDEN: readonly (readonly [RegExp, string])[] = [
	// user:password@ in an address
	[/(\b[a-z][a-z0-9+.-]{0,20}:\/\/)[^\s/?#@]{1,500}@/gi, '$1***@'],
	[/\b(Bearer|Basic|Digest|Negotiate|Token)(\s{1,3})[^\s"',;)}\]]{4,}/g, '$1$2***'],
	// JSON Web Tokens
	[/\beyJ[\w-]{8,}(?:\.[\w-]*){0,4}/g, '***'],
	// PostgreSQL quotes the whole row that breaks a rule
	[/\b(Failing row contains )\(.*/gs, '$1(…).'],
	// name=value, name: value, "name":"value"; the value ends where the text goes on
	[new RegExp(`(\\b[\\w-]{0,30}(?:${NAMES})\\\\{0,2}["']?\\s{0,3}[=:]\\s{0,3}\\\\{0,2}["']?)(?!(?:Bearer|Basic|Digest|Negotiate|Token)\\s)(?!\\*\\*\\*)[^\\s"'&,;)}\\]\\\\]{1,}`, 'gi'), '$1***'],
];

/**
 * An error's text as it may be kept and shown: one line, without what opens doors, at most 300 characters.
 * What is hidden: rows of a table, user and password in addresses, authorization headers, and values named like a key, token, secret or
 * password.
 */
export function redact(text: string): string {
	let shown = text.slice(0, MOST_READ);
	for (const [pattern, instead] of HIDDEN) shown = shown.replace(pattern, instead);
	shown = shown.replace(/\s+/g, ' ').trim();
	if (shown.length <= MOST_CHARACTERS) return shown.toWellFormed();
	return `${shown.slice(0, MOST_CHARACTERS - 1)}…`.toWellFormed();
}
