/** Says what is being measured, beside the output that people keep. */
export function progress(what: string): void {
	process.stderr.write(`  … ${what}\n`);
}
