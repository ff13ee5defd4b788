import type { SettingSpec } from '../types/type';
import { FILE_SHAPES, ROW_SHAPES, settingSpecsOf, TYPE_NAMES, type Shape, type Shapes } from './specs';

type Schema = Record<string, unknown>;

/**
 * The JSON Schema (draft-07) of a mapping kept as a file, made of the types and settings that rows can have. It says
 * less than `readFile` and `compileMapping`, which also know what fits together; what it refuses, they refuse.
 */
export function fileSchema(): Schema {
	return {
		$schema: 'http://json-schema.org/draft-07/schema#',
		title: 'Field mapping of n8n-nodes-sync-kit',
		description: 'A table that turns one system\'s record into another\'s, as the Field Mapper exports and reads it.',
		...objectSchema(FILE_SHAPES, ['format', 'rows']),
		definitions: {
			row: {
				...objectSchema(ROW_SHAPES, ['source']),
				allOf: TYPE_NAMES.map((type) => ({
					if: type === 'text' ? { properties: { type: { const: type } } } : { properties: { type: { const: type } }, required: ['type'] },
					then: { properties: { settings: settingsSchema(type) } },
				})),
			},
		},
	};
}

function objectSchema(shapes: Shapes, required: readonly string[]): Schema {
	return {
		type: 'object',
		properties: Object.fromEntries(Object.entries(shapes).map(([name, shape]) => [name, { ...shapeSchema(shape), description: shape.about }])),
		...(required.length === 0 ? {} : { required }),
		additionalProperties: false,
	};
}

function shapeSchema(shape: Shape): Schema {
	switch (shape.is) {
		case 'text':
			return { type: 'string' };
		case 'flag':
			return { type: 'boolean' };
		case 'choice':
			return { enum: shape.of };
		case 'words':
			return { type: 'array', items: { type: 'string', minLength: 1 } };
		case 'pairs':
			return { type: 'array', items: objectSchema({ source: { is: 'text', about: 'In the source.' }, target: { is: 'text', about: 'In the target.' } }, ['source', 'target']) };
		case 'object':
			return objectSchema(shape.parts, []);
		case 'settings':
			return { type: 'object' };
		case 'rows':
			return { type: 'array', items: { $ref: '#/definitions/row' } };
	}
}

function settingsSchema(type: string): Schema {
	const properties = Object.fromEntries(Object.entries(settingSpecsOf(type)).map(([name, spec]) => [name, settingSchema(spec)]));
	return { type: 'object', properties, additionalProperties: false };
}

function settingSchema(spec: SettingSpec): Schema {
	if ('choice' in spec) return { enum: spec.choice, default: spec.choice[0] };
	if ('text' in spec) return { type: 'string', default: spec.text };
	if ('flag' in spec) return { type: 'boolean', default: spec.flag };
	if ('nested' in spec) return { type: 'object' };
	return { type: 'integer', minimum: 0, maximum: spec.count };
}
