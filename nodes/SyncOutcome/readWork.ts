import type { INodeExecutionData } from 'n8n-workflow';
import { readId } from '../shared/crosswalk';
import { classify } from '../shared/errors/classify';
import { readError } from '../shared/errors/readError';
import { pickFields, resultToKeep, withoutSync } from '../shared/idempotency/result';
import type { ItemProblem } from '../shared/n8n/items';
import type { Found } from '../shared/n8n/promised';
import { contentOf } from '../shared/outcome/contentOf';
import { promisesIn, type Promises } from '../shared/outcome/promises';
import { effectIn, first, isGiven, isKey, isName, isOfSync, isOperation } from '../shared/outcome/says';
import type { SagaReport } from '../shared/queue/report';
import type { Failed, Success, Work } from '../shared/outcome/settle';
import type { Operation, SyncEnvelope } from '../shared/record/envelope';
import { isRecord } from '../shared/record/json';
import { isFailure } from './failureInAnswer';
import type { OnTheWay } from './findOnTheWay';
import type { OutcomeSettings } from './settings';
import type { Part } from './splitBatch';

/**
 * What one item says: which work it is about, and what became of it.
 *
 * @param part what the nodes before left about it
 * @param failed it came in by the input for failures
 * @param now ms since 1970
 */
export function readWork(item: INodeExecutionData, { way, place }: Part, failed: boolean, settings: OutcomeSettings, now: number): Found<Work> {
	// What another sync's nodes left is not for this one.
	const envelopes = way.envelopes.filter((one) => isOfSync(one, settings.sync)).map(asIfNew);
	const record = keyOf(envelopes, way, item, settings);
	if (record === undefined) return { ok: false, problem: NO_KEY };
	const target = first(envelopes, 'system', isName) ?? settings.target;
	if (target === '') return { ok: false, problem: NO_TARGET };
	const operation = first(envelopes, 'operation', isOperation);
	const targetId = first(envelopes, 'targetId', isGiven);
	const promises = promisesIn(envelopes, settings.sync);
	const sentAt = first(envelopes, 'queue', isRecord)?.['since'];
	const base = {
		target,
		record,
		operation,
		...(targetId === undefined ? {} : { targetId }),
		promises,
		...(typeof sentAt === 'number' ? { since: sentAt } : {}),
	};
	const saga = (id: unknown): ReturnType<typeof sagaOf> => sagaOf(envelopes, effectOf(envelopes, way, item, promises, settings), settings, { target, operation, targetId: id });
	const isBad = failed || isFailure(item.json, settings.answerRules);
	if (!isBad) {
		const success = succeeded(item, target, settings, place);
		return { ok: true, value: { ...base, ...saga(operation === 'create' ? (madeId(success) ?? targetId) : (targetId ?? madeId(success))), ...success } };
	}
	const result = didFail(item, way, record, settings, now);
	return result.ok ? { ok: true, value: { ...base, ...saga(targetId), ...result.value } } : result;
}

function succeeded({ json }: INodeExecutionData, target: string, settings: OutcomeSettings, place: number | undefined): Success {
	const { result } = resultToKeep(json, settings.result);
	const version = settings.versionOf(target, json);
	return {
		ok: true,
		...(result === undefined ? {} : { result }),
		...(version === undefined ? {} : { version }),
		...(settings.newId === undefined ? {} : { madeId: readId(ofPlace(settings.newId.get(json), place)) }),
		...(settings.echoFrom.has(target) ? { echoFrom: target } : {}),
	};
}

/** An app that takes a batch may answer with a list, one for each record. */
const ofPlace = (value: unknown, place: number | undefined): unknown => (place !== undefined && Array.isArray(value) ? (value as unknown[])[place] : value);

