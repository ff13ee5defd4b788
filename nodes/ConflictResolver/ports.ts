/**
 * Inputs and outputs are named after the user's systems. Both expressions also run in the editor, so each must
 * stand on its own. The editor shortens the names of outputs itself; a long name of an input would lie over the
 * nodes to its left.
 */
export const INPUTS = `={{ ((parameters) => {
	const rows = ((parameters.systems || {}).rows || []).slice(0, 5);
	while (rows.length < 2) rows.push({});
	const short = (name) => (name.length > 18 ? name.slice(0, 17).trimEnd() + '…' : name);
	return rows.map((row, i) => ({ type: 'main', displayName: short(String(row.name || 'System ' + (i + 1))) }));
})($parameter) }}` as const;

export const OUTPUTS = `={{ ((parameters) => {
	const rows = ((parameters.systems || {}).rows || []).slice(0, 5);
	while (rows.length < 2) rows.push({});
	const writes = rows.map((row, i) => 'Write to ' + (row.name || 'System ' + (i + 1)));
	return [...writes, 'Review', 'In Sync'].map((displayName) => ({ type: 'main', displayName }));
})($parameter) }}` as const;
