import type { FieldPath } from '../../shared/record/path';
import { normalise, type Kind, type KindTerms } from './kinds';
import { numberParts, type PartColumn } from './partLists';
import type { PartMeasure } from './parts';
import type { Condition } from './rules';

export type Column = readonly (string | undefined)[];

/** Values and parts of both lists as the rules compare them: each worked out once, when a rule first asks for it. */
export class Columns {
	private readonly values = new Map<string, Column>();
	private readonly parts = new Map<string, [PartColumn, PartColumn]>();

	/** @param lists the records of both systems */
	constructor(
		private readonly lists: readonly [readonly unknown[], readonly unknown[]],
		private readonly terms: KindTerms,
	) {}

	/** The condition's values in the records to be linked (0) or in those of the other system (1). */
	of(condition: Condition, side: 0 | 1): Column {
		return this.column(side, side === 0 ? condition.field : condition.otherField, condition.as);
	}

	partsOf(condition: Condition, measure: PartMeasure): [PartColumn, PartColumn] {
		// Words are the parts of both measures that go by words.
		const unit = measure === 'letters' ? 'letters' : 'words';
		const name = JSON.stringify([condition.field.text, condition.otherField.text, condition.as, unit]);
		let found = this.parts.get(name);
		if (found === undefined) this.parts.set(name, (found = numberParts([this.of(condition, 0), this.of(condition, 1)], measure)));
		return found;
	}

	private column(side: 0 | 1, path: FieldPath, as: Kind): Column {
		const name = JSON.stringify([side, path.text, as]);
		let column = this.values.get(name);
		if (column === undefined) this.values.set(name, (column = this.lists[side].map((record) => normalise(path.get(record), as, this.terms))));
		return column;
	}
}
