import { MAX_FIELDS, MAX_SYSTEMS } from '../reconcile/shape';
import { CURSOR_KINDS, DEFAULT_OVERLAP, POLICIES, PROFILE_DEFAULTS, ROLES } from './profile';

const text = { type: 'string', minLength: 1 };
const path = { ...text, description: 'A field name, or a path such as address.street' };
const flag = { type: 'boolean' };
const count = (minimum: number, fallback: number): object => ({ type: 'number', minimum, default: fallback });
const closed = (required: readonly string[], properties: object): object => ({ type: 'object', additionalProperties: false, required, properties });
const systems = {
	description: 'Names of systems: a list, or text with commas between them',
	oneOf: [text, { type: 'array', items: text }],
};

/**
 * JSON Schema (draft-07) of a profile, published as docs/sync-profile.schema.json for editors and pipelines. It says
 * less than `readProfile`, which also knows how the parts must fit together; what it refuses, `readProfile` refuses.
 */
export const PROFILE_SCHEMA = {
	$schema: 'http://json-schema.org/draft-07/schema#',
	title: 'Sync Profile of n8n-nodes-sync-kit',
	...closed(['sync', 'key', 'systems', 'fields'], {
		$schema: {},
		sync: { ...text, maxLength: 200, description: 'What the nodes of this sync remember belongs to this name' },
		key: { ...path, description: 'The canonical field that says which records belong together' },
		systems: {
			type: 'array',
			minItems: 2,
			maxItems: MAX_SYSTEMS,
			items: closed(['name'], {
				name: { ...text, pattern: '^[^,]*$' },
				role: { enum: ROLES, default: 'contributor' },
				id: path,
				modified: path,
				version: path,
				event: path,
				fullList: { ...flag, default: false, description: 'Its list always holds all of its records' },
				noValueWords: { ...text, description: 'Texts that mean "no value", with commas between them' },
				cursor: { ...path, description: 'By which field of its records Sync Checkpoint reads on; if it is not modified' },
				cursorIs: { enum: CURSOR_KINDS, default: 'time' },
				overlap: { type: 'number', minimum: 0, description: `How far before the checkpoint to read again: seconds for times (${DEFAULT_OVERLAP.time} if left out), a difference for numbers` },
			}),
		},
		fields: {
			type: 'array',
			minItems: 1,
			maxItems: MAX_FIELDS,
			items: closed(['name'], {
				name: path,
				owner: { ...text, description: 'The system whose value wins' },
				writers: systems,
				policy: { enum: POLICIES },
				order: systems,
				listKey: path,
			}),
		},
		mapping: {
			type: 'array',
			description: 'Rows as field-mapper.schema.json has them, each with the system whose field its source is',
			items: { type: 'object', required: ['system'], properties: { system: text } },
		},
		clockToleranceSeconds: count(0, PROFILE_DEFAULTS.clockToleranceSeconds),
		deletes: closed([], {
			mode: { enum: ['report', 'passOn'], default: PROFILE_DEFAULTS.deletes.mode },
			mostRecords: count(0, PROFILE_DEFAULTS.deletes.mostRecords),
			mostPercent: count(0, PROFILE_DEFAULTS.deletes.mostPercent),
			rememberDays: count(1, PROFILE_DEFAULTS.deletes.rememberDays),
		}),
		recordsToRemember: count(1, PROFILE_DEFAULTS.recordsToRemember),
	}),
};
