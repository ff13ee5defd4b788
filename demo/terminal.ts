/** What the demo says on the terminal. Colours only where a person looks. */
const coloured = process.stdout.isTTY === true && process.env['NO_COLOR'] === undefined;

function paint(code: number, text: string): string {
	return coloured ? `\u001b[${code}m${text}\u001b[0m` : text;
}

export const bold = (text: string): string => paint(1, text);
export const dim = (text: string): string => paint(2, text);
export const green = (text: string): string => paint(32, text);
export const red = (text: string): string => paint(31, text);

export function say(line = ''): void {
	process.stdout.write(`${line}\n`);
}

export function heading(text: string): void {
	say(`\n${bold(text)}`);
}

/** Says what is being done, and how long it took when it is done. */
export async function during<T>(what: string, work: () => Promise<T>): Promise<T> {
	const start = Date.now();
	const progress = setInterval(() => say(dim(`  … ${what}: ${Math.round((Date.now() - start) / 1000)} s`)), 15_000);
	try {
		const result = await work();
		say(`  ${green('✔')} ${what} ${dim(`(${((Date.now() - start) / 1000).toFixed(1)} s)`)}`);
		return result;
	} finally {
		clearInterval(progress);
	}
}

/** A list in the terminal: at most `most` lines, then how many more there are. */
export function list(lines: string[], most = 6): void {
	for (const line of lines.slice(0, most)) say(`    ${line}`);
	if (lines.length > most) say(dim(`    … and ${lines.length - most} more`));
}
