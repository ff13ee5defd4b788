import type { IExecuteFunctions } from 'n8n-workflow';
import type { IfStateLost } from '../shared/n8n/descriptions';
import { failNode } from '../shared/n8n/items';
import { numberSetting } from '../shared/n8n/readSetting';
import { compilePathList } from '../shared/record/pathList';
import type { FieldPath } from '../shared/record/path';
import type { KeyHash } from '../shared/state/port';
import { hashKey, type Fingerprinted, type PayloadChoice } from './fingerprints';
import type { ClaimTerms } from '../shared/idempotency/protocol';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const MOST_DAYS = 3650;

interface RawOptions {
	cap?: number;
	completeAtOnce?: boolean;
	ifInterrupted?: 'hold' | 'repeat';
	ifStateLost?: IfStateLost;
	leaseMinutes?: number;
	rememberDays?: number;
}

/** What all operations that touch state need. */
export interface Settings {
	sync: string;
	ifStateLost: IfStateLost;
}

export function readSettings(ctx: IExecuteFunctions): Settings {
	const options = ctx.getNodeParameter('options', 0, {}) as RawOptions;
	return {
		sync: ctx.getNodeParameter('sync', 0) as string,
		ifStateLost: options.ifStateLost ?? 'stop',
	};
}

/** Only Claim adds keys, so only Claim forgets the oldest. */
export function readCap(ctx: IExecuteFunctions): number {
	const options = ctx.getNodeParameter('options', 0, {}) as RawOptions;
	return numberSetting(ctx, 'Most Keys Remembered', options.cap ?? 100_000, 1, 1_000_000);
}

export function readTerms(ctx: IExecuteFunctions): ClaimTerms {
	const options = ctx.getNodeParameter('options', 0, {}) as RawOptions;
	return {
		leaseMs: Math.round(numberSetting(ctx, 'Lease (Minutes)', options.leaseMinutes ?? 10, 0.0001, MOST_DAYS * 24 * 60) * MINUTE),
		rememberMs: Math.round(numberSetting(ctx, 'Remember for (Days)', options.rememberDays ?? 30, 0.00001, MOST_DAYS) * DAY),
		repeatable: options.ifInterrupted === 'repeat',
		completeAtOnce: options.completeAtOnce === true,
	};
}

/** @returns how to get an item's key: from compiled paths, or from the user's expression evaluated for the item */
export function readKey(ctx: IExecuteFunctions): (json: Record<string, unknown>, i: number) => Fingerprinted<KeyHash> {
	if (ctx.getNodeParameter('keyFrom', 0) === 'expression') {
		return (_json, i) => {
			try {
				return hashKey([{ called: 'from the expression', value: ctx.getNodeParameter('keyExpression', i, undefined) }]);
			} catch (error) {
				const why = error instanceof Error ? error.message : String(error);
				return { ok: false, message: `The key expression failed: ${why}`, description: 'Correct the item, or the expression in Key.' };
			}
		};
	}
	const paths = readPaths(ctx, 'keyFields', 'Key Fields');
	const called = paths.map((path) => `field "${path.text}"`);
	return (json) => hashKey(paths.map((path, i) => ({ called: called[i]!, value: path.get(json) })));
}

export function readPayloadChoice(ctx: IExecuteFunctions): PayloadChoice {
	const choice = ctx.getNodeParameter('comparePayload', 0) as PayloadChoice['kind'];
	switch (choice) {
		case 'fields':
			return { kind: 'fields', paths: readPaths(ctx, 'payloadFields', 'Payload Fields') };
		case 'whole':
		case 'off':
			return { kind: choice };
		default:
			return failNode(ctx, `Compare Payload is "${String(choice)}", which this version does not know`, 'Choose one of the list in the node\'s settings.');
	}
}

export function readPaths(ctx: IExecuteFunctions, parameter: string, label: string): FieldPath[] {
	const result = compilePathList(ctx.getNodeParameter(parameter, 0) as string);
	if (!result.ok) return failNode(ctx, `${label}: ${result.problem}`, 'Correct the path in the node\'s settings.');
	if (result.paths.length > 0) return result.paths;
	return failNode(ctx, `${label} is empty`, 'Name at least one field, for example id.');
}
