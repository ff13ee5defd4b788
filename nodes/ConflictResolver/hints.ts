import type { IExecuteFunctions } from 'n8n-workflow';
import type { Decided } from './decideRun';

/** Says above the output what the user should know about this run as a whole. */
export function giveHints(ctx: IExecuteFunctions, { run, resolved, fields }: Decided): void {
	const { settings, listing } = run;
	const warn = (message: string): void => ctx.addExecutionHints({ message, type: 'warning', location: 'outputPane' });
	const names = (systems: Iterable<number>): string => [...systems].map((system) => settings.systems[system]!.name).join(', ');
	if (resolved.leftOut.length > 0) {
		warn(`No records arrived from ${names(resolved.leftOut)}, which has held some before. It was left out of this run: nothing is written to it, and nothing counts as vanished from it.`);
	}
	if (listing.holes.size > 0) {
		warn(`Some items of ${names(listing.holes)} have no readable record key. Nothing is created there, and nothing counts as vanished from it, in this run.`);
	}
	if (resolved.brake.held) {
		warn(`All deletes of this run are held. ${resolved.brake.reasons.join(' ')} Review lists them. If they are right, raise the limits under Options for one run.`);
	}
	const stale = staleCount(resolved);
	if (stale > 0) {
		warn(`${stale === 1 ? 'One change was' : `${stale} changes were`} older than what is known, and dropped. The records are on In Sync, or with their other changes.`);
	}
	const unused = [...settings.fields.keys()].filter((name) => !fields.some((field) => field.text === name));
	// An event may carry only what changed: that a field is not there says nothing.
	if (unused.length > 0 && settings.event === undefined) {
		warn(`No record has the field ${unused.map((name) => `"${name}"`).join(', ')}, for which there is a rule. Check the spelling; fields inside others have to be listed under Fields.`);
	}
	if (settings.deletes.passOn && settings.event === undefined && !settings.systems.some((system) => system.fullList)) {
		warn('Deletes are to be passed on, but no list is said to be complete: nothing will be deleted. Turn on List Is Complete for systems whose input always holds all their records.');
	}
	if (listing.records.length > settings.cap) {
		warn(`There are ${listing.records.length} records, and only ${settings.cap} are remembered. Raise Records to Remember under Options, or records without memory are compared as on a first run.`);
	}
}

/** How many changes (or listed records) were dropped because something newer is known. */
function staleCount({ busy }: Decided['resolved']): number {
	return busy.reduce((sum, one) => sum + staleOf(one), 0);
}

/** How many of a record's changes were dropped as older than what is known. */
export function staleOf({ outcome, heard }: Decided['resolved']['busy'][number]): number {
	let count = 0;
	for (let bits = outcome.stale; bits !== 0; bits &= bits - 1) count += 1;
	for (const one of heard ?? []) count += one?.stale ?? 0;
	return count;
}
