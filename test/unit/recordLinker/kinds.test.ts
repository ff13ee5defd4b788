import { normalise, type Kind } from '../../../nodes/RecordLinker/match/kinds';
import { HANGS_MS } from '../../support/hangs';

const read = (value: unknown, as: Kind, country?: string) => normalise(value, as, { country, noValue: new Set(['NULL', 'n/a']) });

/** All of a row are the same to a rule. */
const same: [Kind, unknown[]][] = [
	['text', ['Café  Müller-Lüdenscheidt', 'CAFE MULLER LUDENSCHEIDT', ' cafe muller.ludenscheidt ', 'Cafe\u0301 Mu\u0308ller Lu\u0308denscheidt']],
	['text', ["Arnie's", 'Arnies', 'ARNIE’S']],
	['text', ['Łódź Straße Ærø', 'lodz strasse aero']],
	['text', ['Pano & Paul', 'pano and paul', 'Pano&Paul']],
	['text', ['S.A.', 'SA', 's.a']],
	['text', ['St. Louis', 'st louis', 'St.Louis']],
	['text', [7, '7', ' 7 ']],
	['text', ['İstanbul', 'ISTANBUL', 'istanbul']],
	['company', ['Müller GmbH & Co. KG', 'The Muller', 'MÜLLER AG', 'muller', 'Müller, Ltd.', 'Müller Inc', 'Müller S.A.', 'Müller S.p.A.', 'Müller Sp. z o.o.', 'Muller Pty Ltd', 'Müller S. A.']],
	['company', ['Acme Corporation', 'ACME Corp.', 'Acme Co', 'Acme']],
	['company', ['Hanari Carnes', 'Hanari Carnes S.A. de C.V.']],
	['company', ['GmbH', 'gmbh']],
	['person', ['Müller, Hans', 'Hans Müller', 'HANS MULLER']],
	['address', ['435 South La Cienega Boulevard', '435 s. la cienega blv.', '435 S La Cienega Blvd']],
	['address', ['Hauptstraße 5', 'Hauptstr. 5', 'hauptstrasse 5']],
	['address', ['Berliner Straße 1', 'Berliner Str. 1']],
	['address', ['747 Ninth Avenue', '747 9th ave.']],
	['email', [' Ada@Example.COM', 'ada@example.com']],
	['domain', ['https://www.Acme.com/about?x=1', 'acme.com', 'sales@acme.com', 'http://acme.com:8080', 'ACME.com.']],
	['code', ['DE 123.456.789', 'de123456789', 'DE-123 456 789']],
	['code', ['05021', 5021, '5021', '005021']],
	['exact', [' a-b ', 'a-b']],
];

test.each(same)('%s: %j are the same', (as, values) => {
	const read1 = values.map((value) => read(value, as));
	expect(read1[0]).toBeDefined();
	expect(new Set(read1).size).toBe(1);
});

const different: [Kind, unknown, unknown][] = [
	['text', 'Muller', 'Mueller'],
	['text', 'ガ', 'カ'],
	['text', 'कि', 'क'],
	['company', 'Acme', 'Acme Trading'],
	['company', 'Theodor', 'Odor'],
	['email', 'ada@example.com', 'ada@example.org'],
	['code', 'A05', 'A5'],
	['exact', 'a-b', 'A-B'],
	['domain', 'acme.com', 'acme.de'],
];

test.each(different)('%s: %j and %j are not', (as, a, b) => {
	expect(read(a, as)).not.toBe(read(b, as));
});

test('phone numbers are compared as numbers, with the country where one is given', () => {
	for (const one of ['+49 30 123456', '0049 30 123456', '030/123 456', '(030) 12-34-56', 30_123_456]) expect([one, read(one, 'phone', 'DE')]).toEqual([one, '+4930123456']);
	expect(read('310/246-1501', 'phone', 'US')).toBe(read('310-246-1501', 'phone', 'US'));
	expect(read('310-246-1501 ext. 5', 'phone', 'US')).toBe('+13102461501');
	for (const country of [undefined, 'US']) expect(read('0044/171-555-7788', 'phone', country)).toBe('+441715557788');
	// Nobody knows the country: digits are compared as they stand.
	expect(read('030/123 456', 'phone')).toBe('030123456');
	expect(read('12', 'phone', 'DE')).toBeUndefined();
});

test.each<[Kind, unknown]>([
	['text', ''], ['text', '  '], ['text', '...'], ['text', null], ['text', undefined], ['text', 'NULL'], ['text', ' n/a '], ['text', NaN], ['text', ['a']], ['text', { a: 1 }],
	['email', 'no email'], ['email', 'a@b@c'], ['domain', 'localhost'], ['code', '-'], ['person', ','],
])('%s: %j is no value, and matches nothing', (as, value) => {
	expect(read(value, as)).toBeUndefined();
});

test('a person may be called Null', () => {
	expect(read('Null', 'person')).toBe('null');
});

test('a text of a million characters is read in no time', () => {
	const start = performance.now();
	for (const as of ['text', 'company', 'person', 'address', 'email', 'phone', 'domain', 'code', 'exact'] as const) read('a.'.repeat(500_000), as, 'DE');
	expect(performance.now() - start).toBeLessThan(HANGS_MS);
});
