import type { IExecuteFunctions } from 'n8n-workflow';
import { failNode } from '../shared/n8n/items';
import type { FieldPath } from '../shared/record/path';
import { checkField, checkSystem, type Compiled } from './compileDefinition';
import { DEFAULT_MOST_IDS } from './definition';
import { readOptions, readText } from './readDefinition';

export function systemParameter(ctx: IExecuteFunctions, name: string, label: string): string {
	return orFail(ctx, checkSystem(label, readText(ctx, name)));
}

export function fieldParameter(ctx: IExecuteFunctions, name: string, label: string): FieldPath {
	return fieldNamed(ctx, readText(ctx, name), label);
}

export function fieldNamed(ctx: IExecuteFunctions, text: string, label: string): FieldPath {
	return orFail(ctx, checkField(label, text));
}

export function mostIds(ctx: IExecuteFunctions): number {
	const value: unknown = readOptions(ctx).mostIds ?? DEFAULT_MOST_IDS;
	if (typeof value === 'number' && value >= 2) return Math.floor(value);
	return failNode(ctx, `Most IDs is ${String(value)}`, 'Set it to a number of at least 2 under Options.');
}

function orFail<T>(ctx: IExecuteFunctions, result: Compiled<T>): T {
	return result.ok ? result.value : failNode(ctx, result.problem, result.fix);
}
