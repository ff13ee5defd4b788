import type { Engine, Subject } from './engine';

/** n8n's Edit Fields with one assignment a field: `name → [type, value]`. Drops all other fields. */
export function editFields(engine: Engine, fields: Readonly<Record<string, readonly [type: string, value: string]>>): Subject {
	return {
		type: engine.n8n.baseNode('Set/Set'),
		version: 3.4,
		parameters: {
			mode: 'manual',
			includeOtherFields: false,
			assignments: {
				assignments: Object.entries(fields).map(([name, [type, value]]) => ({ id: name, name, type, value })),
			},
			options: {},
		},
	};
}
