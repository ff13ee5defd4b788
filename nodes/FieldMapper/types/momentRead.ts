import { Problem, show } from '../problem';
import { isRealDate, utcMs, weekdayOf } from './calendar';
import { isEpochUnit, outsideYears, readEpoch } from './epoch';
import { spellInstant, type Instant } from './instant';
import { isCanonicalMoment, readIso, type Reading } from './isoMoment';
import type { Form } from './momentForm';
import { resolveLocal, zoneNamed } from './zone';

/** @returns the moment as it is spelled inside */
export function readMoment(value: unknown, form: Form): string | Problem {
	const { as } = form;
	if (value instanceof Date) {
		const ms = value.getTime();
		return spellInstant({ ms, rest: 0, offset: 0 }) ?? new Problem('noSuchMoment', 'The value is an invalid date object.', 'Correct it where it comes from.');
	}
	if (isEpochUnit(as)) {
		const found = readEpoch(value, as);
		return found instanceof Problem ? found : finish({ ...found, offset: 0 }, value, form, () => outsideYears(value, as));
	}
	if (typeof value !== 'string') {
		return new Problem(
			'notMoment',
			`The value is ${show(value)}, and this row takes moments as text.`,
			'Choose in the Moment Settings of the row how this system writes moments (a number may be an epoch).',
		);
	}
	return as === 'pattern' ? readPattern(value, form) : readMomentText(value, form);
}

/** Reads ISO text, with or without an offset. */
export function readMomentText(text: string, form: Form): string | Problem {
	if (isCanonicalMoment(text)) return text;
	const reading = readIso(text);
	return reading instanceof Problem ? reading : instantOf(reading, text, form);
}

function readPattern(text: string, form: Form): string | Problem {
	const fields = form.pattern!.read(text);
	if (fields === undefined) {
		return new Problem('notMoment', `${show(text)} is not a moment written like ${show(form.patternText)}.`, 'Correct the pattern or the value.');
	}
	const { hour, minute, second, nano, weekday, offset, zone } = fields;
	const local = utcMs(fields, hour, minute, second, Math.floor(nano / 1_000_000));
	const wrongDay = weekday !== undefined && weekday !== weekdayOf(local);
	if (!isRealDate(fields) || hour > 23 || minute > 59 || second > 59 || wrongDay) {
		return new Problem(
			'noSuchMoment',
			`${show(text)} is not a date and time that exists${wrongDay ? ': that date is another day of the week' : ''}.`,
			'Correct it in the system it comes from.',
		);
	}
	return instantOf({ local, rest: nano % 1_000_000, offset, zone }, text, form);
}

function instantOf({ local, rest, offset, zone: named }: Reading, text: string, form: Form): string | Problem {
	const outside = (): Problem => new Problem('noSuchMoment', `${show(text)} lies outside the years 1 to 9999.`, 'Correct it in the system it comes from.');
	const zone = named === undefined ? form.zone : zoneNamed(named);
	if (named !== undefined && zone === undefined) {
		return new Problem('noSuchZone', `${show(text)} names a time zone that does not exist.`, 'Use names like Europe/Berlin.');
	}
	if (offset !== undefined) {
		const ms = local - offset * 60_000;
		if (named !== undefined && zone!.offset(ms) !== offset * 60_000) {
			return new Problem('noSuchMoment', `${show(text)} names an offset that ${zone!.name} did not have then.`, 'Correct it in the system it comes from.');
		}
		return finish({ ms, rest, offset }, text, form, outside);
	}
	if (zone === undefined) {
		return new Problem(
			'noOffset',
			`${show(text)} names no time zone: it could be any of 27 hours.`,
			'Name the time zone of this system in the Moment Settings of the row.',
		);
	}
	const found = resolveLocal(local, zone, form.clockChange);
	if (found.kind === 'moment') return finish({ ms: found.ms, rest, offset: zone.offset(found.ms) / 60_000 }, text, form, outside);
	const choose = 'Choose under Clock Change which moment is meant, or have the system send an offset.';
	return found.kind === 'gap'
		? new Problem('skippedTime', `${show(text)} does not exist in ${zone.name}: the clocks skipped it.`, choose)
		: new Problem('repeatedTime', `${show(text)} happened twice in ${zone.name}: the clocks were set back.`, choose);
}

function finish({ ms, rest, offset }: Instant, value: unknown, form: Form, outside: () => Problem): string | Problem {
	if (rest !== 0 && form.finer === 'reject') {
		return new Problem(
			'beyondMillisecond',
			`${show(value)} is finer than a millisecond, and that part would be lost.`,
			'Choose Keep under Finer Than a Millisecond if the other side can hold it; if it does not matter, make the row one way and choose Cut.',
		);
	}
	const kept = { ms, rest: form.finer === 'cut' ? 0 : rest, offset: form.keepOffset ? offset : 0 };
	if (!Number.isInteger(kept.offset)) {
		return new Problem('oddOffset', `At ${show(value)} the clocks were not whole minutes ahead of UTC.`, 'Choose UTC under Offset.');
	}
	return spellInstant(kept) ?? outside();
}
