import type { MappingRow } from '../definition';
import type { MissingPolicy } from '../missingPolicy';
import { WHEN_ABSENT, WHEN_EMPTY, WHEN_NULL } from '../missingPolicy';
import type { Table } from '../readTable';
import { FORMAT, type MappingFile, type MappingFileRow } from './format';
import { settingSpecsOf } from './specs';

/** @param table one without problems. @returns the mapping as a file, without what has its default: `readFile` reads it back as the same table */
export function writeFile({ definition, rules, unmapped }: Table): MappingFile {
	return {
		format: FORMAT,
		...(rules.noValueWords.length === 0 ? {} : { noValueWords: [...rules.noValueWords] }),
		...(rules.sourceClears === 'null' ? {} : { sourceClears: rules.sourceClears }),
		...(rules.targetClears === 'null' ? {} : { targetClears: rules.targetClears }),
		...(unmapped === 'drop' ? {} : { unmapped }),
		...(rules.wrongType === 'reject' ? {} : { wrongType: rules.wrongType }),
		rows: definition.rows.map(writeRow),
	};
}

function writeRow(row: MappingRow): MappingFileRow {
	const settings = changedSettings(row);
	const missing = changedPolicy(row.missing.forward);
	const missingReverse = changedPolicy(row.missing.reverse);
	return {
		source: row.source.text,
		...(row.target.text === row.source.text ? {} : { target: row.target.text }),
		type: row.type,
		...(row.way === 'both' ? {} : { way: row.way }),
		...(isEmpty(settings) ? {} : { settings }),
		...(row.pairs.length === 0 ? {} : { values: row.pairs.map(({ source, target }) => ({ source, target })) }),
		...(isEmpty(missing) ? {} : { missing }),
		...(isEmpty(missingReverse) ? {} : { missingReverse }),
		...(row.ignoreNoValueWords ? { ignoreNoValueWords: true } : {}),
	};
}

function changedSettings({ type, settings }: MappingRow): Record<string, unknown> {
	const changed: Record<string, unknown> = {};
	for (const [name, spec] of Object.entries(settingSpecsOf(type))) {
		const value = settings[name];
		const standard = 'choice' in spec ? spec.choice[0] : 'text' in spec ? spec.text : 'flag' in spec ? spec.flag : undefined;
		const isStandard = 'nested' in spec ? isEmpty(value as object) : value === standard;
		if (!isStandard) changed[name] = value;
	}
	return changed;
}

function changedPolicy(policy: MissingPolicy): Record<string, string> {
	return {
		...(policy.absent === WHEN_ABSENT[0] ? {} : { absent: policy.absent }),
		...(policy.null === WHEN_NULL[0] ? {} : { null: policy.null }),
		...(policy.empty === WHEN_EMPTY[0] ? {} : { empty: policy.empty }),
		...(policy.default === undefined ? {} : { default: policy.default }),
	};
}

function isEmpty(value: object): boolean {
	return Object.keys(value).length === 0;
}
