import { Problem } from '../problem';
import { carriesOffset, FINER, formOf, MOMENT_AS, type Form, type Shared } from './momentForm';
import { readMoment, readMomentText } from './momentRead';
import { momentWriter } from './momentWrite';
import { defineType, type Codec } from './type';
import { CLOCK_CHANGE } from './zone';

/**
 * A point in time. Without an offset or a named zone there is none.
 * Inside: `2024-03-01T09:30:00.000Z`; with its own offset where that is to be kept, and up to nine decimals.
 */
export const moment = defineType(
	{
		sourceAs: { choice: MOMENT_AS },
		sourcePattern: { text: '' },
		sourceZone: { text: '' },
		targetAs: { choice: MOMENT_AS },
		targetPattern: { text: '' },
		targetZone: { text: '' },
		clockChange: { choice: CLOCK_CHANGE },
		finer: { choice: FINER },
		offset: { choice: ['utc', 'keep'] },
		yearsFrom: { count: 9900 },
	},
	(settings) => {
		const shared: Shared = { clockChange: settings.clockChange, finer: settings.finer, keepOffset: settings.offset === 'keep' };
		const source = formOf(settings.sourceAs, settings.sourcePattern, settings.sourceZone, settings.yearsFrom, shared);
		if (source instanceof Problem) return source;
		const target = formOf(settings.targetAs, settings.targetPattern, settings.targetZone, settings.yearsFrom, shared);
		if (target instanceof Problem) return target;
		const iso: Form = { ...shared, as: 'iso', pattern: undefined, patternText: '', zone: undefined };
		return {
			source: codec(source),
			target: codec(target),
			fromText: (text) => readMomentText(text.trim(), iso),
			samples: [
				'1970-01-01T00:00:00.000Z',
				'2024-03-01T09:30:00.000Z',
				'2024-03-01T09:30:00.123Z',
				'1969-12-31T23:59:59.999Z',
				'2024-07-03T09:46:40.000Z',
				'0100-01-01T00:00:00.000Z',
				...(shared.finer === 'keep' ? ['2024-03-01T09:30:00.123456Z', '1969-12-31T23:59:59.999999999Z'] : []),
			],
			refuse: (way) => (way === 'both' ? lossOf(source, target) : undefined),
		};
	},
);

function lossOf(source: Form, target: Form): Problem | undefined {
	if (source.finer === 'cut') {
		return new Problem(
			'lossy',
			'cutting what is finer than a millisecond cannot be undone: 09:30:00.123456 would come back as 09:30:00.123',
			'Choose Keep or Reject under Finer Than a Millisecond, or use one row for each way.',
		);
	}
	const [withOffset, without] = carriesOffset(source) ? ['source', target] : ['target', source];
	if (!source.keepOffset || carriesOffset(without)) return undefined;
	const inBoth = !carriesOffset(source) && !carriesOffset(target);
	return new Problem(
		'lossy',
		inBoth
			? 'it is to keep offsets, and neither side has any'
			: `it is to keep offsets, and only the ${withOffset} has them: 2024-03-01T10:30:00+05:00 would come back with another one`,
		'Choose UTC under Offset, or ISO with Offset on both sides, or use one row for each way.',
	);
}

function codec(form: Form): Codec<string> {
	return { read: (value) => readMoment(value, form), write: momentWriter(form) };
}
