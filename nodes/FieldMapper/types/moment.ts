import { DateTime, type IANAZone } from 'luxon';
import { Problem, show } from '../problem';
import { isCanonicalMoment, readIso } from './isoMoment';
import { checkMomentPattern } from './momentPattern';
import { asItIs, defineType, type Codec } from './type';
import { CLOCK_CHANGE, resolveLocal, zoneNamed, type ClockChange } from './zone';

const AS = ['iso', 'local', 'epochMs', 'epochSeconds', 'pattern'] as const;

interface Form {
	readonly as: (typeof AS)[number];
	readonly pattern: string;
	/** Whether every text in this pattern says its own offset. */
	readonly hasOffset: boolean;
	readonly zone: IANAZone | undefined;
	readonly clockChange: ClockChange;
	readonly cut: boolean;
}

/** A point in time. Inside: `2024-03-01T09:30:00.000Z`. Without an offset or a named zone there is none. */
export const moment = defineType(
	{
		sourceAs: { choice: AS },
		sourcePattern: { text: '' },
		sourceZone: { text: '' },
		targetAs: { choice: AS },
		targetPattern: { text: '' },
		targetZone: { text: '' },
		clockChange: { choice: CLOCK_CHANGE },
		finer: { choice: ['reject', 'cut'] },
	},
	(settings) => {
		const shared = { clockChange: settings.clockChange, cut: settings.finer === 'cut' };
		const source = codec(settings.sourceAs, settings.sourcePattern, settings.sourceZone, shared);
		if (source instanceof Problem) return source;
		const target = codec(settings.targetAs, settings.targetPattern, settings.targetZone, shared);
		if (target instanceof Problem) return target;
		return {
			source,
			target,
			fromText: (text) => readText(text.trim(), { as: 'iso', pattern: '', hasOffset: false, zone: undefined, ...shared }),
			samples: [
				'1970-01-01T00:00:00.000Z',
				'2024-03-01T09:30:00.000Z',
				'2024-03-01T09:30:00.123Z',
				'1969-12-31T23:59:59.999Z',
				'2024-07-03T09:46:40.000Z',
				'0100-01-01T00:00:00.000Z',
			],
			refuse: (way) =>
				way === 'both' && shared.cut
					? new Problem(
							'lossy',
							'cutting what is finer than a millisecond cannot be undone: 09:30:00.123456 would come back as 09:30:00.123',
							'Choose Reject under Finer Than a Millisecond, or use one row for each way.',
						)
					: undefined,
		};
	},
);

function codec(
	as: Form['as'],
	pattern: string,
	zoneName: string,
	shared: Pick<Form, 'clockChange' | 'cut'>,
): Codec<string> | Problem {
	const zone = zoneName.trim() === '' ? undefined : zoneNamed(zoneName.trim());
	if (zone === undefined && zoneName.trim() !== '') {
		return new Problem('noSuchZone', `there is no time zone "${zoneName}"`, 'Use a name like Europe/Berlin, America/New_York or UTC.');
	}
	const hasOffset = checkMomentPattern(pattern, false) === undefined;
	const form: Form = { as, pattern, hasOffset, zone, ...shared };
	if (as === 'pattern') {
		const problem = checkMomentPattern(pattern, zone !== undefined);
		if (problem !== undefined) return problem;
	}
	if (as === 'local' && zone === undefined) {
		return new Problem('noZone', 'local time without a zone is no moment', 'Name the time zone of this system, for example Europe/Berlin.');
	}
	const read = (value: unknown): string | Problem => {
		if (value instanceof Date) {
			return isoOf(value.getTime()) ?? new Problem('noSuchMoment', 'The value is an invalid date object.', 'Correct it where it comes from.');
		}
		if (as === 'epochMs' || as === 'epochSeconds') return readEpoch(value, as);
		if (typeof value !== 'string') {
			return new Problem(
				'notMoment',
				`The value is ${show(value)}, and this row takes moments as text.`,
				'Choose in the Moment Settings of the row how this system writes moments (a number may be an epoch).',
			);
		}
		return as === 'pattern' ? readPattern(value, form) : readText(value, form);
	};
	return { read, write: writer(form, read) };
}

