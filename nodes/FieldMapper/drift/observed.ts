import { isRecord } from '../../shared/record/json';
import { SYNC_KEY } from '../../shared/record/envelope';
import { EACH, type SelectorStep } from '../selector/step';

/** The kinds of value a field may hold, as bits; null says nothing about the type. */
export const KINDS = { text: 1, number: 2, 'true or false': 4, object: 8, list: 16, other: 32 } as const;
const NULL = 64;

/** Deeper fields, longer names and further fields than these are not looked at: what is remembered stays small. */
const MOST_DEEP = 6;
const LONGEST_NAME = 200;
export const MOST_FIELDS = 1000;

/** A field by the names that lead to it; 0 stands for every element of a list. Plain JSON. */
export type FieldNames = readonly (string | 0)[];

export function stepsOf(path: FieldNames): SelectorStep[] {
	return path.map((name) => (name === 0 ? EACH : name));
}

/** One field of the records that were looked at. */
export interface ObservedField {
	readonly path: FieldNames;
	/** Bits of KINDS; 0 where it was null only. */
	readonly kinds: number;
	/** In every record (or element of a list, or object) that could have it. */
	readonly always: boolean;
}

interface Place {
	kinds: number;
	seen: number;
	/** How often an object stood here: so often its fields could have been there. */
	objects: number;
	readonly fields: Map<string, Place>;
	elements: Place | undefined;
}

/** The fields of some records and the kinds of their values: names only, no values. Linear in the records. */
export class Observed {
	private readonly root = place();
	private count = 0;

	add(record: Readonly<Record<string, unknown>>): void {
		this.look(record, this.root, 0);
	}

	private look(value: unknown, at: Place, depth: number): void {
		at.seen += 1;
		at.kinds |= kindOf(value);
		if (depth >= MOST_DEEP) return;
		if (Array.isArray(value)) {
			if (value.length === 0 || (at.elements === undefined && !this.room())) return;
			const elements = (at.elements ??= place());
			for (const element of value) this.look(element, elements, depth + 1);
		} else if (isRecord(value)) {
			at.objects += 1;
			for (const name of Object.keys(value)) {
				if (value[name] === undefined || (depth === 0 && name === SYNC_KEY) || name.length > LONGEST_NAME) continue;
				let next = at.fields.get(name);
				if (next === undefined) {
					if (!this.room()) continue;
					at.fields.set(name, (next = place()));
				}
				this.look(value[name], next, depth + 1);
			}
		}
	}

	private room(): boolean {
		if (this.count >= MOST_FIELDS) return false;
		this.count += 1;
		return true;
	}

	/** Every field that was there in some record, those that hold others first. */
	list(): ObservedField[] {
		const found: ObservedField[] = [];
		const visit = (at: Place, path: FieldNames): void => {
			for (const [name, next] of at.fields) {
				const field = [...path, name];
				found.push({ path: field, kinds: next.kinds & ~NULL, always: next.seen === at.objects });
				visit(next, field);
			}
			if (at.elements === undefined) return;
			const each: FieldNames = [...path, 0];
			found.push({ path: each, kinds: at.elements.kinds & ~NULL, always: false });
			visit(at.elements, each);
		};
		visit(this.root, []);
		return found;
	}
}

function place(): Place {
	return { kinds: 0, seen: 0, objects: 0, fields: new Map(), elements: undefined };
}

/** @returns one bit of KINDS, or that of null */
export function kindOf(value: unknown): number {
	switch (typeof value) {
		case 'string':
			return KINDS.text;
		case 'number':
			return KINDS.number;
		case 'boolean':
			return KINDS['true or false'];
		case 'object':
			if (value === null) return NULL;
			return Array.isArray(value) ? KINDS.list : isRecord(value) ? KINDS.object : KINDS.other;
		default:
			return KINDS.other;
	}
}

export function kindNames(kinds: number): string {
	return Object.entries(KINDS)
		.filter(([, bit]) => (kinds & bit) !== 0)
		.map(([name]) => name)
		.join(' or ');
}
