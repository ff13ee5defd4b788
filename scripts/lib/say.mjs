/** A problem the person at the terminal can do something about: its message is shown without a stack. */
export class Stop extends Error {}

export function say(line) {
	process.stdout.write(`${line}\n`);
}

/** Seconds since `start` (ms since the epoch), for people. */
export function seconds(start) {
	return `${((Date.now() - start) / 1000).toFixed(1)} s`;
}

/** Runs one named step, saying its name before and how long it took after. */
export async function step(name, work) {
	const start = Date.now();
	say(`\n▶ ${name}`);
	const result = await work();
	say(`✔ ${name} (${seconds(start)})`);
	return result;
}

/** Runs a script's main function; a failure is told plainly and ends the process with code 1. */
export async function main(work) {
	try {
		await work();
	} catch (error) {
		if (error?.silent) {
			// Told already.
		} else if (error instanceof Stop) process.stderr.write(`\n✖ ${error.message}\n`);
		else process.stderr.write(`\n✖ ${error?.stack ?? error}\n`);
		process.exitCode = error?.exitCode || 1;
	}
}