/** The earliest and the latest moment with a four-digit year, in ms. */
const FIRST = -62_135_596_800_000;
const LAST = 253_402_300_799_999;

function readEpoch(value: unknown, as: 'epochMs' | 'epochSeconds'): string | Problem {
	const number = typeof value === 'string' && /^-?\d{1,15}$/.test(value) ? Number(value) : value;
	if (typeof number !== 'number' || !Number.isInteger(number)) {
		return new Problem('notMoment', `The value is ${show(value)}, and this row takes moments as whole ${unit(as)} since 1970.`, 'Choose in the Moment Settings of the row how this system writes moments.');
	}
	const ms = as === 'epochMs' ? number : number * 1000;
	return (
		isoOf(ms) ??
		new Problem('noSuchMoment', `${number} ${unit(as)} since 1970 lies outside the years 1 to 9999.`, 'Check whether the system counts seconds or milliseconds.')
	);
}

function unit(as: 'epochMs' | 'epochSeconds'): string {
	return as === 'epochMs' ? 'milliseconds' : 'seconds';
}

function readText(text: string, form: Form): string | Problem {
	if (isCanonicalMoment(text)) return text;
	const reading = readIso(text, form.cut);
	if (reading instanceof Problem) return reading;
	if (reading.offset !== undefined) return inRange(reading.local - reading.offset * 60_000, text);
	return fromLocal(reading.local, text, form);
}

function readPattern(text: string, form: Form): string | Problem {
	const parsed = DateTime.fromFormat(text, form.pattern, { zone: 'utc', locale: 'en-US' });
	if (!parsed.isValid) {
		return new Problem('notMoment', `${show(text)} is not a moment written like ${form.pattern}.`, parsed.invalidExplanation ?? 'Correct the pattern or the value.');
	}
	if (form.hasOffset) return inRange(parsed.toMillis(), text);
	return fromLocal(parsed.toMillis(), text, form);
}

function fromLocal(local: number, text: string, form: Form): string | Problem {
	if (form.zone === undefined) {
		return new Problem(
			'noOffset',
			`${show(text)} names no time zone: it could be any of 27 hours.`,
			'Name the time zone of this system in the Moment Settings of the row.',
		);
	}
	const found = resolveLocal(local, form.zone, form.clockChange);
	if (found.kind === 'moment') return inRange(found.ms, text);
	const choose = 'Choose under Clock Change which moment is meant, or have the system send an offset.';
	return found.kind === 'gap'
		? new Problem('skippedTime', `${show(text)} does not exist in ${form.zone.name}: the clocks skipped it.`, choose)
		: new Problem('repeatedTime', `${show(text)} happened twice in ${form.zone.name}: the clocks were set back.`, choose);
}

function inRange(ms: number, text: string): string | Problem {
	return isoOf(ms) ?? new Problem('noSuchMoment', `${show(text)} lies outside the years 1 to 9999.`, 'Correct it in the system it comes from.');
}

/** @returns the moment, or undefined where it has no year of four digits */
function isoOf(ms: number): string | undefined {
	return ms >= FIRST && ms <= LAST ? new Date(ms).toISOString() : undefined;
}

function writer(form: Form, read: Codec<string>['read']): Codec<string>['write'] {
	if (form.as === 'iso' && form.zone === undefined) return asItIs;
	if (form.as === 'epochMs') return (inner) => Date.parse(inner);
	const spell = speller(form);
	// What this form cannot say (half a second, the second of two equal times) must not be written as something else.
	return (inner) => {
		const written = spell(Date.parse(inner));
		return read(written) === inner
			? written
			: new Problem(
					'notExpressible',
					`${inner} cannot be written in this form without becoming another moment.`,
					'Choose a form with an offset and with enough digits.',
				);
	};
}

function speller({ as, pattern, zone }: Form): (ms: number) => string | number {
	if (as === 'epochSeconds') return (ms) => Math.trunc(ms / 1000);
	const options = { zone: zone ?? 'utc', locale: 'en-US' };
	if (as === 'pattern') return (ms) => DateTime.fromMillis(ms, options).toFormat(pattern);
	return (ms) => DateTime.fromMillis(ms, options).toISO({ includeOffset: as === 'iso' }) ?? '';
}
