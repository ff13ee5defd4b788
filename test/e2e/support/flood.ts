/**
 * Calls `deliver` for each value over a fixed number of connections at once.
 *
 * @returns what each call gave, in the order of the values; a rejected call gives its error
 */
export async function flood<T, R>(values: readonly T[], connections: number, deliver: (value: T) => Promise<R>): Promise<(R | Error)[]> {
	const results: (R | Error)[] = new Array<R | Error>(values.length);
	let next = 0;
	const worker = async (): Promise<void> => {
		while (next < values.length) {
			const i = next;
			next += 1;
			results[i] = await deliver(values[i]!).catch((error: unknown) => (error instanceof Error ? error : new Error(String(error))));
		}
	};
	await Promise.all(Array.from({ length: connections }, worker));
	return results;
}
