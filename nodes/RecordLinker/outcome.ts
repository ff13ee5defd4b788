import type { Members } from '../shared/crosswalk';
import type { ReviewReason as MatchReason } from './match/decide';

/** A record of the other system that may be the one, with all a person needs to decide. */
export interface ShownCandidate {
	readonly id: string;
	/** 0 to 1; absent where it was not worked out. */
	readonly score?: number;
	readonly rule: string;
	readonly why?: string;
	/** The record of our system that it is linked with. */
	readonly linkedWith?: string;
	/** Records of our system that fit it as well. */
	readonly alsoFits?: readonly string[];
}

export type ReviewReason =
	| MatchReason
	/** Somebody else is creating it, or has just created it. */
	| 'beingCreated'
	| 'justCreated'
	/** Links with further systems say that the two are not one. */
	| 'contradiction'
	/** The other system's list was empty, or partly unreadable: what is not in it may exist all the same. */
	| 'noCandidates'
	| 'unreadableCandidates'
	/** To be deleted there, and not known there. */
	| 'nothingToDelete';

export interface Review {
	readonly kind: 'review';
	readonly reason: ReviewReason;
	readonly message: string;
	readonly candidates: readonly ShownCandidate[];
	/** How many candidates there are: more than shown, perhaps. */
	readonly count: number;
	/** In hex: what the record would be found by, for a decision to create it. */
	readonly keys: readonly string[];
}

/** What Match says about one record. */
export type Outcome =
	| {
			readonly kind: 'linked';
			readonly targetId: string;
			readonly members: Members;
			/** By which rule it was linked just now; absent if it was linked before. */
			readonly by?: { readonly rule: string; readonly score: number; readonly why: string };
	  }
	| { readonly kind: 'new'; readonly key: string; readonly token: number; readonly until: number; readonly members: Members }
	| Review;
