import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import type { ErrorRule } from '../shared/errors/classify';
import type { ResultChoice } from '../shared/idempotency/result';
import type { IfStateLost } from '../shared/n8n/descriptions';
import { findProfile, followsProfile } from '../shared/n8n/findProfile';
import { failNode } from '../shared/n8n/items';
import { numberSetting, optionalPathSetting, pathsSetting } from '../shared/n8n/readSetting';
import type { Parking } from '../shared/outcome/settle';
import type { ErrorClass } from '../shared/queue/entry';
import type { RollBackPolicy } from '../shared/queue/rollBack';
import type { FieldPath } from '../shared/record/path';
import { splitList } from '../shared/record/pathList';
import { MOST_PARKED } from '../shared/queue/terms';
import { BASE_SECONDS, CAP_MINUTES, MAX_AGE_DAYS, MAX_ATTEMPTS, SAGA_DAYS } from './defaults';
import type { AnswerRule } from './failureInAnswer';

const SECOND = 1_000, MINUTE = 60 * SECOND, DAY = 24 * 60 * MINUTE;

/** What is kept of a failed item, to try it again. */
export type PayloadChoice = { readonly kind: 'whole' | 'key' } | { readonly kind: 'fields'; readonly paths: readonly FieldPath[] };

export interface OutcomeSettings {
	readonly sync: string;
	readonly ifStateLost: IfStateLost;
	/** Where the key stands in the app's answer; undefined: items are found by item linking. */
	readonly answerKey: FieldPath | undefined;
	/** For items whose nodes upstream say none. */
	readonly target: string;
	readonly key: FieldPath | undefined;
	readonly newId: FieldPath | undefined;
	/** Tells which effect over several systems an item is a part of; undefined: the claim or the change says it. */
	readonly effect: FieldPath | undefined;
	/** Undefined: failures are not kept. */
	readonly parking: Parking | undefined;
	readonly payload: PayloadChoice;
	readonly errorRules: readonly ErrorRule[];
	readonly answerRules: readonly AnswerRule[];
	readonly result: ResultChoice;
	/** The version in a system's answer. */
	versionOf(system: string, answer: unknown): unknown;
	readonly echoFrom: ReadonlySet<string>;
	readonly policy: RollBackPolicy;
	readonly finalSystems: ReadonlySet<string>;
	readonly effectSystems: readonly string[];
	readonly sagaMs: number;
	/** Whether compensations come out of this node, or wait for Take Due. */
	readonly handOut: boolean;
}

interface RawOptions {
	answerRules?: { rules?: RawAnswerRule[] };
	answerVersion?: string;
	baseSeconds?: number;
	capMinutes?: number;
	compensations?: 'here' | 'takeDue';
	echoFrom?: string;
	effectField?: string;
	effectSystems?: string;
	errorRules?: { rules?: RawErrorRule[] };
	finalSystems?: string;
	ifStateLost?: IfStateLost;
	keep?: 'whole' | 'fields' | 'key';
	keepFields?: string;
	keepResult?: ResultChoice['kind'];
	later?: 'supersede' | 'wait';
	maxAgeDays?: number;
	maxAttempts?: number;
	mostParked?: number;
	resultFields?: string;
	retryCreates?: 'attention' | 'retry';
	sagaDays?: number;
}

interface RawErrorRule { status?: string; code?: string; text?: string; class?: ErrorClass }
interface RawAnswerRule { field?: string; is?: AnswerRule['is']; value?: string }

