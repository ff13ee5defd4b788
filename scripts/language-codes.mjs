// Writes nodes/FieldMapper/types/languageCodes.ts from the package iso-639-3: every code of ISO 639-3 in ten kilobytes,
// where the package itself has eight hundred, most of them names that the mapper does not read.
import { writeFileSync } from 'node:fs';
import { iso6393 } from 'iso-639-3';

const byStart = new Map();
for (const { iso6393: code } of iso6393) {
	const start = code.slice(0, 2);
	byStart.set(start, (byStart.get(start) ?? '') + code[2]);
}
const words = [...byStart].sort(([a], [b]) => (a < b ? -1 : 1)).map(([start, ends]) => start + [...ends].sort().join(''));
const lines = [];
for (const word of words) {
	const last = lines.at(-1);
	if (last !== undefined && last.length + word.length < 130) lines[lines.length - 1] = `${last} ${word}`;
	else lines.push(word);
}
writeFileSync(
	new URL('../nodes/FieldMapper/types/languageCodes.ts', import.meta.url),
	`// Written by scripts/language-codes.mjs from iso-639-3 (SIL International's tables); not by hand.

/** ISO 639-3: \`aab\` stands for the codes aaa… that begin with its first two letters and end in one of the others. */
export const ISO_639_3 =
${lines.map((line) => `\t'${line} '`).join(' +\n')};
`,
);
