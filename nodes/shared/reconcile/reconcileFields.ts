import { agree, promisedTo } from './agree';
import type { Decision } from './decision';
import { standingValue, withoutSystems } from './fieldState';
import type { FieldView } from './fieldView';
import { keptValue } from './kept';
import { agreedFingerprint, agreedSystems, agreedWord, type PendingField, type RecordMemory } from './memory';
import { fieldFingerprint } from './mergeStake';
import type { FieldResult } from './plan';
import type { Policy, Round, Rows } from './policy';
import { reconcileField } from './reconcileField';
import { mergeRuleOf, type Candidate } from './rules';
import { valueFingerprint } from './valueFingerprint';

/** Which systems stand where, as bits. */
export interface Places {
	/** Seen with the record before this round. */
	readonly seen: number;
	/** To be created in. */
	readonly creates: number;
	/** Seen with it for the first time, where a memory exists. */
	readonly arrived: number;
	/** Not asked; their memory stands for them. */
	readonly silent: number;
	/** With other content under a version known. */
	readonly doubtful: number;
}

/** What changed; undefined where nothing did. */
export interface FieldsResult {
	readonly words: number[] | undefined;
	readonly decisions: Decision[] | undefined;
	readonly pending: PendingField[] | undefined;
	/** What a field is to be is not known yet, or an event showed what counts no longer: no picture to create the record from. */
	readonly isBehind: boolean;
}

/** Decides every field of a record for itself. */
export function reconcileFields(policy: Policy, round: Round, known: RecordMemory | undefined, rows: Rows, places: Places): FieldsResult {
	const { shape, systems } = policy;
	const { creates, arrived, silent } = places;
	const oldWords = known?.words;
	let words: number[] | undefined;
	let decisions: Decision[] | undefined;
	let pending: PendingField[] | undefined;
	let isBehind = false;
	const fields = shape.fields.length;
	for (let f = 0; f < fields; f += 1) {
		let waiting = known?.pending === undefined ? undefined : known.pending.find((one) => one.field === f);
		const rules = policy.rules[f];
		if (rules === undefined) {
			if (waiting !== undefined) (pending ??= []).push(waiting);
			continue;
		}
		const oldWord = oldWords === undefined ? 0 : oldWords[f]!;

		// The quiet path: all that have a say show the same plain value. No objects, one hash.
		let shown = 0;
		let count = 0;
		let value: unknown;
		let same = true;
		for (let i = 0; i < systems.length; i += 1) {
			const s = systems[i]!;
			const row = rows[s];
			if (row === undefined) continue;
			const other = row.values[f];
			if (other === undefined) continue;
			if (count === 0) value = other;
			else if (other !== value) same = false;
			shown |= 1 << s;
			count += 1;
		}
		let word = oldWord;
		if ((arrived & ~shown) !== 0) {
			// A create has arrived, and the system has no say in this field: what was promised to it is void.
			({ word, pending: waiting } = withoutSystems({ word, pending: waiting }, arrived & ~shown));
		}
		let next: number | undefined;
		if (same && waiting === undefined && (count <= 1 || typeof value !== 'object' || value === null)) {
			// What only one system shows is compared with nothing but what was agreed before.
			const isAlone = count === 1 && (creates | silent) === 0;
			const isCompared = count > 0 && (!isAlone || word !== 0);
			const fingerprint = isCompared ? (typeof value === 'object' ? fieldFingerprint(policy, f, value) : valueFingerprint(value)) : 0;
			const here = shown | creates;
			const wanted = agreedWord(fingerprint, here);
			if (!isCompared || word === wanted) {
				next = word;
			} else if (isAlone) {
				// What was agreed stays for when the others are back; a change is looked at.
				if (agreedFingerprint(word) === fingerprint) next = word;
			} else if (silent !== 0) {
				// Where others were not asked, only what is agreed already is quiet.
				if (agreedFingerprint(word) === fingerprint && (agreedSystems(word) & here) === here) next = word;
			} else if (agreedFingerprint(word) === fingerprint) {
				next = agreedWord(fingerprint, agreedSystems(word) | here);
			} else if (word !== 0 && count > 1 && mergeRuleOf(rules)?.kind === 'sum') {
				// Two counters that went up alike: both changes count.
			} else if (word === 0 || (agreedSystems(word) & ~shown) === 0) {
				next = wanted;
			} else {
				const view = viewOf(policy, known, rows, f, word, undefined, places);
				const result = agree(policy, view, fingerprint, creates);
				next = result.word;
				if (result.pending !== undefined) (pending ??= []).push(result.pending);
			}
		}
		if (next === undefined) {
			const view = viewOf(policy, known, rows, f, word, waiting, places);
			let result = reconcileField(policy, round, rows, view);
			const { decision } = result;
			isBehind ||= decision !== undefined && decision.kind !== 'undecided' && !isPlanned(decision);
			if ((round.unasked ?? 0) !== 0 && view.shown.length > 0) {
				const standing = standingValue(result);
				isBehind ||= decision === undefined ? standing !== undefined && view.shown[0]!.fingerprint !== standing : decision.ask !== 0;
			}
			if (creates !== 0) result = promise(policy, view, result, creates);
			next = result.word;
			if (result.pending !== undefined) (pending ??= []).push(result.pending);
			if (result.decision !== undefined) (decisions ??= []).push(result.decision);
		}
		if (next !== oldWord) {
			words ??= oldWords === undefined ? new Array<number>(fields).fill(0) : [...oldWords];
			words[f] = next;
		}
	}
	return { words, decisions, pending, isBehind };
}

/** Remembers that the field's value is about to be created in systems that lack the record. */
function promise(policy: Policy, view: FieldView, result: FieldResult, creates: number): FieldResult {
	const { decision } = result;
	const first = view.shown[0];
	if (first === undefined || (decision !== undefined && !isPlanned(decision))) return result;
	const { pending } = result;
	if (decision === undefined && (pending === undefined || pending.planned === first.fingerprint)) {
		return agree(policy, { ...view, ...result }, first.fingerprint, creates);
	}
	if (pending === undefined) return result;
	const promised = decision === undefined ? first.fingerprint : pending.planned!;
	return { ...result, pending: promisedTo(policy, result, pending, promised, creates) };
}

/** True if the decision says what the field is to be everywhere. */
export function isPlanned(decision: Decision): boolean {
	return decision.value !== undefined && decision.kind !== 'undecided' && decision.kind !== 'waiting';
}

function viewOf(
	policy: Policy,
	known: RecordMemory | undefined,
	rows: Rows,
	field: number,
	word: number,
	pending: PendingField | undefined,
	{ seen, silent, doubtful }: Places,
): FieldView {
	const shown: Candidate[] = [];
	for (const system of policy.systems) {
		const value = rows[system]?.values[field];
		if (value !== undefined) shown.push({ system, fingerprint: fieldFingerprint(policy, field, value), value });
	}
	return { field, word, pending, shown, seen, silent, doubtful, keptValue: (fingerprint) => keptValue(known, field, fingerprint) };
}
