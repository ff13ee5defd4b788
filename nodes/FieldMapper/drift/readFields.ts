import type { Mapping } from '../compileMapping';
import { EACH, isPick, stepsText } from '../selector/step';

/** The paths of all fields a table reads, and of what they stand in. Elements of a list count as one, whichever is read. */
export function readFields({ rows }: Mapping): ReadonlySet<string> {
	const read = new Set<string>();
	for (const { steps } of rows.flatMap((row) => [...row.from.fields, ...row.looksAt])) {
		const path = steps.map((step) => (typeof step === 'number' || isPick(step) ? EACH : step));
		path.forEach((_, i) => read.add(stepsText(path.slice(0, i + 1))));
		steps.forEach((step, i) => {
			if (isPick(step)) read.add(stepsText([...path.slice(0, i + 1), step.key]));
		});
	}
	return read;
}
