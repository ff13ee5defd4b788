import { BitReader, BitWriter } from './bits';

/**
 * A list of names in few bits: each in the narrowest alphabet that holds it, without what it shares with the name
 * before it. `customer-00001`, `customer-00002`, … take about a byte and a half each, numbers about one, UUIDs in
 * order fourteen and a half (bench/detector measures it). Any texts in any order come back as they were.
 */
export function writeNames(names: readonly string[]): Uint8Array {
	const out = new BitWriter();
	let lastForm = -1;
	let last: ArrayLike<number> = [];
	for (const name of names) {
		const form = formOf(name);
		const { width, read } = FORMS[form]!;
		const symbols = read(name);
		if (form === lastForm && symbols.length === last.length) {
			out.write(1, 1);
		} else {
			out.write(0, 1);
			out.write(form, FORM_BITS);
			writeNumber(out, symbols.length);
			if (form !== lastForm) last = [];
		}
		let shared = 0;
		while (shared < symbols.length && symbols[shared] === last[shared]) shared += 1;
		out.write(Math.min(shared, MANY_SHARED), SHARED_BITS);
		if (shared >= MANY_SHARED) writeNumber(out, shared - MANY_SHARED);
		for (let i = shared; i < symbols.length; i += 1) out.write(symbols[i]!, width);
		lastForm = form;
		last = symbols;
	}
	return out.end();
}

/** @returns undefined for bytes that are not of so many names */
export function readNames(bytes: Uint8Array, count: number): string[] | undefined {
	const from = new BitReader(bytes);
	const names: string[] = [];
	let form = 0;
	let last: number[] = [];
	let length = 0;
	for (let n = 0; n < count; n += 1) {
		if (from.read(1) === 0) {
			const next = from.read(FORM_BITS);
			if (next >= FORMS.length) return undefined;
			if (next !== form) last = [];
			form = next;
			length = readNumber(from);
		}
		const { width, show } = FORMS[form]!;
		let shared = from.read(SHARED_BITS);
		if (shared === MANY_SHARED) shared += readNumber(from);
		if (shared > length || shared > last.length) return undefined;
		const symbols = last.slice(0, shared);
		for (let i = shared; i < length && !from.isOver; i += 1) symbols.push(from.read(width));
		if (from.isOver) return undefined;
		names.push(show(symbols));
		last = symbols;
	}
	return names;
}

const FORM_BITS = 3;
const SHARED_BITS = 4;
const MANY_SHARED = 15;

interface Form {
	/** Bits a symbol takes. */
	width: number;
	fits: RegExp;
	read(name: string): ArrayLike<number>;
	show(symbols: number[]): string;
}

const HEX = '0123456789abcdef';
const WORD = '-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz';

function inAlphabet(alphabet: string): Pick<Form, 'read' | 'show'> {
	const place = new Uint8Array(128);
	for (let i = 0; i < alphabet.length; i += 1) place[alphabet.charCodeAt(i)] = i;
	return {
		read(name) {
			const symbols = new Uint8Array(name.length);
			for (let i = 0; i < symbols.length; i += 1) symbols[i] = place[name.charCodeAt(i)]!;
			return symbols;
		},
		show: (symbols) => symbols.map((symbol) => alphabet[symbol]!).join(''),
	};
}

const hex = inAlphabet(HEX);
const dashed = (digits: string): string =>
	`${digits.slice(0, 8)}-${digits.slice(8, 12)}-${digits.slice(12, 16)}-${digits.slice(16, 20)}-${digits.slice(20)}`;

/** The first that fits is taken. The order is part of what is stored: only ever append. */
const FORMS: readonly Form[] = [
	{ width: 4, fits: /^[0-9a-f]*$/, ...hex },
	{
		width: 4,
		fits: /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/,
		read: (name) => hex.read(name.replaceAll('-', '')),
		show: (symbols) => dashed(hex.show(symbols)),
	},
	{
		width: 4,
		fits: /^[0-9A-F]{8}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{12}$/,
		read: (name) => hex.read(name.replaceAll('-', '').toLowerCase()),
		show: (symbols) => dashed(hex.show(symbols).toUpperCase()),
	},
	{ width: 6, fits: /^[-\w]*$/, ...inAlphabet(WORD) },
	{
		width: 8,
		// Unpaired surrogates have no UTF-8.
		fits: /^[^\ud800-\udfff]*$/u,
		read: (name) => Buffer.from(name, 'utf8'),
		show: (symbols) => Buffer.from(symbols).toString('utf8'),
	},
	{
		width: 16,
		fits: /^/,
		read: (name) => Uint16Array.from({ length: name.length }, (_, i) => name.charCodeAt(i)),
		show: (symbols) => symbols.map((unit) => String.fromCharCode(unit)).join(''),
	},
];

function formOf(name: string): number {
	return FORMS.findIndex(({ fits }) => fits.test(name));
}

/** Seven bits at a time, the lowest first; the eighth says that more follow. */
function writeNumber(out: BitWriter, value: number): void {
	let rest = value;
	for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) out.write((rest % 0x80) | 0x80, 8);
	out.write(rest, 8);
}

function readNumber(from: BitReader): number {
	let value = 0;
	for (let unit = 1; ; unit *= 0x80) {
		const part = from.read(8);
		value += (part & 0x7f) * unit;
		if (part < 0x80 || from.isOver) return value;
	}
}
