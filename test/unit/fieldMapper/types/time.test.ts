import { compile, problemOf, refused, through } from './codec';

describe('date', () => {
	it('is a number like 20240301, and back', () => {
		const { forward, reverse } = through('date', { sourceAs: 'number', sourcePattern: 'yyyyMMdd' });
		expect([20240301, '20240301', 10101].map(forward)).toEqual(['2024-03-01', '2024-03-01', '0001-01-01']);
		expect(['2024-03-01', '0001-01-01', '9999-12-31'].map(reverse)).toEqual([20240301, 10101, 99991231]);
		expect([20240230, 2024031, 1e9, -20240301, 20240301.5, NaN, '2024-03-01'].map(forward)).toEqual([
			'rule: noSuchDate', 'rule: noSuchDate', 'rule: notDate', 'rule: notDate', 'rule: notDate', 'rule: notDate', 'rule: notDate',
		]);
		expect(refused('date', { sourceAs: 'number' })).toContain('cannot be used for a number');
	});

	it('is a day that a spreadsheet counts, with the day that never was', () => {
		const { forward, reverse } = through('date', { sourceAs: 'serial' });
		// As Excel and LibreOffice show these numbers.
		const days = [[1, '1900-01-01'], [59, '1900-02-28'], [61, '1900-03-01'], [25569, '1970-01-01'], [45352, '2024-03-01'], [2958465, '9999-12-31']] as const;
		for (const [serial, date] of days) expect([forward(serial), reverse(date)]).toEqual([date, serial]);
		expect(forward('45352')).toBe('2024-03-01');
		expect([60, 0, -1, 2958466].map(forward)).toEqual(Array(4).fill('rule: noSuchDate'));
		expect([45352.5, NaN, '2024-03-01', true].map(forward)).toEqual(Array(4).fill('rule: notDate'));
		expect(problemOf('date', { sourceAs: 'serial' }, 45352.5).fix).toContain('time of day');
		expect(reverse('1899-12-31')).toBe('rule: notExpressible');
	});

	it('knows years of two digits only where their century is stated', () => {
		expect(refused('date', { sourcePattern: 'dd.MM.yy' })).toContain('any century');
		const { forward, reverse } = through('date', { sourcePattern: 'dd.MM.yy', yearsFrom: 1950 });
		expect(['01.03.50', '01.03.99', '01.03.00', '01.03.49'].map(forward)).toEqual(['1950-03-01', '1999-03-01', '2000-03-01', '2049-03-01']);
		expect(['1950-03-01', '2049-12-31', '1949-12-31', '2050-01-01'].map(reverse)).toEqual(['01.03.50', '31.12.49', 'rule: notExpressible', 'rule: notExpressible']);
	});

	it('knows month names, and days of the week that must be right', () => {
		const { forward, reverse } = through('date', { sourcePattern: 'EEE, d MMM yyyy' });
		expect([forward('Fri, 1 Mar 2024'), forward('fri, 01 MAR 2024'), reverse('2024-03-01')]).toEqual(['2024-03-01', '2024-03-01', 'Fri, 1 Mar 2024']);
		expect([forward('Sat, 1 Mar 2024'), forward('Fri, 1 Mär 2024')]).toEqual(['rule: noSuchDate', 'rule: notDate']);
		expect(through('date', { sourcePattern: 'MMMM d, yyyy' }).reverse('2024-09-30')).toBe('September 30, 2024');
	});

	it.each([
		['yyyy-MM', 'the day (dd) is missing'],
		['yyyy-MM-dd dd', 'stands twice'],
		['yyyy-MM-dd HH', '"HH" is not known'],
		['dMyyyy', 'cannot be told apart'],
		['yyyy-QQ-dd', '"QQ" is not known'],
		['', 'the year (yyyy) is missing'],
		['constructor', 'is not known'],
	])('refuses the pattern %p: %s', (sourcePattern, why) => {
		expect(refused('date', { sourcePattern })).toContain(why);
	});
});

