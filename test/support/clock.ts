/**
 * The clock of the nodes in a test's hand: it stands still, however slow the machine is, until the test passes time.
 * So nothing runs out while a step is at work, and nothing has to be waited for. The nodes read `Date.now()` alone.
 */

/** Ms since 1970. It never goes back, not even from test to test: nothing that is left in the process is of the future. */
let now = Date.now();
let stopped: jest.SpyInstance<number, []> | undefined;

/** To be called at the top of a test file, or of a `describe`. */
export function stopClock(): void {
	beforeEach(() => {
		stopped = jest.spyOn(Date, 'now').mockImplementation(() => now);
	});
	afterEach(() => {
		stopped?.mockRestore();
		stopped = undefined;
	});
}

/** Makes it so many ms later. A state in PostgreSQL has a clock of its own: see `stopClockOf`. */
export function passTime(ms: number): void {
	if (stopped === undefined) throw new Error('The clock was not stopped: call stopClock() at the top of the file');
	now += ms;
}
