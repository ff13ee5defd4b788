import { DEFAULT_OVERLAP, type Role, type SyncProfile } from '../shared/profile/profile';
import { html } from '../shared/render/escape';
import { page } from '../shared/render/page';
import type { MatrixRow, Right } from './explain';

const ROLES_IN_WORDS: Record<Role, string> = {
	systemOfRecord: 'System of record',
	contributor: 'Contributor',
	mirror: 'Mirror, only reads',
};

const STYLE = `
td,th{text-align:left}td.rule{white-space:normal;min-width:260px}
.owner{font-weight:700}.reads,.none{color:var(--soft)}
.sign{display:grid;grid-template-columns:1fr 1fr;gap:40px;margin-top:72px}.sign p{border-top:1px solid var(--ink);padding-top:6px;margin:0}
header+.card,dl.card{margin-top:20px}dt{font-weight:600}dd{margin:0 0 8px}`;

const CLASS: Record<Right, string> = { Owner: 'owner', Writes: 'writes', Reads: 'reads', 'Not kept there': 'none' };

/** The ownership matrix as a page to print and sign. */
export function renderMatrix(profile: SyncProfile, matrix: readonly MatrixRow[]): string {
	const systems = profile.systems.map(({ name, role }) => `<th>${html(name)}<br><small>${ROLES_IN_WORDS[role]}</small></th>`).join('');
	const rows = matrix.map(({ field, rights, rule }) =>
		`<tr><th>${html(field)}</th>${rights.map((right) => `<td class="${CLASS[right]}">${right}</td>`).join('')}<td class="rule">${html(rule)}</td></tr>`).join('\n');
	const body = `<div class="card wide"><table><thead><tr><th>Field</th>${systems}<th>If systems disagree</th></tr></thead>
<tbody>
${rows}
</tbody></table></div>
<dl class="card">
<dt>Records belong together by</dt><dd>${html(profile.key)}</dd>
<dt>Clocks</dt><dd>Changes less than ${profile.clockToleranceSeconds} seconds apart count as made at the same time.</dd>
${cursorsInWords(profile)}<dt>Deleted records</dt><dd>${deletesInWords(profile)}</dd>
</dl>
<div class="sign"><p>Place, date</p><p>Signature</p></div>`;
	return page({ title: `${profile.sync}: who owns what`, eyebrow: 'Ownership matrix', heading: profile.sync, under: 'Which system owns which field, who may write it, and who wins' }, STYLE, body);
}

function cursorsInWords({ systems }: SyncProfile): string {
	const told = systems.flatMap(({ name, cursor, modified, cursorIs, overlap }) => {
		if (cursor === undefined && cursorIs === 'time' && overlap === DEFAULT_OVERLAP.time) return [];
		const by = cursorIs === 'page' ? 'page by page' : `by ${html(cursor ?? modified ?? 'a value of each read')}`;
		const again = overlap === 0 ? '' : cursorIs === 'time' ? `, the last ${overlap} seconds again` : `, the last ${overlap} numbers again`;
		return [`${html(name)} ${by}${again}.`];
	});
	return told.length === 0 ? '' : `<dt>Read on</dt><dd>${told.join(' ')}</dd>\n`;
}

function deletesInWords({ deletes, systems }: SyncProfile): string {
	if (deletes.mode === 'report') return 'A record deleted in one system is reported. Nothing is ever deleted in another.';
	const listing = systems.filter((system) => system.fullList).map((system) => html(system.name));
	const seen = listing.length === 0 ? '' : ` A record missing from the list of ${listing.join(' or ')} counts as deleted there.`;
	return `A record deleted in one system is deleted in the others, unless it was changed there.${seen} More than ${deletes.mostRecords} deletes at once, or more than ${deletes.mostPercent} % of all records, stop them all.`;
}
