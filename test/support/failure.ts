/** What a StateProblem says; an error of the test if there is none. */
export async function failure(work: Promise<unknown>): Promise<{ kind: string; message: string; advice: string }> {
	return await work.then(
		() => {
			throw new Error('it did not fail');
		},
		(error: unknown) => error as { kind: string; message: string; advice: string },
	);
}
