import { compilePath, type FieldPath } from '../shared/record/path';

/** What is wrong with a definition, in the user's words, and what to do. */
export interface DefinitionProblem {
	message: string;
	description: string;
}

/** Takes note of a problem and goes on, so that all of them can be told at once. */
export type Complain = (message: string, description: string) => void;

/** @param label what messages call the setting */
export function compileField(label: string, text: unknown, complain: Complain): FieldPath | undefined {
	const result = compilePath(String(text ?? '').trim());
	if (result.ok) return result.path;
	complain(`${label}: ${result.problem}`, 'Name a field (customerId) or a path (address.street).');
	return undefined;
}
