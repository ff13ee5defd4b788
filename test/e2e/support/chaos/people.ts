import { FIELDS, type Field, type Side, type Values } from './fields';

/** One thing a person does on one side. */
export type Edit =
	| { kind: 'update'; side: Side; id: string; field: Field; value: string }
	| { kind: 'create'; side: Side; id: string; values: Values };

/** The customer the CRM always refuses to change. */
export const REFUSED = 'C0007';
const RECORDS = 60;
/** The refused customer is edited now and then at the ERP, so that the CRM has something to refuse. */
const EDITS_OF_REFUSED = 5;

/** The customers both sides hold before anything happens. */
export function firstCustomers(): Map<string, Values> {
	return new Map(Array.from({ length: RECORDS }, (_, i) => `C${String(i + 1).padStart(4, '0')}`).map((id) => [id, valuesOf(`${id} at first`)]));
}

/**
 * So many edits on both sides. Nobody edits the same field of the same customer on both sides (who may do what is
 * drawn by lot, so no rule could know it): there are no true conflicts, and what must stand everywhere in the end is known
 * exactly. One in thirty is a new customer.
 */
export function plan(count: number, seed = 20261123): Edit[] {
	const dice = die(seed);
	const ids = [...firstCustomers().keys()];
	const made = new Map<string, Side>();
	const edits: Edit[] = [];
	for (let i = 0; i < count; i += 1) {
		if (i % 30 === 29) {
			const side: Side = made.size % 2 === 0 ? 'crm' : 'erp';
			const id = `N${String(made.size + 1).padStart(4, '0')}`;
			made.set(id, side);
			ids.push(id);
			edits.push({ kind: 'create', side, id, values: valuesOf(`made by ${i}`) });
			continue;
		}
		const forced = i % Math.max(1, Math.floor(count / EDITS_OF_REFUSED)) === 3;
		const id = forced ? REFUSED : ids[dice(ids.length)]!;
		const fields = forced ? FIELDS.filter((field) => ownerOf(id, field, made) === 'erp') : FIELDS;
		const field = fields[dice(fields.length)]!;
		edits.push({ kind: 'update', side: ownerOf(id, field, made), id, field, value: `edit ${i}` });
	}
	return edits;
}

/** On which side people edit this field of this customer: a new customer is edited where it was made. */
export function ownerOf(id: string, field: Field, made: ReadonlyMap<string, Side>): Side {
	const own = made.get(id);
	if (own !== undefined) return own;
	const lot = die([...`${id} ${field}`].reduce((sum, char) => (Math.imul(sum, 31) + char.charCodeAt(0)) >>> 0, 7));
	return lot(1_000) < 500 ? 'crm' : 'erp';
}

/** What people have entered so far, and where. */
export class Truth {
	readonly values = firstCustomers();
	readonly made = new Map<string, Side>();

	/** Notes an edit. */
	enter(edit: Edit): void {
		if (edit.kind === 'create') {
			this.values.set(edit.id, edit.values);
			this.made.set(edit.id, edit.side);
		} else {
			this.values.set(edit.id, { ...this.values.get(edit.id)!, [edit.field]: edit.value });
		}
	}

	owner(id: string, field: Field): Side {
		return ownerOf(id, field, this.made);
	}
}

/** Short, since the ERP has room for 15 characters in some columns. */
function valuesOf(text: string): Values {
	return Object.fromEntries(FIELDS.map((field) => [field, text])) as Values;
}

/** Numbers below `sides`, the same for the same seed. */
function die(seed: number): (sides: number) => number {
	let state = seed >>> 0;
	return (sides) => {
		state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
		// The low bits of such a generator hardly change.
		return Math.floor((((state >>> 8) * 2_654_435_761) >>> 0) / 2 ** 32 * sides);
	};
}
