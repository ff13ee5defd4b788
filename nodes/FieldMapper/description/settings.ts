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

export function decimals(side: 'source' | 'target', label: string): INodeProperties {
	return {
		displayName: `Decimals in ${label}`,
		name: `${side}Decimals`,
		type: 'number',
		typeOptions: { minValue: 0, maxValue: 30 },
		default: 2,
		noDataExpression: true,
		description: 'Text is written with exactly this many decimals. A value with more of them is rejected, never rounded.',
	};
}

/** A path to another field, which the editor lets people drag. */
export function fieldPath(displayName: string, name: string, placeholder: string, description: string): INodeProperties {
	return { displayName, name, type: 'string', default: '', requiresDataPath: 'single', placeholder, description };
}
