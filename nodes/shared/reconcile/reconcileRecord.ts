import type { Decision, Outcome } from './decision';
import {
	agreedFingerprint, agreedSystems, agreedWord, dayOf, type PendingField, type RecordMemory,
} from './memory';
import type { Policy, Round, Rows } from './policy';
import { agree, promisedTo, reconcileField, type FieldResult, type FieldView } from './reconcileField';
import type { Candidate } from './rules';
import { reshape } from './reshape';
import { valueFingerprint } from './valueFingerprint';

const NO_DECISIONS: readonly Decision[] = [];
const NOTHING: Outcome = Object.freeze({
	memory: undefined, decisions: NO_DECISIONS, creates: 0, deletes: 0, vanished: 0, newlyVanished: 0, refused: undefined,
	revived: 0, strays: 0, stale: 0, sameVersion: 0, gaps: [],
});

/**
 * Reconciles one record: `reconcile(remembered, observed, policy) → decisions, remembered'`.
 *
 * @param remembered as an earlier call returned it; undefined on first sight
 * @param rows what the systems show, by place in the policy's shape; at least one lists the record
 * @returns the decisions and what to remember; nothing given is changed or kept but the values themselves
 * @throws NotCanonicalError for a value JSON cannot hold
 */
export function reconcileRecord(
	policy: Policy,
	round: Round,
	remembered: RecordMemory | undefined,
	rows: Rows,
): Outcome {
	const { shape, systems } = policy;
	const known = remembered === undefined ? undefined : reshape(remembered, shape);
	const seen = known?.seen ?? 0;
	let held = 0;
	for (let i = 0; i < systems.length; i += 1) {
		const s = systems[i]!;
		if (rows[s] !== undefined) held |= 1 << s;
	}
	let lacking = 0;
	for (let i = 0; i < systems.length; i += 1) lacking |= 1 << systems[i]!;
	lacking &= ~held & ~round.unlisted & ~round.incomplete;
	const creates = policy.creates && held !== 0 ? lacking & ~seen : 0;
	const vanished = lacking & seen;

	const oldWords = known?.words;
	let words: number[] | undefined;
	let decisions: Decision[] | undefined;
	let pending: PendingField[] | undefined;
	const fields = shape.fields.length;
	const arrived = known === undefined ? 0 : held & ~seen;
	for (let f = 0; f < fields; f += 1) {
		let waiting = known?.pending === undefined ? undefined : known.pending.find((one) => one.field === f);
		if (policy.rules[f] === undefined) {
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
			word = withoutSystems(word, arrived & ~shown);
			waiting = waiting && { ...waiting, accepted: waiting.accepted.map((old, s) => ((arrived & ~shown & (1 << s)) === 0 ? old : [])) };
		}
		let next = word;
		if (same && waiting === undefined && (count <= 1 || typeof value !== 'object' || value === null)) {
			// What only one system shows is compared with nothing; what was agreed stays for when the others are back.
			const isCompared = count > 1 || (count === 1 && creates !== 0);
			const fingerprint = isCompared ? valueFingerprint(value) : 0;
			const here = shown | creates;
			const wanted = agreedWord(fingerprint, here);
			if (!isCompared || word === wanted) {
				next = word;
			} else if (word === 0 || (agreedSystems(word) & ~shown) === 0) {
				next = wanted;
			} else if (agreedFingerprint(word) === fingerprint) {
				next = agreedWord(fingerprint, agreedSystems(word) | here);
			} else {
				const view = viewOf(rows, systems, f, word, undefined, seen);
				const result = agree(policy, view, fingerprint, creates);
				next = result.word;
				if (result.pending !== undefined) (pending ??= []).push(result.pending);
			}
		} else {
			const view = viewOf(rows, systems, f, word, waiting, seen);
			let result = reconcileField(policy, round, rows, view);
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

	const day = dayOf(round.now);
	const gone = ((known?.gone ?? 0) & ~held) | vanished;
	const newSeen = seen | held;
	const isSame =
		known !== undefined && known === remembered && words === undefined && newSeen === seen &&
		gone === known.gone && day >> 1 === known.day >> 1 && samePending(known.pending, pending);
	if (isSame && decisions === undefined && creates === 0 && vanished === 0) return NOTHING;
	let memory: RecordMemory | undefined;
	if (!isSame) {
		memory = {
			shape: shape.signature, seen: newSeen, gone, day,
			words: words ?? oldWords ?? new Array<number>(fields).fill(0),
		};
		if (pending !== undefined) memory.pending = pending;
	}
	return {
		...NOTHING,
		memory,
		decisions: decisions ?? NO_DECISIONS,
		creates,
		vanished,
		newlyVanished: vanished & ~(known?.gone ?? 0),
	};
}

/** Remembers that the field's value is about to be created in systems that lack the record. */
function promise(policy: Policy, view: FieldView, result: FieldResult, creates: number): FieldResult {
	const { decision } = result;
	const first = view.shown[0];
	if (first === undefined || decision?.targets === 0) return result;
	const { pending } = result;
	if (decision === undefined && (pending === undefined || pending.planned === first.fingerprint)) {
		return agree(policy, view, first.fingerprint, creates);
	}
	if (pending === undefined) return result;
	const promised = decision === undefined ? first.fingerprint : pending.planned!;
	return { ...result, pending: promisedTo(policy, result, pending, promised, creates) };
}

function viewOf(
	rows: Rows,
	systems: readonly number[],
	field: number,
	word: number,
	pending: PendingField | undefined,
	seen: number,
): FieldView {
	const shown: Candidate[] = [];
	for (const system of systems) {
		const value = rows[system]?.values[field];
		if (value !== undefined) shown.push({ system, fingerprint: valueFingerprint(value), value });
	}
	return { field, word, pending, shown, seen };
}

function withoutSystems(word: number, systems: number): number {
	const left = agreedSystems(word) & ~systems;
	return left === 0 ? 0 : agreedWord(agreedFingerprint(word), left);
}

function samePending(a: readonly PendingField[] | undefined, b: readonly PendingField[] | undefined): boolean {
	return a === b || (a !== undefined && b !== undefined && JSON.stringify(a) === JSON.stringify(b));
}
