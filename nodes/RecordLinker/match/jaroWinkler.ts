/**
 * Jaro's similarity with Winkler's bonus for a common beginning of up to four characters, 0.1 each, as in Winkler,
 * "String Comparator Metrics" (1990). In UTF-16 code units.
 *
 * @returns 0 (nothing in common) to 1 (the same)
 */
export function jaroWinkler(a: string, b: string): number {
	if (a === b) return 1;
	const jaro = jaroSimilarity(a, b);
	let prefix = 0;
	while (prefix < 4 && prefix < a.length && prefix < b.length && a[prefix] === b[prefix]) prefix += 1;
	return jaro + prefix * 0.1 * (1 - jaro);
}

function jaroSimilarity(a: string, b: string): number {
	const [long, short] = a.length >= b.length ? [a, b] : [b, a];
	if (short.length === 0) return 0;
	const reach = Math.max(0, Math.floor(long.length / 2) - 1);
	const usedLong = new Uint8Array(long.length);
	const matched: number[] = [];
	for (let i = 0; i < short.length; i += 1) {
		const code = short.charCodeAt(i);
		const end = Math.min(long.length - 1, i + reach);
		for (let j = Math.max(0, i - reach); j <= end; j += 1) {
			if (usedLong[j] === 1 || long.charCodeAt(j) !== code) continue;
			usedLong[j] = 1;
			matched.push(code);
			break;
		}
	}
	if (matched.length === 0) return 0;
	let outOfOrder = 0;
	let at = 0;
	for (let j = 0; j < long.length; j += 1) {
		if (usedLong[j] !== 1) continue;
		if (long.charCodeAt(j) !== matched[at]) outOfOrder += 1;
		at += 1;
	}
	const m = matched.length;
	return (m / long.length + m / short.length + (m - outOfOrder / 2) / m) / 3;
}
