import { Problem, show } from '../problem';
import { brokenText } from './text';
import { asItIs, defineType, type Codec } from './type';

const NORMALISE = ['keep', 'domain', 'matching'] as const;

/**
 * E-mail addresses: a name, an @ and a domain, by RFC 5321 and RFC 6531 (letters of any script), without comments and
 * quoted names.
 */
export const email = defineType(
	{ normalise: { choice: NORMALISE }, tag: { choice: ['keep', 'drop'] as const } },
	(settings) => {
		const { normalise } = settings;
		const dropTag = settings.tag === 'drop';
		const read = (value: unknown): string | Problem => {
			if (typeof value !== 'string') return notEmail(value, 'it is not text');
			const parts = partsOf(value);
			if (parts instanceof Problem) return parts;
			if (normalise === 'keep' && !dropTag) return value;
			const [, , ascii] = parts;
			let [name, domain] = parts;
			if (dropTag && name.indexOf('+') > 0) name = name.slice(0, name.indexOf('+'));
			if (normalise === 'domain') domain = domain.normalize('NFC').toLowerCase();
			else if (normalise === 'matching') [name, domain] = [name.normalize('NFC').toLowerCase(), ascii];
			return `${name}@${domain}`;
		};
		const codec: Codec<string> = { read, write: asItIs };
		return {
			source: codec,
			target: codec,
			fromText: (text) => read(text.trim()),
			samples: ['ann@example.com', 'Ann.Lee+news@Example.COM', "o'brien@mail.example.org", 'jörg@bücher.example'],
			clean: (text) => text.trim(),
			refuse: (way) => {
				if (way !== 'both' || (normalise !== 'matching' && !dropTag)) return undefined;
				const start = dropTag ? 'ann+news@example.com' : 'Ann.Lee@example.com';
				return new Problem(
					'lossy',
					`"${start}" would come back as "${String(read(start))}"`,
					'Map the address itself in a row of its own, and this one Forward Only into a field for matching.',
				);
			},
		};
	},
);

/** One dot-separated part of a name or of a domain in ASCII. */
const ATOM = /^[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+$/u;
const LABEL = /^[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?$/;

/** @returns name, domain as written, domain in ASCII and lower case */
function partsOf(value: string): readonly [string, string, string] | Problem {
	if (value.length > 320) return notEmail(value, 'it is longer than an address may be');
	if (!value.isWellFormed()) return brokenText();
	const at = value.lastIndexOf('@');
	if (at < 0) return notEmail(value, 'it has no @');
	const name = value.slice(0, at);
	const domain = value.slice(at + 1);
	if (/[<>]/.test(value)) return notEmail(value, 'it holds more than the address (the address is what stands between < and >)');
	if (Buffer.byteLength(name) > 64) return notEmail(value, 'what stands before the @ is longer than 64 bytes');
	if (!name.split('.').every((part) => ATOM.test(part))) return notEmail(value, 'what stands before the @ is no name of a mailbox');
	const ascii = inAscii(domain);
	const labels = ascii.split('.');
	if (labels.length < 2 || ascii.length > 253 || !labels.every((label) => LABEL.test(label)) || /^\d+$/.test(labels.at(-1)!)) {
		return notEmail(value, 'what stands after the @ is no domain');
	}
	return [name, domain, ascii];
}

/** By the rules a browser has for host names (UTS 46); '' for what is none. */
function inAscii(domain: string): string {
	if (/^[a-z\d.-]+$/i.test(domain) && !/(?:^|\.)xn--/i.test(domain)) return domain.toLowerCase();
	if (/[\s%/?#:@[\]\\]/.test(domain)) return '';
	const web = `http://${domain}/`;
	return URL.canParse(web) ? new URL(web).hostname : '';
}

function notEmail(value: unknown, why: string): Problem {
	return new Problem('notEmail', `The value is ${show(value)}, which is no e-mail address: ${why}.`, 'Correct it in the system it comes from, or choose the type Text.');
}