function didFail(item: INodeExecutionData, { record }: OnTheWay, key: string, settings: OutcomeSettings, now: number): Found<Failed> {
	const failure = classify(readError(item.json, item.error), settings.errorRules, now);
	const whole = record === undefined ? undefined : withoutSync(record);
	const kept = settings.payload.kind === 'key' ? undefined : settings.payload.kind === 'fields' ? pickFields(whole, settings.payload.paths) : whole;
	const content = contentOf(whole ?? key);
	if (content === undefined) return { ok: false, problem: notPlain(failure.message) };
	return { ok: true, value: { ok: false, failure, content, ...(kept === undefined ? {} : { payload: kept }) } };
}

function keyOf(envelopes: readonly SyncEnvelope[], { record }: OnTheWay, item: INodeExecutionData, { key }: OutcomeSettings): string | undefined {
	const left = first(envelopes, 'key', isKey);
	if (left !== undefined) return String(left);
	const found: unknown = key?.get(record) ?? key?.get(item.json);
	return isKey(found) ? String(found) : undefined;
}

/** Which effect over several systems this is a part of. */
function effectOf(envelopes: readonly SyncEnvelope[], { record }: OnTheWay, item: INodeExecutionData, promises: Promises, { effect }: OutcomeSettings): string | undefined {
	// A retry is of the effect its job was parked for.
	const parkedFor = promises.retry === undefined ? undefined : first(envelopes, 'changeId', isName);
	if (parkedFor !== undefined) return parkedFor;
	const named: unknown = effect?.get(record) ?? effect?.get(item.json);
	if (isKey(named)) return String(named);
	return effectIn(envelopes, promises);
}

interface Write {
	readonly target: string;
	readonly operation: Operation | undefined;
	readonly targetId: unknown;
}

function sagaOf(envelopes: readonly SyncEnvelope[], id: string | undefined, settings: OutcomeSettings, { target, operation, targetId }: Write): { saga?: SagaReport; targetId?: unknown } {
	const isRollBack = first(envelopes, 'rollBack', (value): value is true => value === true) ?? false;
	if (settings.policy === 'forward' || id === undefined || operation === undefined || isRollBack) return {};
	const before = first(envelopes, 'before', isRecord);
	return {
		saga: {
			id,
			policy: settings.policy,
			...(before === undefined ? {} : { before }),
			final: settings.finalSystems.has(target),
			...(settings.effectSystems.length === 0 ? {} : { targets: settings.effectSystems }),
			keepMs: settings.sagaMs,
		},
		...(targetId === undefined ? {} : { targetId }),
	};
}

/**
 * What a Sync Outcome before this one settled is over, and this item goes to another system now: of what that one said
 * only the record counts. Its Roll Back is work of its own.
 */
function asIfNew(envelope: SyncEnvelope): SyncEnvelope {
	const isOver = envelope.receipts === undefined && SETTLED.has(envelope.verdict ?? '');
	return isOver ? { ...(envelope.key === undefined ? {} : { key: envelope.key }), ...(envelope.sync === undefined ? {} : { sync: envelope.sync }) } : envelope;
}

const SETTLED: ReadonlySet<string> = new Set(['done', 'cleared', 'parked', 'dead', 'rolledBack', 'released', 'refused', 'alsoNeeded']);

const madeId = ({ madeId: made }: Success): string | undefined => (made?.ok === true ? made.id : undefined);

const NO_KEY: ItemProblem = {
	message: 'It is not known which record this item stands for',
	description:
		'No node of this sync upstream left a record key for it. Check the Sync Name and that the nodes between keep item linking, or name the field that holds the key under Key Field.',
};

const NO_TARGET: ItemProblem = {
	message: 'It is not known which system this item was written to',
	description: 'No node of this sync upstream says it (Conflict Resolver and Record Linker do). Write its name under Target System.',
};

function notPlain(message: string): ItemProblem {
	return {
		message: `The write failed (${message}), and the record cannot be kept: it is no plain data`,
		description: 'It holds numbers that are not finite, broken encoding, or is nested deeper than 500 levels. Correct it before it goes to the app, or under Options keep only some fields, or only the key.',
	};
}
