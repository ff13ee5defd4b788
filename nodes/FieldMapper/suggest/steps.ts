import type { PathStep } from '../../shared/record/path';

/** The way to a field: names, and positions in lists. */
export type FieldSteps = readonly PathStep[];

/** The names on the way; positions say nothing about what a field means. */
export function stepNames(steps: FieldSteps): string[] {
	return steps.filter((step): step is string => typeof step === 'string');
}
