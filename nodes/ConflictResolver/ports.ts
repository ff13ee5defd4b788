/**
 * Inputs and outputs are named after the user's systems. All these expressions also run in the editor, so each must
 * stand on its own. The editor shortens the names of outputs itself; a long name of an input would lie over the
 * nodes to its left.
 */
const ROWS = `const rows = ((parameters.systems || {}).rows || []).slice(0, 10);
	while (rows.length < 2) rows.push({});`;

/** Compared lists come in one by one; changes, decisions and what was written come in by one input. */
export const INPUTS = `={{ ((parameters) => {
	const single = { resolveReview: 'Decisions', confirmWrites: 'Written' }[parameters.operation]
		|| (parameters.mode === 'event' && parameters.operation !== 'resetMemory' ? 'Changes' : '');
	if (single) return [{ type: 'main', displayName: single }];
	${ROWS}
	const short = (name) => (name.length > 18 ? name.slice(0, 17).trimEnd() + '…' : name);
	return rows.map((row, i) => ({ type: 'main', displayName: short(String(row.name || 'System ' + (i + 1))) }));
})($parameter) }}` as const;

/**
 * The same for all operations, so that wires stay true when another is chosen. A plan has an output of its own behind
 * them: nobody writes a plan by mistake.
 */
export const OUTPUTS = `={{ ((parameters) => {
	${ROWS}
	const writes = rows.map((row, i) => 'Write to ' + (row.name || 'System ' + (i + 1)));
	const plan = parameters.operation === 'planOnly' ? ['Plan'] : [];
	return [...writes, 'Review', 'In Sync', ...plan].map((displayName) => ({ type: 'main', displayName }));
})($parameter) }}` as const;
