import { Problem, show } from '../problem';
import { brokenText } from './text';
import { asItIs, defineType, type Codec, type Way } from './type';

const NORMALISE = ['keep', 'standard'] as const;

interface Rules {
	readonly normalise: (typeof NORMALISE)[number];
	/** Scheme for what has none, '' for none. */
	readonly addScheme: string;
	/** Schemes that are taken, without colon; empty: all. */
	readonly schemes: ReadonlySet<string>;
	readonly fragment: 'keep' | 'drop';
	readonly tracking: 'keep' | 'drop';
	readonly lastSlash: 'keep' | 'drop';
}

/** Longer than any browser or server takes. */
const LONGEST = 65_536;

/** Parameters that say where a click came from, never what it leads to. */
const TRACKING = /^(?:utm_[a-z_]+|gclid|dclid|gbraid|wbraid|fbclid|msclkid|twclid|mc_cid|mc_eid|_hsenc|_hsmi)$/i;

/** Web addresses, by the WHATWG URL Standard (the runtime's own parser). */
export const url = defineType(
	{
		normalise: { choice: NORMALISE },
		addScheme: { text: '' },
		schemes: { text: '' },
		fragment: { choice: ['keep', 'drop'] as const },
		tracking: { choice: ['keep', 'drop'] as const },
		lastSlash: { choice: ['keep', 'drop'] as const },
	},
	(settings) => {
		const addScheme = schemeOf(settings.addScheme);
		const schemes = new Set(settings.schemes.split(',').map(schemeOf).filter((one) => one !== ''));
		for (const scheme of [addScheme, ...schemes]) {
			if (scheme !== '' && !/^[a-z][a-z\d+.-]*$/.test(scheme)) return badScheme(scheme);
		}
		if (addScheme !== '' && schemes.size > 0 && !schemes.has(addScheme)) schemes.add(addScheme);
		const rules: Rules = { ...settings, addScheme, schemes };
		const read = (value: unknown): string | Problem => readUrl(value, rules);
		const codec: Codec<string> = { read, write: asItIs };
		return {
			source: codec,
			target: codec,
			fromText: (text) => read(text.trim()),
			samples: ['https://example.com/', 'HTTPS://Example.COM:443/a/../b?x=1&y=2#top', 'https://bücher.example/ä', 'mailto:ann@example.com', 'ftp://example.com/a b'],
			clean: (text) => text.trim(),
			refuse: (way) => refuse(way, rules),
		};
	},
);

function schemeOf(typed: string): string {
	return typed.trim().toLowerCase().replace(/:(?:\/\/)?$/, '');
}

function badScheme(scheme: string): Problem {
	return new Problem('badSetting', `"${scheme}" is no scheme of a URL`, 'Write it like https, without what follows.');
}

/** A name and a colon, unless a port number follows: `localhost:3000` has no scheme. */
const HAS_SCHEME = /^[a-z][a-z\d+.-]*:(?!\d)/i;

function readUrl(value: unknown, rules: Rules): string | Problem {
	if (typeof value !== 'string') return notUrl(value);
	if (value.length > LONGEST) return notUrl(value);
	if (!value.isWellFormed()) return brokenText();
	const text = rules.addScheme !== '' && !HAS_SCHEME.test(value) ? `${rules.addScheme}://${value.replace(/^\/\//, '')}` : value;
	if (!URL.canParse(text)) return notUrl(value);
	const parsed = new URL(text);
	if (rules.schemes.size > 0 && !rules.schemes.has(parsed.protocol.slice(0, -1))) return otherScheme(value, parsed.protocol, rules.schemes);
	if (rules.fragment === 'drop') parsed.hash = '';
	if (rules.tracking === 'drop') dropTracking(parsed);
	if (rules.lastSlash === 'drop' && parsed.pathname.length > 1) parsed.pathname = parsed.pathname.replace(/(?<!\/)\/$/, '');
	const changed = rules.fragment === 'drop' || rules.tracking === 'drop' || rules.lastSlash === 'drop';
	return rules.normalise === 'keep' && !changed ? text : parsed.href;
}

/** Takes the parameters out letter for letter: the others keep their spelling. */
function dropTracking(parsed: URL): void {
	if (parsed.search.length < 2) return;
	const kept = parsed.search
		.slice(1)
		.split('&')
		.filter((pair) => !TRACKING.test(pair.split('=', 1)[0]!));
	parsed.search = kept.join('&');
}

function notUrl(value: unknown): Problem {
	return new Problem(
		'notUrl',
		`The value is ${show(value)}, which is no complete URL.`,
		'Write it with its scheme (https://…), or choose in the URL Settings which scheme to add where none stands.',
	);
}

function otherScheme(value: string, protocol: string, schemes: ReadonlySet<string>): Problem {
	return new Problem('otherScheme', `${show(value)} begins with ${show(protocol)}, and this row takes ${[...schemes].join(', ')}.`, 'Correct it in the system it comes from, or add the scheme in the URL Settings.');
}

function refuse(way: Way, rules: Rules): Problem | undefined {
	if (way !== 'both') return undefined;
	const start =
		rules.fragment === 'drop'
			? 'https://example.com/a#part'
			: rules.tracking === 'drop'
				? 'https://example.com/a?utm_source=mail'
				: rules.lastSlash === 'drop'
					? 'https://example.com/a/'
					: undefined;
	if (start === undefined) return undefined;
	const end = readUrl(start, { ...rules, schemes: new Set() });
	return new Problem('lossy', `"${start}" would come back as "${String(end)}"`, 'Keep it, or use one row for each way.');
}