describe('time', () => {
	it('is read as ISO and written by a pattern', () => {
		const { forward, reverse } = through('time', { targetAs: 'pattern', targetPattern: 'h:mm a' });
		expect(['00:00', '09:30', '12:00', '23:59:00'].map(forward)).toEqual(['12:00 AM', '9:30 AM', '12:00 PM', '11:59 PM']);
		expect(['12:00 AM', '9:30 am', '12:30 p.m.', '11:59 PM'].map(reverse)).toEqual(['00:00:00', '09:30:00', '12:30:00', '23:59:00']);
		expect(['13:00 PM', '0:30 AM', '9:60 AM'].map(reverse)).toEqual(['rule: notTime', 'rule: notTime', 'rule: noSuchTime']);
		expect(forward('09:30:15')).toBe('rule: notExpressible');
	});

	it('is a count since midnight', () => {
		const seconds = through('time', { sourceAs: 'seconds' });
		expect([0, 34200, '86399'].map(seconds.forward)).toEqual(['00:00:00', '09:30:00', '23:59:59']);
		expect(['00:00', '23:59:59', '09:30:00.5'].map(seconds.reverse)).toEqual([0, 86399, 'rule: notExpressible']);
		expect([86400, -1].map(seconds.forward)).toEqual(['rule: noSuchTime', 'rule: noSuchTime']);
		expect(through('time', { sourceAs: 'minutes' }).reverse('09:30')).toBe(570);
		expect(through('time', { sourceAs: 'milliseconds' }).forward(34200001)).toBe('09:30:00.001');
		expect(through('time', { sourceAs: 'milliseconds' }).reverse('09:30:00.0005')).toBe('rule: notExpressible');
	});

	it('keeps up to nine decimals, and none that say nothing', () => {
		expect(['09:30:00.100', '09:30:00.000000001', '09:30:00,5', '09:30:00.000'].map(through('time').forward)).toEqual([
			'09:30:00.1', '09:30:00.000000001', '09:30:00.5', '09:30:00',
		]);
		expect(through('time', { targetAs: 'pattern', targetPattern: 'HH:mm:ss.SSSSSS' }).forward('09:30:00.25')).toBe('09:30:00.250000');
	});

	it.each([
		['24:00', 'noSuchTime', 'Midnight is 00:00'],
		['23:59:60', 'noSuchTime', 'Correct it'],
		['9:30', 'notTime', 'Choose in the Time Settings'],
		['09:30:00Z', 'notTime', 'without it'],
		['09:30+02:00', 'notTime', 'without it'],
		['2024-03-01T09:30:00Z', 'notTime', 'Moment or Date'],
		[new Date(0), 'notTime', 'Moment or Date'],
		[570, 'notTime', 'Time Settings'],
		['', 'notTime', 'Time Settings'],
	])('rejects %p (%s) and says what to do', (value, rule, fix) => {
		expect(problemOf('time', {}, value)).toMatchObject({ rule, fix: expect.stringContaining(fix) as string });
	});

	it.each([
		['h:mm', 'h needs a'],
		['HH:mm a', 'a for am and pm goes with h'],
		['mm:ss', 'the hour (HH) is missing'],
		['HH:ss', 'the minute (mm) is missing'],
		['HH:mm.SSS', 'a fraction needs the second'],
		['yyyy HH', '"yyyy" is not known'],
	])('refuses the pattern %p: %s', (targetPattern, why) => {
		expect(refused('time', { targetAs: 'pattern', targetPattern })).toContain(why);
	});
});

