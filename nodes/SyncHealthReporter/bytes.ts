/** Whole numbers as few bytes (LEB128), and the bytes as base64 text: how the health document stays small. */
export class NumberWriter {
	private readonly bytes: number[] = [];

	/** @param value a whole number from 0 to 2^53 - 1 */
	write(value: number): void {
		let rest = value;
		while (rest >= 128) {
			this.bytes.push((rest % 128) + 128);
			rest = Math.floor(rest / 128);
		}
		this.bytes.push(rest);
	}

	/** A whole number of either sign. */
	writeSigned(value: number): void {
		this.write(value < 0 ? -2 * value - 1 : 2 * value);
	}

	text(): string {
		return Buffer.from(this.bytes).toString('base64');
	}
}

export class NumberReader {
	private readonly bytes: Buffer;
	private at = 0;
	/** True once the text turned out not to be what a `NumberWriter` wrote; what was read is then worth nothing. */
	bad = false;

	constructor(text: string) {
		this.bytes = Buffer.from(text, 'base64');
	}

	get atEnd(): boolean {
		return this.bad || this.at >= this.bytes.length;
	}

	read(): number {
		let value = 0;
		for (let weight = 1; ; weight *= 128) {
			const byte = this.bytes[this.at];
			this.at += 1;
			value += ((byte ?? 0) % 128) * weight;
			if (byte === undefined || value > Number.MAX_SAFE_INTEGER) {
				this.bad = true;
				return 0;
			}
			if (byte < 128) return value;
		}
	}

	readSigned(): number {
		const value = this.read();
		return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
	}
}
