import type { INodeProperties } from 'n8n-workflow';

export const settingsFrom: INodeProperties = {
	displayName: 'Settings From',
	name: 'settingsFrom',
	type: 'options',
	noDataExpression: true,
	default: 'node',
	options: [
		{ name: 'Sync Profile', value: 'profile', description: 'A Sync Profile node before this one says what the sync is; here only systems are named' },
		{ name: 'This Node', value: 'node', description: 'All of it is set here' },
	],
	description: 'Where it is said what this sync is',
};

/** For what a Sync Profile says already: beside Settings From, and in rows and collections below it. */
export const notProfile = { hide: { settingsFrom: ['profile'] } };
export const notProfileInside = { hide: { '/settingsFrom': ['profile'] } };

export function unlessProfile(property: INodeProperties): INodeProperties {
	const { displayOptions } = property;
	return { ...property, displayOptions: { ...displayOptions, hide: { ...displayOptions?.hide, ...notProfile.hide } } };
}
