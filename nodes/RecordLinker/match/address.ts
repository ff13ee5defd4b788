import { fold } from './fold';

/** Words of addresses as people shorten them, and the one form they all become. */
const SHORT: ReadonlyMap<string, string> = new Map(
	Object.entries({
		st: 'street str strasse', ave: 'avenue av', blvd: 'boulevard blv boul', rd: 'road', dr: 'drive', ln: 'lane', sq: 'square', pl: 'place', ct: 'court',
		hwy: 'highway', pkwy: 'parkway pky', cir: 'circle', ter: 'terrace', ste: 'suite', fl: 'floor', apt: 'apartment', bldg: 'building', no: 'number nr',
		n: 'north', s: 'south', e: 'east', w: 'west', ne: 'northeast', nw: 'northwest', se: 'southeast', sw: 'southwest',
		'1st': 'first', '2nd': 'second', '3rd': 'third', '4th': 'fourth', '5th': 'fifth', '6th': 'sixth', '7th': 'seventh', '8th': 'eighth',
		'9th': 'ninth', '10th': 'tenth', '11th': 'eleventh', '12th': 'twelfth',
	}).flatMap(([short, long]) => long.split(' ').map((word): [string, string] => [word, short])),
);

/** A street address: "435 South La Cienega Boulevard" and "435 s. la cienega blvd" are the same. */
export function foldAddress(text: string): string {
	return fold(text)
		.split(' ')
		.map((word) => SHORT.get(word) ?? (word.length > 6 ? word.replace(/(?:strasse|str)$/, 'str') : word))
		.join(' ');
}
