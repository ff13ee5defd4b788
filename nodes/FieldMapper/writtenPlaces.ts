import { SYNC_KEY } from '../shared/record/envelope';
import { fieldsOf, type Direction, type MappingRow, type RowProblem } from './definition';
import { growTree, type Clash, type NamedPath } from './pathTree';
import { Problem } from './problem';
import { EACH, stepsKey } from './selector/step';

/** Rows that cannot write what they are to write in this direction, since others do, or nobody may. */
export function clashesOf(rows: readonly MappingRow[], direction: Direction): RowProblem[] {
	const used = rows.filter((row) => row.way === 'both' || row.way === direction);
	const side = direction === 'forward' ? 'target' : 'source';
	const labels = new Map<NamedPath, string>(used.flatMap((row) => fieldsOf(row, side).map((field) => [field, row.label] as const)));
	const { clashes } = growTree([...labels.keys()]);
	return [
		...clashes.map((clash) => ({ row: labels.get(clash.path)!, problem: clashProblem(clash, labels.get(clash.other)!, direction) })),
		...[...labels].filter(([{ steps }]) => steps[0] === SYNC_KEY).map(([, row]) => ({
			row,
			problem: new Problem('reserved', `it writes into ${SYNC_KEY}, which belongs to the sync nodes`, 'Choose another field.'),
		})),
		...mixedLists(used, direction),
	];
}

const GOING = { forward: 'going forward', reverse: 'going back' } as const;
const FIX = 'Give each row its own place, or set one of them to the other way only.';

function clashProblem({ kind, path, other }: Clash, label: string, direction: Direction): Problem {
	const going = GOING[direction];
	if (path === other) return new Problem('sameTarget', `${going}, it writes the field that its own condition names: ${path.text}`, 'Leave the row out: the field is written with the element.');
	switch (kind) {
		case 'shape':
			return new Problem('sameTarget', `${going}, it and ${label} need one place to be a list and an object`, FIX);
		case 'elements':
			return new Problem(
				'sameTarget',
				`${going}, it and ${label} name the elements of one list in two ways, which may mean the same element`,
				'Name the elements of a list by position, by one field, or all of them with [*].',
			);
		case 'same':
			return new Problem('sameTarget', `${going}, it writes the same field as ${label}`, FIX);
		case 'inside':
			return new Problem('sameTarget', `${going}, it writes inside what ${label} writes, or around it`, FIX);
	}
}

/** Rows that fill the elements of one list must read one list, or its elements would be put together at random. */
function mixedLists(rows: readonly MappingRow[], direction: Direction): RowProblem[] {
	const filledFrom = new Map<string, { read: string; label: string; text: string }>();
	const problems: RowProblem[] = [];
	for (const row of rows) {
		if (row.kind === 'parts') continue;
		const [from, to] = direction === 'forward' ? [row.source, row.target] : [row.target, row.source];
		const [reads, writes] = [prefixes(from), prefixes(to)];
		for (let i = 0; i < writes.length; i += 1) {
			const known = filledFrom.get(writes[i]!);
			if (known === undefined) {
				filledFrom.set(writes[i]!, { read: reads[i]!, label: row.label, text: from.lists[i]! });
			} else if (known.read !== reads[i]!) {
				problems.push({
					row: row.label,
					problem: new Problem(
						'sameTarget',
						`${GOING[direction]}, it fills ${to.lists[i]!} from ${from.lists[i]!}, and ${known.label} fills it from ${known.text}`,
						'Rows that fill one list must read one list.',
					),
				});
				break;
			}
		}
	}
	return problems;
}

/** What tells the lists apart that a path goes through, from the outermost in. */
function prefixes({ steps }: NamedPath): string[] {
	return steps.flatMap((step, i) => (step === EACH ? [stepsKey(steps.slice(0, i))] : []));
}
