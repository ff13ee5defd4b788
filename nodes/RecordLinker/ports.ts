/**
 * Match has two inputs, named after the systems; all other operations have one. Both expressions also run in the
 * editor, so each must stand on its own.
 */
export const INPUTS = `={{ ((parameters) => {
	if (parameters.operation && parameters.operation !== 'match') return [{ type: 'main' }];
	const short = (name) => (name.length > 18 ? name.slice(0, 17).trimEnd() + '…' : name);
	return [parameters.system || 'System', parameters.otherSystem || 'Match With'].map((name) => ({ type: 'main', displayName: short(String(name)) }));
})($parameter) }}` as const;

export const OUTPUTS = `={{ ((parameters) => {
	const named = (...names) => names.map((displayName) => ({ type: 'main', displayName }));
	switch (parameters.operation) {
		case 'lookUp': return named('Linked', 'Not Linked');
		case 'link': return parameters.linkWhat === 'decision' ? named('Linked', 'Refused', 'New') : named('Linked', 'Refused');
		case 'unlink': return named('Unlinked', 'Not Linked');
		case 'merge': return named('Merged', 'Refused');
		case 'list': return named('Records');
		default: return named('Linked', 'New', 'Review');
	}
})($parameter) }}` as const;

/** How many outputs an operation has, and which takes items that nothing is to be done with. */
export function failurePlaceOf(operation: string, linkWhat: string): { outputs: number; failed: number } {
	switch (operation) {
		case 'lookUp':
		case 'unlink':
		case 'merge':
			return { outputs: 2, failed: 1 };
		case 'link':
			return { outputs: linkWhat === 'decision' ? 3 : 2, failed: 1 };
		case 'list':
			return { outputs: 1, failed: 0 };
		default:
			return { outputs: 3, failed: 2 };
	}
}
