import type { CreateVerdict, LinkVerdict } from '../shared/crosswalk';
import type { Matching } from './compileDefinition';
import type { Candidate, Match, Side } from './match/decide';
import { explainPair } from './match/explain';
import type { Review, ReviewReason, ShownCandidate } from './outcome';

/** Puts what Match found into words, for the people who decide. */
export class ReviewWriter {
	/** By record of the other system: the id of ours it is linked with. */
	private readonly partners = new Map<number, string>();

	/**
	 * @param partner per other record our record's id it was linked with before
	 * @param open the records of ours that were matched, `matches` in their order
	 */
	constructor(
		private readonly matching: Matching,
		private readonly own: Side,
		private readonly other: Side,
		partner: readonly (string | undefined)[],
		private readonly open: Side,
		matches: readonly Match[],
	) {
		partner.forEach((id, record) => {
			if (id !== undefined) this.partners.set(record, id);
		});
		matches.forEach((match, i) => {
			if (match.kind === 'certain') this.partners.set(match.candidate.record, open.ids[i]!);
		});
	}

	explain(candidate: Candidate): { rule: string; score: number; why: string } {
		const { rule, score, why } = this.show(candidate);
		return { rule, score: score!, why: why! };
	}

	review(record: number, match: Match & { kind: 'review' }, keys: readonly string[]): Review {
		const candidates = match.candidates.map((candidate) => this.show(candidate));
		return { kind: 'review', reason: match.reason, message: this.message(record, match.reason, candidates, match.count), candidates, count: match.count, keys };
	}

	/** Between matching and linking somebody linked one of the two otherwise, or a third system says no. */
	refused(record: number, candidate: Candidate, verdict: LinkVerdict & { kind: 'refused' }): Review {
		const first = this.show(candidate);
		const { system, otherSystem } = this.matching;
		if (verdict.because === 'otherPartner' && verdict.partner.system === system) {
			const shown = { ...first, linkedWith: verdict.partner.id };
			return { kind: 'review', reason: 'taken', message: this.message(record, 'taken', [shown], 1), candidates: [shown], count: 1, keys: [] };
		}
		const why = verdict.because === 'otherPartner' ? `${name(verdict.ref.system, verdict.ref.id)} is linked with ${name(verdict.partner.system, verdict.partner.id)}` : 'both are of one system';
		const message = `${this.self(record)} fits ${name(otherSystem, first.id)} (${first.why}), but ${why}, which says otherwise.`;
		return { kind: 'review', reason: 'contradiction', message, candidates: [first], count: 1, keys: [] };
	}

	busy(record: number, claim: CreateVerdict & { kind: 'busy' }, keys: readonly string[]): Review {
		const { otherSystem } = this.matching;
		const by = name(claim.by.system, claim.by.id);
		const itself = claim.by.system === this.matching.system && claim.by.id === this.own.ids[record];
		if (claim.made !== undefined) {
			const message = `${this.self(record)} is not in the list of ${otherSystem}, but ${name(otherSystem, claim.made)} was created a moment ago for ${by}, which matches the same.`;
			return { kind: 'review', reason: 'justCreated', message, candidates: [{ id: claim.made, rule: 'created a moment ago', linkedWith: claim.by.id }], count: 1, keys };
		}
		const until = new Date(claim.until).toISOString();
		const message = itself
			? `${this.self(record)} is being created in ${otherSystem}, by another run or further up in this list. If that is not settled by ${until}, it counts as new again.`
			: `${this.self(record)} matches the same as ${by}, which is being created in ${otherSystem}. If that is not settled by ${until}, it counts as new again.`;
		return { kind: 'review', reason: 'beingCreated', message, candidates: [], count: 0, keys };
	}

	held(record: number, reason: 'noCandidates' | 'unreadableCandidates', keys: readonly string[]): Review {
		const { otherSystem } = this.matching;
		const why = reason === 'noCandidates' ? `no records of ${otherSystem} arrived` : `some items of ${otherSystem} have no readable id`;
		return { kind: 'review', reason, message: `${this.self(record)} was not found, but ${why}, so it is not known whether it is new.`, candidates: [], count: 0, keys };
	}

	nothingToDelete(record: number): Review {
		const message = `${this.self(record)} is to be deleted in ${this.matching.otherSystem}, where it is linked with nothing.`;
		return { kind: 'review', reason: 'nothingToDelete', message, candidates: [], count: 0, keys: [] };
	}

	private self(record: number): string {
		return name(this.matching.system, this.own.ids[record]!);
	}

	private message(record: number, reason: ReviewReason, candidates: readonly ShownCandidate[], count: number): string {
		const { system, otherSystem } = this.matching;
		const [first] = candidates;
		const self = this.self(record);
		const fit = `${name(otherSystem, first!.id)} (rule "${first!.rule}"${first!.why === undefined ? '' : `: ${first!.why}`})`;
		switch (reason) {
			case 'taken':
				return count === 1 ? `${self} fits ${fit}, which is linked with ${name(system, first!.linkedWith!)}: one of the two may be a duplicate.` : `${self} fits ${count} records of ${otherSystem}, all of them linked with others.`;
			case 'weak':
				return `${self} may be ${fit}.`;
			case 'tooMany':
				return `${self} fits ${count} records of ${otherSystem} by rule "${first!.rule}": too many to tell them apart.`;
			default:
				if (count > 1) return `${self} fits ${count} records of ${otherSystem}, best ${fit}.`;
				return `${self} fits ${fit}, which ${rivals(system, first!.alsoFits)}.`;
		}
	}

	private show({ record, rule, score, rows, rivals }: Candidate): ShownCandidate {
		const { rules, terms } = this.matching;
		const linkedWith = this.partners.get(record);
		return {
			id: this.other.ids[record]!,
			...(rows === undefined ? {} : { score: Math.round(score * 1000) / 1000 }),
			rule: rules[rule]!.name,
			...(rows === undefined ? {} : { why: explainPair(rules[rule]!, this.open.rows[rows[0]], this.other.rows[rows[1]], terms) }),
			...(linkedWith === undefined ? {} : { linkedWith }),
			...(rivals.length === 0 ? {} : { alsoFits: rivals.map((one) => this.open.ids[one]!) }),
		};
	}
}

function rivals(system: string, ids: readonly string[] | undefined): string {
	if (ids === undefined) return 'was in doubt already by an earlier rule';
	return `${ids.map((id) => name(system, id)).join(', ')} ${ids.length === 1 ? 'fits' : 'fit'} as well`;
}

const name = (system: string, id: string): string => `${system} ${id.length > 100 ? `${id.slice(0, 99)}…` : id}`;
