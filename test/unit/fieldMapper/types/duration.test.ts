import { problemOf, refused, through } from './codec';

describe('duration', () => {
	it.each([
		['minutes', 'PT1H30M', 90],
		['seconds', 'PT1H30M', 5400],
		['milliseconds', 'PT0.25S', 250],
		['hours', 'PT1H30M', 1.5],
		['hours', 'PT36S', 0.01],
		['clock', 'PT1H30M', '1:30:00'],
		['clock', 'PT100H5S', '100:00:05'],
		['clock', 'PT0.5S', '0:00:00.5'],
		['clockPadded', 'PT1H30M', '01:30:00'],
		['hoursMinutes', 'PT1H30M', '1:30'],
		['minutesSeconds', 'PT1H30M', '90:00'],
		['letters', 'PT1H30M', '1h 30m'],
		['letters', 'PT26H0.5S', '26h 0.5s'],
		['letters', 'PT0S', '0s'],
		['clock', '-PT1M', '-0:01:00'],
		['hours', '-PT30M', -0.5],
	])('in %s: %s is %p, and back', (targetAs, iso, spelled) => {
		const { forward, reverse } = through('duration', { targetAs });
		expect(forward(iso)).toBe(spelled);
		expect(reverse(spelled)).toBe(iso);
	});

	it('is the same however it is spelled', () => {
		const { forward } = through('duration', { targetAs: 'seconds' });
		expect(['PT90M', 'PT1.5H', 'PT1,5H', 'PT5400S', 'PT1H30M0S', '+PT1H30M'].map(forward)).toEqual(Array(6).fill(5400));
		expect(through('duration', { sourceAs: 'letters', targetAs: 'seconds' }).forward('1h30m')).toBe(5400);
		expect(through('duration', { sourceAs: 'letters', targetAs: 'seconds' }).forward('90 min')).toBe(5400);
	});

	it('rounds nothing', () => {
		expect(through('duration', { targetAs: 'hours' }).forward('PT20M')).toBe('rule: notExpressible');
		expect(through('duration', { targetAs: 'hoursMinutes' }).forward('PT20S')).toBe('rule: notExpressible');
		expect(through('duration', { sourceAs: 'hours' }).forward(0.1)).toBe('PT6M');
		expect(through('duration', { sourceAs: 'seconds' }).forward(0.1)).toBe('PT0.1S');
		expect(through('duration', { sourceAs: 'hours' }).forward(1 / 3)).toBe('rule: tooFine');
		expect(through('duration').forward('PT0.0000000001S')).toBe('rule: tooFine');
		expect(through('duration', { sourceAs: 'seconds' }).forward('9007199254740993')).toBe('PT2501999792983H36M33S');
		expect(through('duration', { sourceAs: 'seconds' }).reverse('PT2501999792983H36M33S')).toBe('9007199254740993');
	});

	it('has no days, weeks, months or years of its own accord', () => {
		expect(problemOf('duration', {}, 'P1D')).toMatchObject({ rule: 'noDay', fix: expect.stringContaining('24 Hours') as string });
		expect(['P1D', 'P1W', 'P1DT1H', 'P1M', 'P1Y', 'P1Y2M10DT2H30M'].map(through('duration').forward)).toEqual([
			'rule: noDay', 'rule: noDay', 'rule: noDay', 'rule: noMonth', 'rule: noMonth', 'rule: noMonth',
		]);
		const day24 = through('duration', { day: 'hours24', targetAs: 'days' });
		expect(['P1D', 'P1W', 'PT12H', 'P1DT6H'].map(day24.forward)).toEqual([1, 7, 0.5, 1.25]);
		expect(day24.reverse(1.5)).toBe('PT36H');
		expect(refused('duration', { targetAs: 'days' })).toContain('no exact length');
		expect(through('duration', { sourceAs: 'letters', day: 'hours24' }).forward('1w 2d 3h')).toBe('PT219H');
	});

	it.each([['P'], ['PT'], ['P1DT'], ['PT1.5H30M'], ['PT-1H'], ['1H'], ['PT1M1H'], ['1:30:00'], [''], [' PT1H'], [5400], [{}], [true], ['PT1H\n'], [`PT${'9'.repeat(16)}S`]])('rejects %p as ISO', (value) => {
		expect(through('duration').forward(value)).toBe('rule: notDuration');
	});

	it.each([
		['clock', ['1:30', '1:60:00', '1:00:60', '01:3:00', ':30:00', '', 90]],
		['hoursMinutes', ['1:30:00', '1:60', '90', '1:5', '1:30.5']],
		['minutesSeconds', ['1:60', '1:5', '1:30:00']],
		['letters', ['', ' ', '30', '30m 1h', '1x', '1.5h 30m']],
		['minutes', ['1:30', 'x', '', NaN, Infinity, 2 ** 60, '1e3', null, [90]]],
	])('in %s rejects %p', (sourceAs, values) => {
		for (const value of values) expect([value, through('duration', { sourceAs }).forward(value)]).toEqual([value, 'rule: notDuration']);
	});
});
