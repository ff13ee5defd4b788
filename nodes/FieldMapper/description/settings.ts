import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

/** A field that a setting has once for each side of the table. */
export function bothSides(make: (side: 'source' | 'target', label: 'Source' | 'Target') => INodeProperties): INodeProperties[] {
	return [make('source', 'Source'), make('target', 'Target')];
}

/** Types that mostly need no setting; their settings are in the row's menu. */
const RARELY_SET = ['text', 'integer', 'enum'];

/** The settings of one type: shown only for rows of that type, one collapsed line until something is added. */
export function settingsOf(type: string, label: string, options: INodeProperties[]): INodeProperties {
	return {
		displayName: `${label} Settings`,
		name: `${type}Settings`,
		type: 'collection',
		...(RARELY_SET.includes(type) ? {} : { typeOptions: { showEvenWhenOptional: true } }),
		placeholder: `Add ${label.toLowerCase()} setting`,
		default: {},
		displayOptions: { show: { type: [type] } },
		options,
	};
}

export function choice(
	displayName: string,
	name: string,
	options: INodePropertyOptions[],
	description: string,
	first = options[0]!.value as string,
): INodeProperties {
	return { displayName, name, type: 'options', options, default: first, noDataExpression: true, description };
}

export function words(displayName: string, name: string, value: string, placeholder: string, description: string): INodeProperties {
	return { displayName, name, type: 'string', default: value, noDataExpression: true, placeholder, description };
}
