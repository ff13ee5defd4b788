import { getOwn, isRecord } from '../record/json';
import { compilePath } from '../record/path';
import { splitWords } from '../record/words';
import type { ProfileProblem } from './profile';

/** One object of a profile, read with words for what is wrong in it; problems are added to one list for all. */
export class Part {
	constructor(
		private readonly where: string,
		private readonly from: Readonly<Record<string, unknown>>,
		private readonly problems: ProfileProblem[],
	) {}

	/** @returns undefined, having said so, for a row that is no object */
	static ofRow(kind: string, index: number, row: unknown, problems: ProfileProblem[], nameField: string): Part | undefined {
		const where = `${kind} row ${index + 1}`;
		if (isRecord(row)) {
			const name = getOwn(row, nameField);
			return new Part(typeof name === 'string' && name !== '' ? `${where} (${name.slice(0, 100)})` : where, row, problems);
		}
		problems.push({ where, message: 'is not an object', fix: 'Write { … } there.' });
		return undefined;
	}

	problem(message: string, fix: string): void {
		this.problems.push({ where: this.where, message, fix });
	}

	/** What is absent, null or an empty text was not given. */
	has(name: string): boolean {
		const value = getOwn(this.from, name);
		return value !== undefined && value !== null && value !== '';
	}

	get(name: string): unknown {
		return getOwn(this.from, name);
	}

	/** A setting nobody reads is a typing error, and the sync would do something else than it says. */
	knowsOnly(names: readonly string[]): void {
		for (const name of Object.keys(this.from)) {
			if (!names.includes(name)) this.problem(`has "${name.slice(0, 100)}", which means nothing here`, `Known are ${names.filter((one) => one !== '$schema').join(', ')}.`);
		}
	}

	text(name: string, fix: string): string {
		const value = this.get(name);
		if (typeof value === 'string' && value.trim() !== '') return value.trim();
		this.problem(this.has(name) ? `has a "${name}" that is not text` : `has no "${name}"`, fix);
		return '';
	}

	path(name: string, fixIfMissing?: string): string | undefined {
		if (!this.has(name)) {
			if (fixIfMissing !== undefined) this.problem(`has no "${name}"`, fixIfMissing);
			return undefined;
		}
		const value = this.get(name);
		const result = typeof value === 'string' ? compilePath(value.trim()) : undefined;
		if (result?.ok === true) return result.path.text;
		this.problem(`has a "${name}" that is no field name: ${result === undefined ? 'it is not text' : result.problem}`, 'Write a field name, or a path such as address.street.');
		return undefined;
	}

	list(name: string): unknown[] {
		const value = this.get(name);
		if (Array.isArray(value)) return value;
		this.problem(this.has(name) ? `has "${name}" that are not a list` : `has no "${name}"`, `Write "${name}": [ … ].`);
		return [];
	}

	choice(name: string, choices: readonly string[], fallback: string): string {
		if (!this.has(name)) return fallback;
		const value = this.get(name);
		const found = choices.find((choice) => choice === value);
		if (found === undefined) this.problem(`has the ${name} ${JSON.stringify(value)?.slice(0, 100)}`, `Choose one of ${choices.join(', ')}.`);
		return found ?? fallback;
	}

	flag(name: string, fallback: boolean): boolean {
		if (!this.has(name)) return fallback;
		const value = this.get(name);
		if (typeof value !== 'boolean') this.problem(`has a "${name}" that is neither true nor false`, 'Write true or false.');
		return value === true;
	}

	number(name: string, min: number, fallback: number): number {
		if (!this.has(name)) return fallback;
		const value = this.get(name);
		if (typeof value === 'number' && Number.isFinite(value) && value >= min) return value;
		this.problem(`has a "${name}" that is not a number of at least ${min}`, `Write a number of at least ${min}.`);
		return fallback;
	}

	/** One system's name; undefined where none is given. */
	system(name: string, known: readonly string[]): string | undefined {
		if (!this.has(name)) return undefined;
		return this.known(name, this.get(name), known);
	}

	/** Names of systems, as a list or as text with commas between them. */
	systems(name: string, known: readonly string[]): string[] {
		const value = this.get(name);
		const names = typeof value === 'string' ? splitWords(value) : value;
		if (!Array.isArray(names)) {
			this.problem(`has "${name}" that name no systems`, `Write names of systems: ${known.join(', ')}.`);
			return [];
		}
		return [...new Set(names.flatMap((one) => this.known(name, one, known) ?? []))];
	}

	private known(name: string, value: unknown, known: readonly string[]): string | undefined {
		const found = known.find((one) => one === (typeof value === 'string' ? value.trim() : value));
		if (found === undefined) this.problem(`has ${JSON.stringify(value)?.slice(0, 100)} as "${name}", which is not one of the systems`, `Name one of ${known.join(', ')}, exactly as it is written there.`);
		return found;
	}
}
