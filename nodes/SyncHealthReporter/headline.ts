import { currentLine } from './alertText';
import { OUTCOME_INFO, placeOf, type Outcome } from './outcomes';
import { formatCount, formatDuration, type Clock } from './render/format';
import { lookOf, type Summary } from './summary';

export interface Headline {
	title: string;
	/** Why, a sentence each. */
	reasons: string[];
}

const TO_LOOK_AT: readonly Outcome[] = ['failed', 'rejected', 'conflict', 'mismatch'];

/** The state of the sync in words for someone who knows nothing about it. */
export function headlineOf(summary: Summary, clock: Clock): Headline {
	switch (summary.state) {
		case 'empty':
			return {
				title: 'Nothing recorded yet',
				reasons: ['Once the sync has run with a Sync Health Reporter set to Record Outcomes, its health shows here.'],
			};
		case 'attention':
			return {
				title: 'Needs attention',
				reasons: summary.firing.map((alert) => currentLine(alert, lookOf(summary, alert), clock)),
			};
		case 'watch':
			return { title: 'Working, with something to look at', reasons: [`In the last day: ${troubles(summary)}.`] };
		case 'healthy':
			return { title: 'Healthy', reasons: [calm(summary)] };
	}
}

function troubles(summary: Summary): string {
	const { counts } = summary.windows.day;
	return TO_LOOK_AT.flatMap((outcome) => {
		const count = counts[placeOf(outcome)]!;
		return count === 0 ? [] : [`${formatCount(count)} ${OUTCOME_INFO[outcome].label.toLowerCase()}`];
	}).join(', ');
}

function calm({ windows: { day }, lastSuccess, at }: Summary): string {
	if (day.items === 0) {
		if (lastSuccess === undefined) return 'Nothing was recorded in the last day.';
		return `Nothing was recorded in the last day; the last success was ${formatDuration(Math.max(0, at - lastSuccess))} ago.`;
	}
	if (day.attempted === 0) return 'In the last day nothing had to be written: all sides agreed.';
	return `All ${formatCount(day.attempted)} writes of the last day succeeded, and no item waits for a person.`;
}
