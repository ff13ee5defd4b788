import type { Member, RecordRef } from '../../../nodes/shared/crosswalk';

/** The crosswalk as one would write it without state, concurrency or compactness: a list of sets. */
export class ModelCrosswalk {
	private records: Map<string, string[]>[] = [];

	link(a: RecordRef, b: RecordRef): string {
		if (a.system === b.system) return 'refused';
		const [ofA, ofB] = [this.of(a), this.of(b)];
		if (ofA === ofB && this.records.includes(ofA)) return 'alreadyLinked';
		if ([...ofB.keys()].some((system) => ofA.has(system))) return 'refused';
		this.replace([ofA, ofB], new Map([...ofA, ...ofB]));
		return 'linked';
	}

	unlink(ref: RecordRef): string {
		const record = this.of(ref);
		if (!this.records.includes(record)) return 'unknown';
		const left = new Map(record);
		const ids = left.get(ref.system)!;
		if (ids[0] === ref.id) left.delete(ref.system);
		else left.set(ref.system, ids.filter((id) => id !== ref.id));
		this.replace([record], left);
		return 'unlinked';
	}

	merge(system: string, merged: string, survivor: string, othersToo: boolean): string {
		if (merged === survivor) return 'refused';
		const [from, into] = [this.of({ system, id: merged }), this.of({ system, id: survivor })];
		if (from === into) {
			const ids = from.get(system)!;
			if (ids[0] === survivor) return 'alreadyMerged';
			this.replace([from], new Map(from).set(system, [survivor, ...ids.filter((id) => id !== survivor)]));
			return 'merged';
		}
		const shared = [...from.keys()].filter((name) => name !== system && into.has(name));
		if (shared.length > 0 && !othersToo) return 'refused';
		const all = new Map(into);
		for (const [name, ids] of from) all.set(name, [...(all.get(name) ?? []), ...ids]);
		const own = all.get(system)!;
		all.set(system, [survivor, ...own.filter((id) => id !== survivor)]);
		this.replace([from, into], all);
		return 'merged';
	}

	list(): Member[][] {
		const lists = this.records.map((record) => [...record].sort(([a], [b]) => (a < b ? -1 : 1)).map(([system, ids]) => [system, ...ids] as unknown as Member));
		return lists.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
	}

	private of({ system, id }: RecordRef): Map<string, string[]> {
		return this.records.find((record) => record.get(system)?.includes(id) === true) ?? new Map([[system, [id]]]);
	}

	private replace(old: Map<string, string[]>[], record: Map<string, string[]>): void {
		this.records = this.records.filter((one) => !old.includes(one));
		if ([...record.values()].flat().length > 1) this.records.push(record);
	}
}
