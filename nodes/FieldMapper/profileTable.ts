import omit from 'lodash/omit';
import type { SyncProfile } from '../shared/profile/profile';
import { readDefinition, type Definition } from './definition';
import { readFile } from './file/readFile';
import { FORMAT } from './file/format';
import { splitWords } from '../shared/record/words';
import type { Table } from './readTable';
import { STRICT } from './tableRules';

/**
 * One system's table as a Sync Profile has it: the source is the system, the target what the sync calls the fields. A
 * system without rows of its own has the fields as they are.
 */
export function profileTable(profile: SyncProfile, system: string): Table {
	const noValueWords = splitWords(profile.systems.find(({ name }) => name === system)?.noValueWords ?? '');
	return { definition: definitionOf(profile, system), noValueWords, rules: { ...STRICT, noValueWords }, unmapped: 'drop' };
}

function definitionOf(profile: SyncProfile, system: string): Definition {
	const rows = profile.mapping.filter((row) => row.system === system).map((row) => omit(row, 'system'));
	if (rows.length === 0) {
		const names = [profile.key, ...profile.fields.map(({ name }) => name)];
		return readDefinition(names.map((source) => ({ source, type: 'raw' })));
	}
	return profile.mappingForm === 'editor' ? readDefinition(rows) : readFile({ format: FORMAT, rows }).definition;
}
