import type { IDataObject } from 'n8n-workflow';
import type { RefusedDelete } from '../shared/reconcile';
import { compareVersions } from '../shared/reconcile/version';
import type { Busy } from './resolve';
import { namesIn, type Run } from './run';

/** Something about a whole record that someone should look at. */
export interface Case {
	/** The choice under Review Shows it belongs to; undefined: always shown. */
	readonly shownAs: string | undefined;
	readonly json: IDataObject & { kind: string; status: 'new' | 'open'; message: string };
}

/** What happened to a record beside its fields: vanished, deleted, brought back, versions that do not add up. */
export function recordCases(run: Run, busy: Busy): Case[] {
	return [...vanishedCases(run, busy), ...deleteCases(run, busy), ...versionCases(run, busy), ...strangers(run, busy)];
}

const list = (names: readonly string[]): string => names.join(' and ');

function vanishedCases(run: Run, { outcome }: Busy): Case[] {
	if (outcome.deletes !== 0 || outcome.refused !== undefined) return [];
	return namesIn(run, outcome.vanished).map((system) => ({
		shownAs: 'vanished',
		json: {
			kind: 'vanished',
			status: namesIn(run, outcome.newlyVanished).includes(system) ? 'new' : 'open',
			system,
			message: `${system} held this record and no longer has it. Nothing is deleted elsewhere, and it is not created again.`,
		},
	}));
}

const WHY_REFUSED: Record<RefusedDelete['why'], string> = {
	updated: 'it was changed elsewhere since, and the change is kept',
	mayNotDelete: 'its deletes do not count',
	noBase: 'the systems were never seen to agree on it',
	held: 'too much would be deleted in this run, so all deletes are held',
};

function deleteCases(run: Run, { outcome }: Busy): Case[] {
	const found: Case[] = [];
	const { refused } = outcome;
	if (refused !== undefined) {
		const systems = namesIn(run, refused.systems);
		const created = namesIn(run, outcome.creates & refused.systems);
		const then = created.length > 0 ? ` It is created in ${list(created)} again.` : ' Nothing is deleted elsewhere.';
		found.push({
			shownAs: 'deletes',
			json: {
				kind: refused.why === 'held' ? 'deleteHeld' : 'deleteRefused',
				status: refused.status, systems, why: refused.why, targets: namesIn(run, refused.targets),
				message: `${list(systems)} deleted this record; that is not carried over: ${WHY_REFUSED[refused.why]}.${then}`,
			},
		});
	}
	if (outcome.revived !== 0) {
		const systems = namesIn(run, outcome.revived);
		found.push({
			shownAs: 'deletes',
			json: { kind: 'revived', status: 'new', systems, message: `This record was deleted, and ${list(systems)} brought it back: it is created again where it was deleted.` },
		});
	}
	return found;
}

function versionCases(run: Run, { outcome, heard }: Busy): Case[] {
	const found: Case[] = [];
	const contradicting = run.settings.systems.flatMap(({ name }, system) => (heard?.[system]?.contradicts === true ? [name] : []));
	for (const system of new Set([...namesIn(run, outcome.sameVersion), ...contradicting])) {
		found.push({
			shownAs: 'versions',
			json: { kind: 'sameVersion', status: 'new', system, message: `${system} gives two different contents the same version. They are treated as a conflict, since it is not clear which came last.` },
		});
	}
	for (const gap of outcome.gaps) {
		const system = run.policy.systems.indexOf(gap.system);
		const between = new Set((heard?.[system]?.versions ?? []).filter((version) => compareVersions(version, gap.from) > 0 && compareVersions(version, gap.to) < 0));
		const missed = gap.to - gap.from - 1 - between.size;
		if (missed <= 0) continue;
		const { name } = run.settings.systems[system]!;
		found.push({
			shownAs: 'versions',
			json: {
				kind: 'versionGap', status: 'new', system: name, from: gap.from, to: gap.to, missed,
				message: `${missed} version${missed === 1 ? '' : 's'} of this record between ${gap.from} and ${gap.to} never arrived from ${name}. If events carry only what changed, compare the systems' lists to catch up.`,
			},
		});
	}
	return found;
}

function strangers(run: Run, busy: Busy): Case[] {
	const found: Case[] = [];
	const strays = namesIn(run, busy.outcome.strays);
	if (strays.length > 0) {
		found.push({
			shownAs: 'blocked',
			json: { kind: 'stray', status: 'new', systems: strays, message: `Only ${list(strays)} has this record, and what begins there does not count: it is created nowhere else.` },
		});
	}
	if (busy.unknown) {
		found.push({
			shownAs: undefined,
			json: {
				kind: 'unknownRecord', status: 'new',
				message: 'Another system may hold this record already, and it has not been seen there yet. Nothing is created for now: compare the systems once.',
			},
		});
	}
	return found;
}
