/** Resolves after `ms` milliseconds. */
export async function sleep(ms: number): Promise<void> {
	await new Promise((resolve) => setTimeout(resolve, ms));
}

/**
 * Asks again and again until `probe` gives something other than undefined.
 * @throws Error after `timeoutMs`, naming `what` and the last error of the probe, if it threw one
 */
export async function until<T>(
	what: string,
	probe: () => Promise<T | undefined> | T | undefined,
	{ timeoutMs = 30_000, everyMs = 100 }: { timeoutMs?: number; everyMs?: number } = {},
): Promise<T> {
	const end = Date.now() + timeoutMs;
	let last: unknown;
	for (;;) {
		try {
			const found = await probe();
			if (found !== undefined) return found;
		} catch (error) {
			last = error;
		}
		if (Date.now() > end) {
			const cause = last instanceof Error ? ` (last: ${last.message})` : '';
			throw new Error(`Waited ${timeoutMs / 1000} s in vain for ${what}${cause}`);
		}
		await sleep(everyMs);
	}
}
