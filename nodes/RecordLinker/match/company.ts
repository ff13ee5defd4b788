import { fold } from './fold';

/** Legal forms as `fold` leaves them, longest first: of "sp z o o" nothing must stay. */
const LEGAL_FORMS: readonly (readonly string[])[] = [
	'gmbh and co kgaa', 'gmbh and co kg', 'gmbh and co ohg', 'ag and co kg', 'ug and co kg', 'ug haftungsbeschrankt', 'se and co kgaa', 'se and co kg',
	's a de c v', 'sa de cv', 's de rl de cv', 's en c', 'sp z o o', 'sp z oo', 'sp zoo', 'spz oo', 'sp k', 'pty ltd', 'pte ltd', 'pvt ltd', 'private limited', 'co ltd', 'co inc',
	'gmbh', 'ggmbh', 'mbh', 'ag', 'kg', 'kgaa', 'ohg', 'ug', 'ev', 'eg', 'gbr', 'ek', 'se', 'inc', 'incorporated', 'corp', 'corporation', 'co', 'company', 'ltd', 'limited',
	'llc', 'llp', 'lp', 'plc', 'pllc', 'pty', 'pte', 'pvt', 'sa', 'sas', 'sasu', 'sarl', 'eurl', 'sci', 'snc', 'sl', 'slu', 'sau', 'spa', 'srl', 'srls', 'sagl', 'ltda', 'lda', 'eireli', 'cv',
	'bv', 'nv', 'vof', 'bvba', 'sprl', 'ab', 'hb', 'as', 'asa', 'aps', 'a s', 'oy', 'oyj', 'ky', 'sro', 's r o', 'kft', 'zrt', 'nyrt', 'bt', 'doo', 'd o o', 'dd', 'ad', 'ood', 'eood', 'ooo', 'oao', 'zao', 'pao',
	'kk', 'gk', 'bhd', 'sdn bhd', 's a', 's l', 's r l', 's p a', 'b v', 'n v',
]
	.map((form) => form.split(' '))
	.sort((a, b) => b.length - a.length);

/**
 * A company's name without its legal form and without a leading or trailing "the": "The Müller GmbH & Co. KG" and
 * "muller" are the same. A name that is nothing but a legal form stays as it is.
 */
export function foldCompany(text: string): string {
	let words = fold(text).split(' ');
	for (;;) {
		const form = LEGAL_FORMS.find((one) => one.length < words.length && endsWith(words, one));
		if (form === undefined) break;
		words = words.slice(0, -form.length);
		if (words.length > 1 && words.at(-1) === 'and') words.pop();
	}
	if (words.length > 1 && words[0] === 'the') words.shift();
	if (words.length > 1 && words.at(-1) === 'the') words.pop();
	return words.join(' ');
}

function endsWith(words: readonly string[], end: readonly string[]): boolean {
	const from = words.length - end.length;
	return end.every((word, i) => words[from + i] === word);
}
