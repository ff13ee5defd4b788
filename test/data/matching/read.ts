import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A restaurant as a guide lists it. The answer (`class`) is left out. */
export interface Restaurant {
	[field: string]: string;
}

function rows(file: string): string[][] {
	const lines = readFileSync(join(__dirname, file), 'utf8').trim().split('\n').slice(1);
	return lines.map((line) => [...line.matchAll(/\s*(?:"((?:[^"]|"")*)"|([^,]*))(?:,|$)/g)].map((match) => match[1]?.replaceAll('""', '"') ?? match[2]!.trim()));
}

/** The two guides as two systems. */
export function readGuides(): { fodors: Restaurant[]; zagats: Restaurant[] } {
	const fodors: Restaurant[] = [];
	const zagats: Restaurant[] = [];
	for (const [id, name, addr, city, phone, type] of rows('restaurants.csv')) {
		const n = Number(id);
		const first = n <= 224 ? n % 2 === 1 : n <= 645;
		(first ? fodors : zagats).push({ id: id!, name: name!, addr: addr!, city: city!, phone: phone!, type: type! });
	}
	return { fodors, zagats };
}

/** Who is whose: the first guide's id, the second's. */
export function readGold(): Map<string, string> {
	return new Map(rows('restaurants_gold.csv').map(([, a, b]) => [a!, b!]));
}
