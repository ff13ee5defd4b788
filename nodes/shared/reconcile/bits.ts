/** The places whose bits are set, ascending. */
export function placesOf(bits: number): number[] {
	const found: number[] = [];
	for (let s = 0; bits >> s !== 0; s += 1) if ((bits & (1 << s)) !== 0) found.push(s);
	return found;
}

export function bitsOf(places: readonly number[]): number {
	return places.reduce((bits, s) => bits | (1 << s), 0);
}
