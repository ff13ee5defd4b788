import type { IExecuteFunctions } from 'n8n-workflow';
import { failNode } from '../shared/n8n/items';
import type { FieldPath } from '../shared/record/path';
import { compileField, type Complain } from './complain';
import type { System } from './compileSystems';
import { SOURCE_PATHS } from '../shared/profile/sourcePaths';
import { followsProfile } from '../shared/n8n/findProfile';

/** How an event says which system it comes from and what happened there. */
export interface EventSettings {
	/** The field that names the system; undefined where all come from `system`. */
	readonly systemField: FieldPath | undefined;
	/** Place of the one system; -1 where a field names it. */
	readonly system: number;
	readonly kind: FieldPath | undefined;
	/** Whether an item that says nothing of its kind is a change: some systems of a profile do, some do not. */
	readonly kindMayLack: boolean;
	readonly deleted: FieldPath | undefined;
	readonly unknownRecord: 'create' | 'review';
}

export function readEventSettings(ctx: IExecuteFunctions, systems: readonly System[]): EventSettings {
	const parameter = (name: string): string => String(ctx.getNodeParameter(name, 0, null) ?? '').trim();
	const complain: Complain = (message, description) => failNode(ctx, message, description);
	const optional = (label: string, name: string): FieldPath | undefined =>
		parameter(name) === '' ? undefined : compileField(label, parameter(name), complain);
	const { unknownRecord } = ctx.getNodeParameter('options', 0, {}) as { unknownRecord?: EventSettings['unknownRecord'] };
	if (followsProfile(ctx)) {
		const path = (text: string): FieldPath | undefined => compileField('', text, complain);
		return { systemField: path(SOURCE_PATHS.system), system: -1, kind: path(SOURCE_PATHS.event), kindMayLack: true, deleted: undefined, unknownRecord: unknownRecord ?? 'create' };
	}
	const fixed = parameter('eventSystemFrom') === 'fixed';
	const name = parameter('eventSystem');
	const system = fixed ? systems.findIndex((one) => one.name === name) : -1;
	if (fixed && system < 0) {
		complain(name === '' ? 'No system is named for the changes' : `The changes are said to come from "${name}", which is not one of the systems`, `Name one of ${systems.map((one) => one.name).join(', ')} under System, exactly as it is written there.`);
	}
	return {
		systemField: fixed ? undefined : compileField('System Field', parameter('eventSystemField'), complain),
		system,
		kind: optional('Event Kind Field', 'eventKind'),
		kindMayLack: false,
		deleted: optional('Deleted Field', 'eventDeleted'),
		unknownRecord: unknownRecord ?? 'create',
	};
}
