import type { ItemProblem } from '../shared/n8n/items';
import { getOwn, isRecord } from '../shared/record/json';
import { compilePath, type FieldPath } from '../shared/record/path';
import { fieldFingerprint, type Rule } from '../shared/reconcile';
import { TYPED_IN } from './decisionForm';
import { parseReviewId, type Question } from './reviewId';

/** What a person answered. */
export interface Answer {
	readonly question: Question;
	readonly value: unknown;
	/** The system whose value was chosen; undefined for a value typed in. */
	readonly chosen: string | undefined;
}

export type Read =
	| { kind: 'answer'; answer: Answer }
	/** Nothing was chosen yet. */
	| { kind: 'open' }
	| { kind: 'bad'; problem: ItemProblem };

export interface AnswerPlaces {
	/** Undefined: where a review item has it. */
	readonly choose: FieldPath | undefined;
	readonly value: FieldPath | undefined;
	/** A value typed in is JSON. */
	readonly isJson: boolean;
}

/** Of a field's rules only that counts here which merges its values. */
export function rulesOf({ merge }: Question): readonly Rule[][] {
	return [merge === null ? [] : [merge]];
}

const bad = (message: string, description: string): Read => ({ kind: 'bad', problem: { message, description } });
const path = (text: string): FieldPath => (compilePath(text) as { path: FieldPath }).path;
const IDS = [path('decision.id'), path('decisionId')];
const CHOICES = [path('decision.choose'), path('choose')];
const VALUES = [path('decision.value'), path('value')];

/** Reads a review item that came back from a person, nested or flat. */
export function readAnswer(json: unknown, index: number, places: AnswerPlaces): Read {
	const where = `Item ${index}`;
	const read = (paths: readonly FieldPath[]): unknown => paths.map((one) => one.get(json)).find((value) => value !== undefined && value !== null);
	const id = read(IDS);
	if (id === undefined) return bad(`${where} has no decision ID`, 'Hand the item of Review on with its field decision.id, or decisionId in flat items: it says which record and field the decision is about.');
	const question = parseReviewId(id);
	if (question === undefined) return bad(`${where} has a decision ID that is none`, 'It must come back exactly as it stood on the item of Review.');
	const choice = read(places.choose === undefined ? CHOICES : [places.choose]);
	const choose = typeof choice === 'string' ? choice.trim() : '';
	if (choose === '') return { kind: 'open' };
	if (question.shown.some(([system]) => system === choose)) return valueOf(json, where, question, choose);
	const names = [...question.shown.map(([system]) => system), TYPED_IN].join(', ');
	if (choose !== TYPED_IN) return bad(`${where} chooses "${choose.slice(0, 100)}", which is none of the choices`, `Possible are ${names}.`);
	const typed = (places.value === undefined ? VALUES : [places.value]).map((one) => one.get(json)).find((value) => value !== undefined);
	if (typed === undefined) return bad(`${where} chooses a value typed in, and has none`, 'Fill in decision.value, or value in flat items, or name the field under Value Field.');
	const value = places.isJson ? parsed(typed) : { value: typed };
	if (value === undefined) return bad(`${where} has a typed value that is no JSON`, 'Write texts in quotes ("42"), numbers without, or set Typed Values Are to As They Are.');
	return { kind: 'answer', answer: { question, value: value.value, chosen: undefined } };
}

/** The chosen system's value as it was, also where a form or a sheet has made text of it. */
function valueOf(json: unknown, where: string, question: Question, system: string): Read {
	const wanted = question.shown.find(([name]) => name === system)![1];
	const values = isRecord(json) ? getOwn(json, 'values') : undefined;
	const shown = (isRecord(values) ? getOwn(values, system) : undefined) ?? (isRecord(json) ? getOwn(json, `value_${system}`) : undefined) ?? null;
	const forms = [shown, parsed(shown)?.value, typeof shown === 'number' || typeof shown === 'boolean' ? String(shown) : undefined];
	const value = forms.find((form) => form !== undefined && matches(question, form, wanted));
	if (value !== undefined) return { kind: 'answer', answer: { question, value, chosen: system } };
	return bad(
		`${where} chooses ${system}, and does not carry its value as it was`,
		`The value of ${system} must come back as it stood on the item of Review, under values (or value_${system} in flat items). Merge the answer with that item first, or choose "${TYPED_IN}" and give the value.`,
	);
}

function matches(question: Question, value: unknown, fingerprint: number): boolean {
	try {
		return fieldFingerprint({ rules: rulesOf(question) }, 0, value) === fingerprint;
	} catch {
		return false;
	}
}

function parsed(text: unknown): { value: unknown } | undefined {
	if (typeof text !== 'string') return { value: text };
	try {
		return { value: JSON.parse(text) as unknown };
	} catch {
		return undefined;
	}
}
