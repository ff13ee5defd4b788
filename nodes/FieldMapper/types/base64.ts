import { Problem, show } from '../problem';
import { defineType, type Codec } from './type';

const AS = ['base64', 'base64url', 'hex', 'text'] as const;
const TARGET_AS = ['text', 'base64', 'base64url', 'hex'] as const;
type As = (typeof AS)[number];

/** Bytes, written as Base64, as hexadecimal digits, or as the text they are in UTF-8. */
export const base64 = defineType(
	{ sourceAs: { choice: AS }, targetAs: { choice: TARGET_AS } },
	(settings) => ({
		source: CODECS[settings.sourceAs],
		target: CODECS[settings.targetAs],
		fromText: (text) => CODECS.text.read(text),
		samples: ['', 'a', 'ab', 'abc', 'Straße ☃ 𝄞', '\u0000', '\ufeffa', '??>>~~'].map((text) => Buffer.from(text, 'utf8')).concat([Buffer.from([0xff, 0xfe, 0x80])]),
	}),
);

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

const CODECS: Readonly<Record<As, Codec<Buffer>>> = {
	text: { read: readText, write: writeText },
	base64: { read: (value) => readLetters(value, 'base64'), write: (bytes) => bytes.toString('base64') },
	base64url: { read: (value) => readLetters(value, 'base64url'), write: (bytes) => bytes.toString('base64url') },
	hex: { read: readHex, write: (bytes) => bytes.toString('hex') },
};

function readText(value: unknown): Buffer | Problem {
	if (typeof value !== 'string') return wrong(value, 'text');
	if (value.isWellFormed()) return Buffer.from(value, 'utf8');
	return new Problem('brokenText', 'The text holds half of a two-part character: its encoding was broken on the way here.', 'Correct it in the system it comes from.');
}

function writeText(bytes: Buffer): string | Problem {
	try {
		return UTF8.decode(bytes);
	} catch {
		return new Problem('notUtf8', `Its bytes (${bytes.length}) are not text in UTF-8.`, 'If they are a picture or a file, choose Base64 or Hex for both sides.');
	}
}

function readLetters(value: unknown, as: 'base64' | 'base64url'): Buffer | Problem {
	if (typeof value !== 'string') return wrong(value, as);
	const bytes = Buffer.from(value, as);
	// Node reads what it can and passes over the rest: only what it would write again was read in full.
	if (bytes.toString(as) === value) return bytes;
	if (as === 'base64url' && /^[^=]*={1,2}$/.test(value) && value.length % 4 === 0 && bytes.toString(as) === value.replace(/=+$/, '')) return bytes;
	return new Problem('notBase64', `${show(value)} is not ${as === 'base64' ? 'Base64' : 'URL-safe Base64'}: ${flaw(value, as)}.`, 'Correct it in the system it comes from, or choose in the Base64 Settings of the row how this system writes it.');
}

function flaw(value: string, as: 'base64' | 'base64url'): string {
	const strange = (as === 'base64' ? /[^A-Za-z0-9+/=]/ : /[^A-Za-z0-9_=-]/).exec(value);
	if (strange !== null) return `it holds ${show(strange[0])} at place ${strange.index + 1}`;
	if (as === 'base64' && value.length % 4 !== 0) return 'its length is not a multiple of four, so something is missing at its end';
	return 'its end cannot be what an encoder wrote';
}

function readHex(value: unknown): Buffer | Problem {
	if (typeof value !== 'string') return wrong(value, 'hex');
	const bytes = Buffer.from(value, 'hex');
	return bytes.length * 2 === value.length
		? bytes
		: new Problem('notHex', `${show(value)} is not a row of hexadecimal digits, two for each byte.`, 'Correct it in the system it comes from.');
}

function wrong(value: unknown, as: As): Problem {
	return new Problem('notText', `The value is ${show(value)}, and this row takes ${as === 'text' ? 'text' : `bytes as ${as}`}.`, 'Choose the type that fits.');
}
