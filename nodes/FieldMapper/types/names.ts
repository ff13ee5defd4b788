/** Names of things with codes, in one language: found whatever their case, accents composed or not, and spaces. */
export interface Names {
	/** The name that is written. */
	nameOf(code: string): string | undefined;
	/** @returns the code; 'several' where the name stands for more than one */
	codeOf(name: string): string | 'several' | undefined;
}

/** A name is no longer than this; nothing longer is looked at. */
const LONGEST_NAME = 200;

/** @param names by code; of several names for one thing, the first is written and all are read */
export function compileNames(names: Readonly<Record<string, string | readonly string[]>>): Names {
	const written = new Map<string, string>();
	const known = new Map<string, string>();
	const all = Object.entries(names).map(([code, name]) => [code, typeof name === 'string' ? [name] : name] as const);
	for (const [code, list] of all) written.set(code, list[0]!);
	for (const [code, list] of all) {
		for (const name of list) {
			const folded = fold(name);
			const other = known.get(folded);
			known.set(folded, other === undefined || other === code ? code : 'several');
		}
	}
	return {
		nameOf: (code) => written.get(code),
		codeOf: (name) => (name.length > LONGEST_NAME ? undefined : known.get(fold(name))),
	};
}

function fold(name: string): string {
	return name.normalize('NFC').toLowerCase().trim().replace(/\s+/g, ' ').replaceAll('’', "'");
}