describe('moment', () => {
	it('is microseconds and nanoseconds where a side says so, to the last digit', () => {
		const micros = through('moment', { sourceAs: 'epochMicros', finer: 'keep' });
		expect(micros.forward(1709285400123456)).toBe('2024-03-01T09:30:00.123456Z');
		expect(micros.reverse('2024-03-01T09:30:00.123456Z')).toBe(1709285400123456);
		expect(micros.forward(-1)).toBe('1969-12-31T23:59:59.999999Z');
		expect(micros.reverse('1969-12-31T23:59:59.999999Z')).toBe(-1);
		const nanos = through('moment', { sourceAs: 'epochNanos', finer: 'keep' });
		expect(nanos.forward('1709285400123456789')).toBe('2024-03-01T09:30:00.123456789Z');
		expect(nanos.reverse('2024-03-01T09:30:00.123456789Z')).toBe('1709285400123456789');
		expect(nanos.forward(Number('1709285400123456789'))).toBe('rule: beyondExact');
		expect(micros.reverse('2024-03-01T09:30:00.1234567Z')).toBe('rule: notExpressible');
		expect(through('moment', { sourceAs: 'epochMicros' }).forward(1709285400123456)).toBe('rule: beyondMillisecond');
		expect(through('moment', { sourceAs: 'epochMicros' }).forward(1709285400123000)).toBe('2024-03-01T09:30:00.123Z');
		expect(through('moment', { sourceAs: 'epochMicros', finer: 'cut' }).forward(-1)).toBe('1969-12-31T23:59:59.999Z');
	});

	it('keeps what is finer than a millisecond where that is asked for, and rejects where there is no room', () => {
		const keep = { finer: 'keep' };
		expect(through('moment', keep).forward('2024-03-01T10:30:00.123456+01:00')).toBe('2024-03-01T09:30:00.123456Z');
		expect(through('moment', { ...keep, targetAs: 'epochMs' }).forward('2024-03-01T09:30:00.123456Z')).toBe('rule: notExpressible');
		const pattern = through('moment', { ...keep, targetAs: 'pattern', targetPattern: 'yyyy-MM-dd HH:mm:ss.SSSSSS', targetZone: 'Europe/Berlin' });
		expect(pattern.forward('2024-03-01T09:30:00.123456Z')).toBe('2024-03-01 10:30:00.123456');
		expect(pattern.reverse('2024-03-01 10:30:00.123456')).toBe('2024-03-01T09:30:00.123456Z');
		expect(through('moment', { ...keep, sourceAs: 'local', sourceZone: 'Europe/Berlin' }).reverse('2024-03-01T09:30:00.000000001Z')).toBe('2024-03-01T10:30:00.000000001');
	});

	it('keeps the offset where that is asked for', () => {
		const keep = through('moment', { offset: 'keep' });
		expect(['2024-03-01T10:30:00+01:00', '2024-03-01T10:30:00-0330', '2024-03-01T10:30:00-00:00'].map(keep.forward)).toEqual([
			'2024-03-01T10:30:00.000+01:00', '2024-03-01T10:30:00.000-03:30', '2024-03-01T10:30:00.000Z',
		]);
		const pattern = through('moment', { offset: 'keep', targetAs: 'pattern', targetPattern: 'dd.MM.yyyy HH:mm ZZ' });
		expect(pattern.forward('2024-03-01T10:30:00+05:45')).toBe('01.03.2024 10:30 +05:45');
		expect(pattern.reverse('01.03.2024 10:30 +05:45')).toBe('2024-03-01T10:30:00.000+05:45');
		const zoned = through('moment', { offset: 'keep', sourceZone: 'Europe/Berlin' });
		expect([zoned.forward('2024-07-01T10:30:00'), zoned.forward('2024-07-01T10:30:00+05:00')]).toEqual(['2024-07-01T10:30:00.000+02:00', '2024-07-01T10:30:00.000+05:00']);
		expect(zoned.reverse('2024-07-01T10:30:00+05:00')).toBe('2024-07-01T10:30:00.000+05:00');
	});

	it('refuses to keep offsets both ways where a side has none, with the value that would be lost', () => {
		const loss = (settings: object): string | undefined => {
			const type = compile('moment', { offset: 'keep', ...settings });
			return 'refuse' in type ? type.refuse!('both')?.message : 'refused';
		};
		expect(loss({})).toBeUndefined();
		expect(loss({ targetAs: 'epochMs' })).toContain('2024-03-01T10:30:00+05:00 would come back with another one');
		expect(loss({ sourceAs: 'local', sourceZone: 'UTC' })).toContain('only the target has them');
		expect(loss({ sourceAs: 'epochMs', targetAs: 'epochSeconds' })).toContain('neither side has any');
		expect(loss({ targetAs: 'pattern', targetPattern: 'yyyy-MM-dd HH:mm ZZ z' })).toContain('would come back');
	});

	it('takes of a skipped or repeated time what most programs take, if asked', () => {
		const { forward } = through('moment', { sourceAs: 'local', sourceZone: 'Europe/Berlin', clockChange: 'usual' });
		expect(['2024-03-31T02:30:00', '2024-10-27T02:30:00'].map(forward)).toEqual(['2024-03-31T01:30:00.000Z', '2024-10-27T00:30:00.000Z']);
	});

	it('follows the policy also where the text itself names the zone', () => {
		const named = (clockChange: string): unknown => through('moment', { sourceAs: 'pattern', sourcePattern: 'yyyy-MM-dd HH:mm z', clockChange }).forward('2024-03-31 02:30 Europe/Berlin');
		expect(['reject', 'earlier', 'later', 'usual'].map(named)).toEqual(['rule: skippedTime', '2024-03-31T00:30:00.000Z', '2024-03-31T01:30:00.000Z', '2024-03-31T01:30:00.000Z']);
		const both = through('moment', { sourceAs: 'pattern', sourcePattern: 'yyyy-MM-dd HH:mm ZZ z' });
		expect(both.forward('2024-10-27 02:30 +01:00 Europe/Berlin')).toBe('2024-10-27T01:30:00.000Z');
		expect(both.forward('2024-10-27 02:30 +03:00 Europe/Berlin')).toBe('rule: noSuchMoment');
		expect(both.forward('2024-10-27 02:30 +01:00 Europe/Atlantis')).toBe('rule: noSuchZone');
	});

	it('checks the day of the week, and writes it', () => {
		const { forward, reverse } = through('moment', { sourceAs: 'pattern', sourcePattern: 'EEE, dd MMM yyyy HH:mm:ss ZZZ' });
		expect(forward('Fri, 01 Mar 2024 10:30:00 +0100')).toBe('2024-03-01T09:30:00.000Z');
		expect(forward('Thu, 01 Mar 2024 10:30:00 +0100')).toBe('rule: noSuchMoment');
		expect(reverse('2024-03-01T09:30:00Z')).toBe('Fri, 01 Mar 2024 09:30:00 +0000');
	});

	it('knows a clock that was not whole minutes ahead of UTC', () => {
		const { forward, reverse } = through('moment', { sourceAs: 'local', sourceZone: 'Europe/Amsterdam' });
		// Amsterdam was 0:19:32 ahead until 1937 (later data merge it with Brussels): whichever it is, it comes back.
		expect(reverse(forward('1930-01-01T12:00:00.000') as string)).toBe('1930-01-01T12:00:00.000');
		const monrovia = through('moment', { sourceAs: 'local', sourceZone: 'Africa/Monrovia' });
		expect(monrovia.forward('1960-01-01T00:00:00')).toBe('1960-01-01T00:44:30.000Z');
		expect(monrovia.reverse('1960-01-01T00:44:30Z')).toBe('1960-01-01T00:00:00.000');
		expect(through('moment', { sourceZone: 'Africa/Monrovia' }).reverse('1960-01-01T00:44:30Z')).toBe('rule: notExpressible');
		expect(through('moment', { sourceZone: 'Africa/Monrovia', offset: 'keep' }).forward('1960-01-01T00:00:00')).toBe('rule: oddOffset');
	});

	it('has the day that Samoa skipped', () => {
		const apia = (clockChange: string): unknown => through('moment', { sourceAs: 'local', sourceZone: 'Pacific/Apia', clockChange }).forward('2011-12-30T12:00:00');
		expect(['reject', 'earlier', 'later'].map(apia)).toEqual(['rule: skippedTime', '2011-12-29T22:00:00.000Z', '2011-12-30T22:00:00.000Z']);
	});

	it.each([['Mars/Olympus'], ['+01:00'], ['__proto__'], ['a'.repeat(100_000)], ['Europe Berlin']])('refuses the zone %p', (sourceZone) => {
		expect(refused('moment', { sourceZone })).toContain('there is no time zone');
	});
});
