import fc from 'fast-check';
import type { Row } from '../generators';

const oneOf = fc.constantFrom;

/** The same settings for both sides. */
const sides = (side: Record<string, fc.Arbitrary<unknown>>, row: Record<string, fc.Arbitrary<unknown>> = {}): fc.Arbitrary<Row> =>
	fc.record({
		...row,
		...Object.fromEntries(['source', 'target'].flatMap((name) => Object.entries(side).map(([setting, values]) => [name + setting, values]))),
	});

const datePattern = oneOf('yyyy-MM-dd', 'dd.MM.yyyy', 'd.M.yyyy', 'M/d/yyyy', 'yyyyMMdd', "dd 'of' MM yyyy", 'dd.MM.yy', 'EEE d MMM y');
const date = sides({ As: oneOf('pattern', 'pattern', 'number', 'serial'), Pattern: datePattern }, { yearsFrom: oneOf(undefined, 1950) });
const moment = sides(
	{
		As: oneOf('iso', 'local', 'epochMs', 'epochSeconds', 'epochMicros', 'epochNanos', 'pattern'),
		Zone: oneOf('', '', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'UTC', 'Africa/Casablanca'),
		Pattern: oneOf('yyyy-MM-dd HH:mm:ss.SSS', 'dd.MM.yyyy HH:mm', 'yyyy/MM/dd h:mm:ss a ZZ', 'yyyy-MM-dd HH:mm:ss z', 'd.M.yy H:m:s', ''),
	},
	{
		clockChange: oneOf('reject', 'earlier', 'later', 'usual'),
		finer: oneOf('reject', 'keep', 'keep', 'cut'),
		offset: oneOf('utc', 'utc', 'keep'),
		yearsFrom: oneOf(undefined, 1970),
	},
);
const duration = sides(
	{ As: oneOf('iso', 'clock', 'clockPadded', 'hoursMinutes', 'minutesSeconds', 'letters', 'milliseconds', 'seconds', 'minutes', 'hours', 'days') },
	{ day: oneOf('refuse', 'hours24') },
);

/** Settings of the types of time and structure; some of it makes no sense, and the table must say so. */
export const timeStructureSettings: Record<string, fc.Arbitrary<Row>> = {
	date,
	time: sides({ As: oneOf('iso', 'pattern', 'seconds', 'minutes', 'milliseconds'), Pattern: oneOf('HH:mm', 'h:mm:ss a', 'HHmmss', 'H', 'HH:mm:ss.SSS') }),
	moment,
	duration,
	list: sides(
		{ As: oneOf('list', 'text'), Separator: oneOf(',', ';', '--', '\\n', ' | ', 'ab'), Quotes: oneOf('none', 'double', 'backslash') },
		{
			itemType: oneOf('text', 'integer', 'decimal', 'boolean', 'date', 'time', 'moment', 'duration', 'enum'),
			dateSettings: date,
			momentSettings: moment,
			durationSettings: duration,
			order: oneOf('keep', 'keep', 'keep', 'ascending'),
			duplicates: oneOf('keep', 'keep', 'reject', 'remove'),
			emptyEntries: oneOf('reject', 'reject', 'reject', 'drop'),
			minCount: oneOf(undefined, undefined, 1),
			maxCount: oneOf(undefined, undefined, 2),
		},
	),
	object: fc.record({ keys: oneOf('', 'a, b', '__proto__'), requiredKeys: oneOf('', '', 'a'), otherKeys: oneOf('reject', 'drop') }),
	json: sides({ As: oneOf('text', 'value') }, { holds: oneOf('any', 'object', 'list'), bigNumbers: oneOf('reject', 'reject', 'text'), spelling: oneOf('compact', 'sorted', 'lines') }),
	base64: sides({ As: oneOf('text', 'base64', 'base64url', 'hex') }),
	extract: fc.record({
		pattern: oneOf('^A(.*)$', '^(\\d+)$', '^(.*) end$', '(\\d+)', 'a|b', '(', '^"([^"]*)"$'),
		from: oneOf('source', 'target'),
		noMatch: oneOf('reject', 'reject', 'leaveOut', 'null'),
	}),
};

/** Values worth trying on them. */
export const timeStructureValues: fc.Arbitrary<unknown> = fc.oneof(
	oneOf('09:30', '9:30 AM', '12:00 am', '093000', '24:00', 34200, 570, '23:59:59.999999999', 'PT1H30M', '1:30', '1:30:00', '90:00', '1h 30m', 'P1D', '-PT0.5S', 1.5, 90, -1),
	oneOf('01.03.24', '20240301', 20240301, 45352, 60, 'Fri 1 Mar 2024', '31.03.2024 02:30', '27.10.2024 02:30', '2024-03-31T02:30:00', '2024-10-27T02:30:00'),
	oneOf('2024-03-01T09:30:00.123456Z', '1709285400123456789', 1709285400123456, '1709285400', '2024-03-01T10:30:00.000+05:00', '2024-03-01 10:30:00 Europe/Berlin'),
	oneOf('{"a":1}', '[1, 2]', 'null', '""', '"x"', '9007199254740993', '{"a":1,"a":2}', '-0', 'Zg==', 'Zg', '_w', '666f', 'A12', 'x end', '"q"', 'A', '["A","B"]'),
	oneOf<unknown>({ a: 1 }, { a: 'x', b: null }, JSON.parse('{"__proto__":1}'), [], ['A', 'B'], ['A', 'A'], ['2024-03-01', '2024-02-29'], ['a,b', 'c"d'], ['', ' '], [null], 'a,"b,c"', 'a\\,b,c', 'A;B', 'A\nB'),
);
