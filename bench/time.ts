import { performance } from 'node:perf_hooks';

/** How long some work took, in ms. */
export interface Time {
	/** By the clock on the wall: what a person waits, whatever else the machine is doing. */
	wall: number;
	/** Of the processor on the main thread, the one n8n runs on: what the work costs, whatever else the machine is doing. */
	cpu: number;
}

const nothing = new Int32Array(new SharedArrayBuffer(4));

/** Linux brings a thread's processor time up to date at its timer tick (every 4 ms) and when the thread goes to sleep. */
function settleProcessorTime(): void {
	Atomics.wait(nothing, 0, 0, 0.01);
}

/** Starts a watch. @returns a function that says how long it has run */
export function startWatch(): () => Time {
	settleProcessorTime();
	const cpuBefore = process.threadCpuUsage();
	const wallBefore = performance.now();
	return () => {
		const wall = performance.now() - wallBefore;
		settleProcessorTime();
		const { user, system } = process.threadCpuUsage(cpuBefore);
		return { wall, cpu: (user + system) / 1000 };
	};
}
