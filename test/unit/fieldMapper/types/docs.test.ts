import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { forward, reverse, through, type RowInput } from '../harness';

interface Example {
	readonly title: string;
	readonly row: RowInput;
	/** Source, target, back. */
	readonly trips: string[][];
	/** Value, rule, message. */
	readonly rejected: string[][];
}

/** The page's worked examples: sections with a row in JSON and the two tables. */
function examples(): Example[] {
	const page = readFileSync(join(__dirname, '../../../../docs/field-mapper-types.md'), 'utf8');
	return page.split(/^### /m).slice(1).flatMap((section) => {
		const row = /```json\n(\{ "type": .*?)\n```/s.exec(section)?.[1];
		const trips = tableUnder(section, '| source | target | back |');
		if (row === undefined || trips.length === 0) return [];
		return [{ title: section.split('\n', 1)[0]!, row: JSON.parse(row) as RowInput, trips, rejected: tableUnder(section, '| rejected | rule | what it says |') }];
	});
}

function tableUnder(section: string, head: string): string[][] {
	const lines = section.split('\n');
	const start = lines.indexOf(head);
	if (start < 0) return [];
	const end = lines.findIndex((line, i) => i > start && !line.startsWith('|'));
	return lines.slice(start + 2, end < 0 ? undefined : end).map((line) => line.slice(2, -2).split(' | ').map((cell) => cell.replace(/^`(.*)`$/, '$1')));
}

describe('the worked examples in docs/field-mapper-types.md', () => {
	const all = examples();

	it('are there for the types of time and structure', () => {
		expect(all.map(({ title }) => title)).toEqual(
			expect.arrayContaining(['Date', 'Time', 'Moment', 'Duration', 'List', 'Object', 'JSON Text', 'Base64', 'Extract', 'Raw']),
		);
	});

	it('are there for the value types', () => {
		expect(all.map(({ title }) => title)).toEqual(
			expect.arrayContaining(['Text', 'Integer', 'Decimal', 'Money', 'Percent', 'Quantity', 'Boolean', 'Phone', 'Email', 'URL', 'Country', 'Language']),
		);
	});

	it.each(all.flatMap(({ title, row, trips }) => trips.map((trip) => [title, trip, row] as const)))('%s: %j', (_, [source, target, back], row) => {
		expect(forward(row, JSON.parse(source!))).toEqual(JSON.parse(target!));
		expect(reverse(row, JSON.parse(target!))).toEqual(JSON.parse(back!));
	});

	it.each(all.flatMap(({ title, row, rejected }) => rejected.map((one) => [title, one, row] as const)))('%s rejects %j', (_, [value, rule, message], row) => {
		expect(through(row, JSON.parse(value!))).toMatchObject({ rejected: { rule, message } });
	});
});
