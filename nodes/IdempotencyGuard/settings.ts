import type { IExecuteFunctions } from 'n8n-workflow';
import type { IfStateLost } from '../shared/n8n/descriptions';
import { failNode } from '../shared/n8n/items';
import { compilePathList } from '../shared/record/pathList';
import type { FieldPath } from '../shared/record/path';
import type { KeyPart, PayloadChoice } from './fingerprints';
import type { ClaimTerms } from './protocol';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

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
	cap: number;
	ifStateLost: IfStateLost;
}

export function readSettings(ctx: IExecuteFunctions): Settings {
	const options = ctx.getNodeParameter('options', 0, {}) as RawOptions;
	return {
		sync: ctx.getNodeParameter('sync', 0) as string,
		cap: atLeast(ctx, 'Most Keys Remembered', options.cap ?? 100_000, 1),
		ifStateLost: options.ifStateLost ?? 'stop',
	};
}

export function readTerms(ctx: IExecuteFunctions): ClaimTerms {
	const options = ctx.getNodeParameter('options', 0, {}) as RawOptions;
	return {
		leaseMs: atLeast(ctx, 'Lease (Minutes)', options.leaseMinutes ?? 10, 0.0001) * MINUTE,
		rememberMs: atLeast(ctx, 'Remember for (Days)', options.rememberDays ?? 30, 0.00001) * DAY,
		repeatable: options.ifInterrupted === 'repeat',
		completeAtOnce: options.completeAtOnce === true,
	};
}

function atLeast(ctx: IExecuteFunctions, name: string, value: number, least: number): number {
	if (typeof value === 'number' && value >= least) return value;
	return failNode(ctx, `"${name}" is ${String(value)}`, `Set it to a number of at least ${least}.`);
}

/** @returns how to get an item's key parts: compiled paths, or the user's expression evaluated for the item */
export function readKeyParts(ctx: IExecuteFunctions): (json: Record<string, unknown>, i: number) => KeyPart[] {
	if (ctx.getNodeParameter('keyFrom', 0) === 'expression') {
		return (_json, i) => [{ called: 'from the expression', value: ctx.getNodeParameter('keyExpression', i, undefined) }];
	}
	const paths = readPaths(ctx, 'keyFields', 'Key Fields');
	return (json) => paths.map((path) => ({ called: `field "${path.text}"`, value: path.get(json) }));
}

export function readPayloadChoice(ctx: IExecuteFunctions): PayloadChoice {
	const choice = ctx.getNodeParameter('comparePayload', 0) as PayloadChoice['kind'];
	return choice === 'fields' ? { kind: 'fields', paths: readPaths(ctx, 'payloadFields', 'Payload Fields') } : { kind: choice };
}

export function readPaths(ctx: IExecuteFunctions, parameter: string, label: string): FieldPath[] {
	const result = compilePathList(ctx.getNodeParameter(parameter, 0) as string);
	if (!result.ok) return failNode(ctx, `${label}: ${result.problem}`, 'Correct the path in the node\'s settings.');
	if (result.paths.length > 0) return result.paths;
	return failNode(ctx, `${label} is empty`, 'Name at least one field, for example id.');
}