export function readSettings(ctx: IExecuteFunctions): OutcomeSettings {
	const options = ctx.getNodeParameter('options', 0, {}) as RawOptions & IDataObject;
	const text = (name: string): string => String(ctx.getNodeParameter(name, 0, '') ?? '').trim();
	const policy = ctx.getNodeParameter('whenRefused', 0, 'forward') as RollBackPolicy;
	const byKey = ctx.getNodeParameter('findBy', 0, 'linking') === 'key';
	const answerKey = byKey ? optionalPathSetting(ctx, 'Key in the Answer', text('answerKey')) : undefined;
	if (byKey && answerKey === undefined) failNode(ctx, 'Key in the Answer is empty', 'Name the field of the app\'s answer that holds the record\'s key, for example id.');
	const keep = options.keep ?? 'whole';
	return {
		sync: followsProfile(ctx) ? findProfile(ctx).sync : (ctx.getNodeParameter('sync', 0) as string),
		ifStateLost: options.ifStateLost ?? 'stop',
		answerKey,
		target: text('target'),
		key: optionalPathSetting(ctx, 'Key Field', text('keyField')),
		newId: optionalPathSetting(ctx, 'New ID Field', text('newIdField')),
		effect: optionalPathSetting(ctx, 'Effect Field', (options.effectField ?? '').trim()),
		parking: ctx.getNodeParameter('onFailure', 0, 'park') === 'park' ? parkingIn(ctx, options) : undefined,
		payload: keep === 'fields' ? { kind: keep, paths: pathsSetting(ctx, 'Fields to Keep', options.keepFields ?? '') } : { kind: keep },
		errorRules: (options.errorRules?.rules ?? []).map((rule, i) => errorRule(ctx, rule, i)),
		answerRules: (options.answerRules?.rules ?? []).map((rule) => answerRule(ctx, rule)),
		result: options.keepResult === 'fields' ? { kind: 'fields', paths: pathsSetting(ctx, 'Result Fields', options.resultFields ?? '') } : { kind: options.keepResult ?? 'none' },
		versionOf: versionReader(ctx, options.answerVersion ?? ''),
		echoFrom: new Set(splitList(options.echoFrom ?? '')),
		policy,
		finalSystems: new Set(splitList(options.finalSystems ?? '')),
		effectSystems: splitList(options.effectSystems ?? ''),
		sagaMs: numberSetting(ctx, 'Remember Effects for (Days)', options.sagaDays ?? SAGA_DAYS, 0.001, 366) * DAY,
		handOut: options.compensations !== 'takeDue',
	};
}

function parkingIn(ctx: IExecuteFunctions, options: RawOptions): Parking {
	const baseMs = Math.round(numberSetting(ctx, 'First Delay (Seconds)', options.baseSeconds ?? BASE_SECONDS, 0.001, 86_400) * SECOND);
	const capMs = Math.round(numberSetting(ctx, 'Longest Delay (Minutes)', options.capMinutes ?? CAP_MINUTES, 0.001, 100_000) * MINUTE);
	return {
		terms: {
			baseMs,
			capMs: Math.max(baseMs, capMs),
			maxAttempts: Math.floor(numberSetting(ctx, 'Most Attempts', options.maxAttempts ?? MAX_ATTEMPTS, 1, 1_000)),
			maxAgeMs: Math.round(numberSetting(ctx, 'Give Up After (Days)', options.maxAgeDays ?? MAX_AGE_DAYS, 0.0001, 366) * DAY),
		},
		later: options.later ?? 'supersede',
		retryCreates: options.retryCreates === 'retry',
		cap: Math.floor(numberSetting(ctx, 'Most Parked', options.mostParked ?? MOST_PARKED, 1, 1_000_000)),
	};
}

function errorRule(ctx: IExecuteFunctions, { status = '', code = '', text = '', class: kind = 'permanent' }: RawErrorRule, i: number): ErrorRule {
	const found = /^\s*(\d)(\d\d|xx)\s*(?:-\s*(\d{3})\s*)?$/i.exec(status);
	if (status.trim() !== '' && found === null) failNode(ctx, `Error Rules, row ${i + 1}: "${status}" is no status`, 'Write one status (404), a range (500-599) or a class (5xx), or leave it empty.');
	if (status.trim() === '' && code.trim() === '' && text.trim() === '') failNode(ctx, `Error Rules, row ${i + 1} says nothing about the error`, 'Fill in a status, a code or a text: an empty row would match every error.');
	return {
		...(found === null ? {} : { status: statusRange(found) }),
		...(code.trim() === '' ? {} : { code: code.trim() }),
		...(text.trim() === '' ? {} : { text: text.trim().toLowerCase() }),
		class: kind,
	};
}

function statusRange([, first = '', rest = '', to]: RegExpExecArray): [number, number] {
	if (rest.toLowerCase() === 'xx') return [Number(`${first}00`), Number(`${first}99`)];
	return [Number(first + rest), Number(to ?? first + rest)];
}

function answerRule(ctx: IExecuteFunctions, { field = '', is = 'equals', value = '' }: RawAnswerRule): AnswerRule {
	const path = optionalPathSetting(ctx, 'Failure in the Answer', field.trim()) ?? failNode(ctx, 'Failure in the Answer: a row names no field', 'Name a field of the app\'s answer, for example ok or error.code.');
	return { path, is, value };
}

/** A profile says of each system where its version stands; else one option does for all. */
function versionReader(ctx: IExecuteFunctions, option: string): OutcomeSettings['versionOf'] {
	const path = optionalPathSetting(ctx, 'Version in the Answer', option.trim());
	if (!followsProfile(ctx)) return (_system, answer) => path?.get(answer);
	const paths = new Map(findProfile(ctx).systems.map(({ name, version }) => [name, version === undefined ? undefined : optionalPathSetting(ctx, 'Version', version)]));
	return (system, answer) => (paths.get(system) ?? path)?.get(answer);
}
