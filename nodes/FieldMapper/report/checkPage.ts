import { html } from '../../shared/render/escape';
import { formatCount, formatShare } from '../../shared/render/numbers';
import { banner, figures, page, type BannerState } from '../../shared/render/page';
import type { CheckCounts } from '../check/checkRecords';
import type { Example } from '../check/examples';
import { DOUBTS } from '../check/doubts';
import type { FieldTally, Finding } from '../check/fieldTally';
import { CHANGES } from '../check/nameChange';
import { findingsOf, verdictOf, type Verdict } from '../check/verdict';
import { headlineOf } from './checkHeadline';
import { CHECK_STYLE } from './checkStyle';

/** What a check found, as a page of its own for people who have no n8n in front of them. Every value is escaped. */
export function checkPage(counts: CheckCounts, name: string): string {
	const { records, accepted, fields, table } = counts;
	const { state, title, reasons } = headlineOf(counts);
	const cards: [string, string, string][] = [
		['Items', formatCount(records), `records of the ${table.direction === 'forward' ? 'source' : 'target'}`],
		['Mapped', formatShare(records === 0 ? undefined : accepted / records), `${formatCount(accepted)} items that every row takes`],
		['Fields', formatCount(fields.length), 'rows of the table'],
		['Not in the table', formatCount(counts.unmapped.size), counts.unmappedIsCut ? 'fields that no row reads, or more' : 'fields that no row reads'],
	];
	return page(
		{ title: `${name}: mapping check`, eyebrow: 'Mapping check', heading: name, under: directionWords(counts) },
		CHECK_STYLE,
		`${banner(state, title, reasons)}
${figures(cards)}
<h2>Field by field</h2>
<div class="card wide">${fieldsTable(fields)}</div>
${details(fields)}
${unmappedTable(counts)}`,
	);
}

function directionWords({ table }: CheckCounts): string {
	return table.direction === 'forward'
		? 'Each item went from the source to the target by the table, and back.'
		: 'Each item went from the target to the source by the table, and back.';
}

const TAGS: Readonly<Record<Verdict, BannerState>> = {
	refused: 'attention',
	loses: 'attention',
	rejects: 'watch',
	'lets pass': 'watch',
	doubtful: 'watch',
	respells: 'empty',
	'never filled': 'empty',
	'other way only': 'empty',
	fine: 'healthy',
};

function fieldsTable(fields: readonly FieldTally[]): string {
	const columns = ['Filled', 'Absent', 'Null', 'Empty', 'Rejected'];
	return `<table><thead><tr><th scope="col">Field</th><th scope="col">Verdict</th>${columns.map((name) => `<th scope="col">${name}</th>`).join('')}<th scope="col" class="words">What was found</th></tr></thead>
<tbody>${fields.map(fieldRow).join('\n')}</tbody></table>`;
}

function fieldRow(field: FieldTally): string {
	const { checked, items, states, fates } = field;
	const verdict = verdictOf(field);
	const { row } = checked;
	const name =
		row === undefined
			? html(checked.label)
			: `${html(row.source.text)} → ${html(row.target.text)}<small>${html(row.type)}, ${row.way === 'both' ? 'both ways' : `${row.way} only`}</small>`;
	const share = (count: number): string => formatShare(items === 0 ? undefined : count / items);
	const cell = (count: number): string => `<td${count === 0 ? ' class="zero"' : ''}>${share(count)}</td>`;
	const filled = items === 0 ? 0 : Math.round((1000 * states.filled) / items) / 10;
	return `<tr><th scope="row">${name}</th><td><span class="tag ${TAGS[verdict]}">${verdict}</span></td><td>${share(states.filled)}<span class="bar" aria-hidden="true"><i style="width:${filled}%"></i></span></td>${[states.absent, states.null, states.empty, fates.rejected].map(cell).join('')}<td class="words">${findingsOf(field)
		.map((text) => `<p>${html(text)}</p>`)
		.join('')}</td></tr>`;
}

function details(fields: readonly FieldTally[]): string {
	const blocks = fields.flatMap((field) => [
		...[...field.lost].map(([change, finding]) => block(field, 'does not come back', CHANGES[change], finding)),
		...[...field.rejections.values()].map((finding) => block(field, `${field.fates.rejected === 0 ? 'let pass' : 'rejected'}: ${finding.rule}`, `${finding.message} ${finding.fix}`, finding)),
		...[...field.doubts].map(([doubt, finding]) => block(field, 'doubtful', DOUBTS[doubt], finding)),
		...[...field.respelled].map(([change, finding]) => block(field, 'another spelling', CHANGES[change], finding)),
	]);
	return blocks.length === 0 ? '' : `<h2>Examples</h2>\n<div class="card">${blocks.join('\n')}</div>`;
}

function block(field: FieldTally, what: string, words: string, { count, examples }: Finding): string {
	const rows = examples.list.map((example) => `<tr><td>${example.item}</td>${[example.value, example.there, example.back].map(cellOf).join('')}</tr>`);
	return `<details><summary>${html(nameOf(field))}: ${html(what)} (${formatCount(count)} of ${formatCount(field.items)})</summary>
<p class="fix">${html(words)}</p><div class="wide"><table><thead><tr><th scope="col">Item</th><th scope="col">Value</th><th scope="col">There</th><th scope="col">Back</th></tr></thead><tbody>${rows.join('')}</tbody></table></div></details>`;
}

function cellOf(value: Example['value']): string {
	return value === undefined ? '<td class="zero">–</td>' : `<td><code>${html(JSON.stringify(value))}</code></td>`;
}

function nameOf({ checked: { row, label } }: FieldTally): string {
	return row === undefined ? label : `${row.source.text} → ${row.target.text}`;
}

function unmappedTable({ unmapped, records, unmappedIsCut }: CheckCounts): string {
	if (unmapped.size === 0) return '';
	const rows = [...unmapped.values()].map(({ path, items, filled }) => `<tr><th scope="row">${html(path)}</th><td>${formatCount(items)}</td><td>${formatShare(filled / records)}</td></tr>`);
	return `<h2>Fields that no row reads</h2>
<div class="card wide"><table><thead><tr><th scope="col">Field</th><th scope="col">Items</th><th scope="col">Filled</th></tr></thead><tbody>${rows.join('')}</tbody></table>${unmappedIsCut ? '<p class="sub">There are more.</p>' : ''}</div>`;
}
