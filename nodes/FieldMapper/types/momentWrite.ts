import { Problem } from '../problem';
import { weekdayOf } from './calendar';
import { isEpochUnit, writeEpoch } from './epoch';
import { parseInstant, spellInstant, type Instant } from './instant';
import type { Form } from './momentForm';
import { readMoment } from './momentRead';
import { asItIs } from './type';

/** @returns what writes a moment as this side has it; a Problem where this side has no words for it */
export function momentWriter(form: Form): (inner: string) => unknown {
	if (form.as === 'iso' && (form.zone === undefined || form.keepOffset)) return asItIs;
	const isLocal = form.as === 'local' || form.as === 'pattern';
	return (inner) => {
		const written = spell(parseInstant(inner), form);
		// A local time may be read as another moment: the second of two equal ones, the one an hour has no number for.
		if (written !== undefined && (!isLocal || readMoment(written, form) === inner)) return written;
		return new Problem(
			'notExpressible',
			`${inner} cannot be written in this form without becoming another moment.`,
			'Choose a form with an offset and with enough digits.',
		);
	};
}

function spell({ ms, rest, offset }: Instant, { as, pattern, zone, keepOffset }: Form): string | number | undefined {
	if (isEpochUnit(as)) return writeEpoch(ms, rest, as);
	const ownOffset = keepOffset && as === 'pattern' && pattern!.has.has('offset') && !pattern!.has.has('zone');
	const ahead = ownOffset ? offset : zone === undefined ? 0 : zone.offset(ms) / 60_000;
	if (as === 'iso') return spellInstant({ ms, rest, offset: ahead });
	const local = ms + ahead * 60_000;
	if (as === 'local') return spellInstant({ ms: local, rest, offset: 0 })?.slice(0, -1);
	const at = new Date(local);
	return pattern!.write({
		year: at.getUTCFullYear(),
		month: at.getUTCMonth() + 1,
		day: at.getUTCDate(),
		hour: at.getUTCHours(),
		minute: at.getUTCMinutes(),
		second: at.getUTCSeconds(),
		nano: at.getUTCMilliseconds() * 1_000_000 + rest,
		weekday: weekdayOf(local),
		offset: ahead,
		zone: zone?.name ?? 'UTC',
	});
}
