import type { Receipt, WriteReceipt } from '../record/envelope';

/** What is planned for the fields of a record in a system: fingerprints, by the place and the field's name. */
type Plans = ReadonlyMap<string, number>;

/** Whether two planned writes want nothing different of any field. False where one of them is not a planned write. */
export function plansAgree(earlier: readonly Receipt[], later: readonly Receipt[]): boolean {
	const [old, fresh] = [plansOf(earlier), plansOf(later)];
	return old.size > 0 && fresh.size > 0 && [...fresh].every(([field, fingerprint]) => !old.has(field) || old.get(field) === fingerprint);
}

/** Whether all that is planned here is planned there, the same. */
export function isPlannedBy(here: readonly Receipt[], there: readonly Receipt[]): boolean {
	const [own, others] = [plansOf(here), plansOf(there)];
	return own.size > 0 && [...own].every(([field, fingerprint]) => others.get(field) === fingerprint);
}

/** A planned write, as far as no later one of the same record is about the same fields. */
export function withoutFields(write: WriteReceipt, later: readonly Receipt[]): WriteReceipt[] {
	const others = later.filter((one): one is WriteReceipt => one.kind === 'write' && placeOf(one) === placeOf(write));
	if (others.length === 0) return [write];
	const taken = new Set(others.flatMap(({ fields }) => fields.map(([name]) => name)));
	const fields = write.fields.filter(([name]) => !taken.has(name));
	return fields.length === 0 ? [] : [{ ...write, fields }];
}

function plansOf(receipts: readonly Receipt[]): Plans {
	return new Map(receipts.flatMap((one) => (one.kind === 'write' ? one.fields.map(([name, fingerprint]) => [JSON.stringify([placeOf(one), name]), fingerprint] as const) : [])));
}

const placeOf = ({ sync, key, system }: WriteReceipt): string => JSON.stringify([sync, key, system]);
