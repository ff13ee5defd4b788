import type { ItemProblem } from '../n8n/items';
import type { Trouble } from './accept';
import type { Alert } from '../queue/alert';
import type { Failure, FailureAt } from '../queue/entry';
import type { Operation } from '../record/envelope';
import type { Work } from './settle';

/** What a person is told, ready for a message or a ticket. */
export interface Attention {
	record: string;
	target: string;
	/** One sentence. */
	reason: string;
	tried: string;
	whatToDo: string;
	/** All of it in a few lines. */
	text: string;
}

type Parts = Omit<Attention, 'text'>;

/** What was tried, as far as whoever tells knows it. */
export interface Tried {
	readonly operation?: Operation | undefined;
	readonly attempts?: number | undefined;
	readonly first?: FailureAt | undefined;
	/** Where the alert brings none of its own. */
	readonly failure?: Failure | undefined;
}

/** What the queue found that a person must know, or that it is over. */
export function tellAlert(sync: string, alert: Alert, tries: Tried = {}): Attention {
	const { record, target, kind } = alert;
	if (kind === 'over') {
		const reason = alert.reason === 'rolledBack' ? ROLLED_BACK : OVER;
		const parts = { record, target, reason, tried: alert.tried ?? '', whatToDo: 'Nothing.' };
		return { ...parts, text: `${sync}: ${target}, record ${record}: it is over. ${reason}` };
	}
	const parts = {
		record,
		target,
		reason: reasonOf(alert, tries),
		tried: alert.tried ?? triedOf(tries),
		whatToDo: alert.whatToDo ?? TO_DO[alert.reason] ?? TO_DO['permanent']!,
	};
	return withText(sync, parts);
}

const OVER = 'What needed a person is settled.';
const ROLLED_BACK = 'The effect it was part of is taken back in all systems, and the dead letter is closed.';

const REDRIVE = 'choose Redrive in a Retry Queue node of this sync';

const TO_DO: Readonly<Record<string, string>> = {
	permanent: `Correct what the system refuses, then ${REDRIVE} (the record may be edited on the way), or Discard. A new change of the record is tried by itself.`,
	conflict: `Look at the record in the system: somebody else changed it, or it exists already. Then ${REDRIVE}, or Discard if it is right as it is.`,
	attempts: `See whether the system works and takes this record, then ${REDRIVE}, or Discard.`,
	age: `See whether the system works and takes this record, then ${REDRIVE}, or Discard.`,
	lostLeases: `Runs that tried it never came to an end. See in n8n's executions what stops them (memory, a crash, a time limit), then ${REDRIVE}.`,
	mayHaveHappened: `Look whether the record exists in the system. If it does, Discard the job and link the two (Record Linker, operation Link); if not, ${REDRIVE}. To have such creates tried again by themselves, set the option "A Create That May Have Happened".`,
	full: 'The queue holds as much as it may. Mend what stops the system, so that it empties, or Discard what nobody needs. This write was not kept: the next comparison or event brings it again.',
};

function reasonOf({ reason, target, failure }: Alert, tries: Tried): string {
	const said = (failure ?? tries.failure)?.message ?? '';
	const because = said === '' ? '.' : `: ${said}`;
	switch (reason) {
		case 'permanent':
			return `${target} refused it for good${because}`;
		case 'conflict':
			return `${target} refused it, since it contradicts what is there${because}`;
		case 'attempts':
			return `It failed too often; the last time${because}`;
		case 'age':
			return `It failed for too long; the last time${because}`;
		case 'lostLeases':
			return 'It was handed out again and again, and nobody said what became of it.';
		case 'mayHaveHappened':
			return `${target} did not answer when it was to be created, so it may exist already${because}`;
		case 'full':
			return `The Retry Queue is full, and this failure could not be kept${because}`;
		case 'ask':
			return `${target} refused its part of an effect over several systems; shall the others be taken back${said === '' ? '?' : `? It said: ${said}`}`;
		case 'final':
			return `${target} refused its part of an effect over several systems, and a final step is done already${because}`;
		case 'stuck':
			return `What was done in ${target} could not be taken back${because}`;
		default:
			return `${reason}${because}`;
	}
}

function triedOf({ operation, attempts, first }: Tried): string {
	const what = operation ?? 'write';
	if (attempts === undefined || attempts <= 1) return `${what}, once.`;
	return `${what}, ${attempts} times${first === undefined ? '' : ` since ${new Date(first.at).toISOString()}`}.`;
}

/** Work that succeeded, and left a promise that cannot be settled as it was meant. */
export function tellTrouble(sync: string, trouble: Extract<Trouble, { kind: 'noId' | 'link' }>, { record, target }: Work): Attention {
	const { system, id } = trouble.receipt;
	const own = `${system} ${id}`;
	if (trouble.kind === 'noId') {
		return withText(sync, {
			record,
			target,
			reason: `${own} was created in ${target}, but its id there was not found in the app's answer: it ${trouble.problem}.`,
			tried: 'create, done.',
			whatToDo: `Set New ID Field in the Sync Outcome node to the field of the answer that holds the new id. Link ${own} with its record in ${target} once (Record Linker, operation Link, Two Fields of the Item). Until then it is not created again for 30 days.`,
		});
	}
	const { verdict } = trouble;
	const with_ = verdict.because === 'otherPartner' ? `${verdict.ref.system} ${verdict.ref.id} is linked with ${verdict.partner.system} ${verdict.partner.id} already` : 'both ids are of one system';
	return withText(sync, {
		record,
		target,
		reason: `${own} was created in ${target} as ${trouble.id}, and the two cannot be linked: ${with_}.`,
		tried: 'create, done.',
		whatToDo: 'There may be a duplicate now: look at these records. Delete the one that is too much, or unlink the wrong pair (Record Linker, operation Unlink) and link the right one.',
	});
}

/** An item that cannot be settled, since it is not known whose it is. */
export function tellProblem(sync: string, { message, description }: ItemProblem, failed: boolean): Attention {
	return withText(sync, { record: '', target: '', reason: `${message}.`, tried: `${failed ? 'A failure' : 'A success'} was to be settled.`, whatToDo: description });
}

function withText(sync: string, parts: Parts): Attention {
	const about = [parts.target, parts.record === '' ? '' : `record ${parts.record}`].filter((part) => part !== '').join(', ');
	return { ...parts, text: `${sync}${about === '' ? '' : `: ${about}`}\n${parts.reason}\nTried: ${parts.tried}\nWhat to do: ${parts.whatToDo}` };
}
