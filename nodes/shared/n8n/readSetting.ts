import type { IExecuteFunctions } from 'n8n-workflow';
import { compilePath, type FieldPath } from '../record/path';
import { compilePathList } from '../record/pathList';
import { failNode } from './items';

/**
 * A number from the node's settings. Expressions and imported workflows may put anything there.
 *
 * @param label as the editor shows it
 * @param most Infinity for no limit
 */
export function numberSetting(ctx: IExecuteFunctions, label: string, value: unknown, least: number, most: number): number {
	if (typeof value === 'number' && value >= least && value <= most) return value;
	return failNode(ctx, `"${label}" is ${String(value)}`, most === Infinity ? `Set it to a number of at least ${least}.` : `Set it to a number from ${least} to ${most}.`);
}

/** A field of the items, named in the node's settings. @param label as the editor shows it */
export function pathSetting(ctx: IExecuteFunctions, label: string, text: string): FieldPath {
	const result = compilePath(text);
	return result.ok ? result.path : failNode(ctx, `${label}: ${result.problem}`, 'Write the field as it stands in the item: its name (id), or a path (data.customer.id).');
}

/** As `pathSetting`, for one that may be left empty. */
export function optionalPathSetting(ctx: IExecuteFunctions, label: string, text: string): FieldPath | undefined {
	return text.trim() === '' ? undefined : pathSetting(ctx, label, text);
}

/** One field or several, separated by commas. */
export function pathsSetting(ctx: IExecuteFunctions, label: string, text: string): FieldPath[] {
	const result = compilePathList(text);
	if (!result.ok) return failNode(ctx, `${label}: ${result.problem}`, 'Write the fields as they stand in the item, separated by commas.');
	if (result.paths.length > 0) return result.paths;
	return failNode(ctx, `${label} is empty`, 'Name at least one field, for example id.');
}
