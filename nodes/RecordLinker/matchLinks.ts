import { claimCreate, createKey, decideOnLinks, link, seenIn, type Book, type Members, type RecordRef } from '../shared/crosswalk';
import { keyToHex } from '../shared/record/fingerprint';
import type { KeyHash, StateStore } from '../shared/state/port';
import type { Matching } from './compileDefinition';
import { matchRecords, type Candidate, type Match, type Side } from './match/decide';
import { matchKeysOf } from './match/matchKeys';
import type { Outcome } from './outcome';
import { ReviewWriter } from './reviewWriter';

/** What is known about the two lists beside their records. */
export interface Circumstances {
	/** Items of the other system that cannot be read: what is not found may be among them. */
	readonly unreadable: boolean;
	/** Per own record: it is to be deleted in the other system. */
	readonly deleted: readonly boolean[];
}

/**
 * Links records of one system with those of another: what is linked already, what the rules are certain of, what a
 * person has to decide, and what is new there and may be created by whoever asks first.
 *
 * What is found is decided in one transaction, against the crosswalk as it stands then.
 *
 * @returns per own record
 * @throws CrosswalkBusy, CrosswalkFull, StateProblem
 */
export async function matchLinks(store: StateStore, matching: Matching, own: Side, other: Side, circumstances: Circumstances): Promise<Outcome[]> {
	const { system, otherSystem, rules, terms } = matching;
	const ownRef = (record: number): RecordRef => ({ system, id: own.ids[record]! });
	const otherRef = (record: number): RecordRef => ({ system: otherSystem, id: other.ids[record]! });
	const refs = [...own.ids.keys()].map(ownRef);
	const before = await decideOnLinks(store, { ids: [...refs, ...[...other.ids.keys()].map(otherRef)] }, (book) => ({
		own: refs.map((ref) => linkedIn(book, ref, otherSystem)),
		partner: [...other.ids.keys()].map((record) => book.idIn(book.find(otherRef(record)), system)),
	}));

	const open = [...own.ids.keys()].filter((record) => before.own[record] === undefined && circumstances.deleted[record] !== true);
	const openSide = only(own, open);
	const matches = matchRecords(rules, openSide, other, before.partner.map((partner) => partner !== undefined), terms);
	const writer = new ReviewWriter(matching, own, other, before.partner, openSide, matches);
	const hold = await reasonToHold(store, matching, other, circumstances);

	const rowsOf = own.ids.map((): unknown[] => []);
	own.recordOf.forEach((record, row) => rowsOf[record]!.push(own.rows[row]));
	/** By id, so that nothing depends on the order of items: of two that want the same, the same one gets it. */
	const tasks = open
		.map((record, i): Task => {
			const match = matches[i]!;
			const keys = match.kind === 'certain' ? [] : matchKeysOf(rules, otherSystem, rowsOf[record]!, terms);
			return { record, match, keys, create: createKey(ownRef(record), otherSystem) };
		})
		.sort((a, b) => (own.ids[a.record]! < own.ids[b.record]! ? -1 : 1));
	const certain = tasks.flatMap(({ match }) => (match.kind === 'certain' ? [otherRef(match.candidate.record)] : []));
	const wanted = {
		ids: [...tasks.map(({ record }) => ownRef(record)), ...certain],
		claims: [...tasks.flatMap(({ create, keys }) => [create, ...keys]), ...certain.map((ref) => createKey(ref, system))],
		newEntities: certain.length,
		limit: matching.mostIds,
		dryRun: matching.reportOnly,
	};
	const outcomes = new Array<Outcome>(own.ids.length);
	const decided = await decideOnLinks(store, wanted, (book) => {
		const found = new Map<number, Outcome>();
		// Links first: what is found is not created.
		for (const task of tasks) if (task.match.kind === 'certain') found.set(task.record, linkOne(book, task.record, task.match.candidate));
		for (const task of tasks) if (task.match.kind !== 'certain') found.set(task.record, reviewOrCreate(book, task));
		return found;
	});
	for (const record of own.ids.keys()) {
		const linked = before.own[record];
		outcomes[record] = linked ?? decided.get(record) ?? writer.nothingToDelete(record);
	}
	return outcomes;

	function linkOne(book: Book, record: number, candidate: Candidate): Outcome {
		const verdict = link(book, ownRef(record), otherRef(candidate.record));
		const linked = linkedIn(book, ownRef(record), otherSystem);
		if (verdict.kind !== 'refused') return { ...linked!, by: writer.explain(candidate) };
		if (linked !== undefined) return linked;
		return writer.refused(record, candidate, verdict);
	}

	function reviewOrCreate(book: Book, { record, match, keys, create }: Task): Outcome {
		const linked = linkedIn(book, ownRef(record), otherSystem);
		if (linked !== undefined) return linked;
		if (match.kind === 'review') return writer.review(record, match, keys.map(keyToHex));
		if (hold !== undefined) return writer.held(record, hold, keys.map(keyToHex));
		const claim = claimCreate(book, ownRef(record), otherSystem, keys, matching.leaseMs);
		if (claim.kind === 'busy') return writer.busy(record, claim, keys.map(keyToHex));
		return { kind: 'new', key: keyToHex(create), token: claim.token, until: claim.until, members: book.find(ownRef(record))?.members ?? [] };
	}
}

interface Task {
	readonly record: number;
	readonly match: Match;
	readonly keys: readonly KeyHash[];
	readonly create: KeyHash;
}

function linkedIn(book: Book, ref: RecordRef, target: string): { kind: 'linked'; targetId: string; members: Members } | undefined {
	const entity = book.find(ref);
	const targetId = book.idIn(entity, target);
	return targetId === undefined ? undefined : { kind: 'linked', targetId, members: entity!.members };
}

/** The rows of some records alone, these numbered anew. */
function only(side: Side, records: readonly number[]): Side {
	if (records.length === side.ids.length) return side;
	const numbers = new Map(records.map((record, i) => [record, i]));
	const rows = [...side.rows.keys()].filter((row) => numbers.has(side.recordOf[row]!));
	return {
		rows: rows.map((row) => side.rows[row]),
		recordOf: rows.map((row) => numbers.get(side.recordOf[row]!)!),
		ids: records.map((record) => side.ids[record]!),
	};
}

async function reasonToHold(store: StateStore, matching: Matching, other: Side, { unreadable }: Circumstances): Promise<'noCandidates' | 'unreadableCandidates' | undefined> {
	if (unreadable) return 'unreadableCandidates';
	if (other.ids.length > 0 || matching.ifNoCandidates === 'allNew') return undefined;
	if (matching.ifNoCandidates === 'hold') return 'noCandidates';
	return (await seenIn(store, matching.otherSystem)) ? 'noCandidates' : undefined;
}
