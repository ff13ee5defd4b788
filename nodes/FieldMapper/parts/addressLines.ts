import { LEAVE_OUT, Problem, show } from '../problem';
import { notText } from './notText';
import { definePartsType, isMissingPart, type Part } from './partsType';

/** The lines of an address, in one text or a list on one side, and each in its field on the other: `{line1}{line2}{line3}`. */
export const addressLines = definePartsType(
	{
		linesAs: { choice: ['text', 'list'] },
		separator: { text: '\\n' },
		unusedFields: { choice: ['null', 'emptyText', 'leaveOut'] },
		tooManyLines: { choice: ['reject', 'joinLast'] },
		emptyLines: { choice: ['reject', 'close'] },
		acceptNumbers: { flag: false },
	},
	(settings, parts, use) => {
		const count = parts.fields.length;
		const separator = settings.separator.replace(/\\n/g, '\n').replace(/\\t/g, '\t');
		if (separator === '') return new Problem('noSeparator', 'the separator is missing', 'Name what stands between the lines: \\n for a new line.');
		if (use === 'both' && settings.tooManyLines === 'joinLast') return joinedLoss(count);
		if (use === 'both' && settings.emptyLines === 'close') {
			return new Problem('lossy', `empty fields that are closed up cannot come back: "a", nothing, "c" would come back as "a", "c", nothing`, 'Choose Reject under Empty Fields in Between, or use one row for each way.');
		}
		const unused = settings.unusedFields === 'null' ? null : settings.unusedFields === 'emptyText' ? '' : LEAVE_OUT;
		const split = (whole: unknown): readonly unknown[] | Problem => {
			const lines = linesOf(whole, settings.linesAs, separator);
			if (lines instanceof Problem) return lines;
			while (lines.length > 0 && lines.at(-1) === '') lines.pop();
			if (lines.length > count) {
				if (settings.tooManyLines === 'reject') return tooMany(lines.length, count);
				lines.splice(count - 1, lines.length, lines.slice(count - 1).join(', '));
			}
			return parts.fields.map((_, i) => lines[i] ?? unused);
		};
		const join = (values: readonly Part[]): unknown => {
			const lines = [...values];
			while (lines.length > 0 && isMissingPart(lines.at(-1))) lines.pop();
			const gap = lines.findIndex(isMissingPart);
			if (gap >= 0 && settings.emptyLines === 'reject') return gapProblem(parts.fields[gap]!.text);
			const used = lines.filter((line): line is string => !isMissingPart(line));
			const broken = settings.linesAs === 'text' ? used.find((line) => line.includes(separator) || line.includes('\n')) : undefined;
			if (broken !== undefined) return new Problem('notExpressible', `The line ${show(broken)} would be read back as several.`, 'Correct it where it comes from, or choose another separator.');
			return settings.linesAs === 'list' ? used : used.join(separator);
		};
		const full = parts.fields.map((_, i) => `line ${i + 1}`);
		return {
			join,
			split,
			fromText: (text) => (settings.linesAs === 'list' ? linesOf(text, 'text', '\n') : text),
			samples: {
				parts: [full, ...full.map((_, i) => full.map((line, j) => (j <= i ? line : null)))],
				wholes: (settings.linesAs === 'list' ? [full, ['a'], ['007']] : [full.join(separator), 'a', '007']) as unknown[],
			},
			acceptNumbers: settings.acceptNumbers,
			trim: false,
		};
	},
);

function linesOf(whole: unknown, as: 'text' | 'list', separator: string): string[] | Problem {
	if (as === 'text') return typeof whole === 'string' ? whole.replace(/\r\n?/g, '\n').split(separator) : notText(whole);
	if (!Array.isArray(whole)) return new Problem('notList', `The value is ${show(whole)}, and this row takes a list of lines.`, 'Choose under Lines Are how this system writes them.');
	const bad = whole.findIndex((line) => typeof line !== 'string');
	return bad < 0 ? [...(whole as string[])] : new Problem('notText', `Line ${bad + 1} is ${show(whole[bad])}, and lines are text.`, 'Correct it where it comes from.');
}

function tooMany(lines: number, fields: number): Problem {
	return new Problem('tooManyLines', `There are ${lines} lines, and fields for ${fields}.`, 'Shorten it where it comes from, add a field, or choose to join the last lines.');
}

function gapProblem(field: string): Problem {
	return new Problem('partMissing', `The field ${field} is empty, and one behind it is not.`, 'Fill the fields from the first on, or choose to close up empty ones.');
}

function joinedLoss(count: number): Problem {
	const lines = Array.from({ length: count + 1 }, (_, i) => `line ${i + 1}`);
	const joined = lines.slice(count - 1).join(', ');
	return new Problem('lossy', `lines that are joined cannot come apart: the last of ${show(lines.join(' / '))} would come back as ${show(joined)}`, 'Choose Reject under Too Many Lines, or use one row for each way.');
}
