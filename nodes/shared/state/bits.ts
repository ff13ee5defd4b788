/** Writes numbers of any width up to 16 bits one behind the other. */
export class BitWriter {
	private bytes = new Uint8Array(4096);
	private length = 0;
	private bits = 0;
	private filled = 0;

	write(value: number, width: number): void {
		this.bits |= value << this.filled;
		this.filled += width;
		while (this.filled >= 8) this.push();
	}

	/** What was written; the last byte is filled up with zeros. */
	end(): Uint8Array {
		if (this.filled > 0) this.push();
		return this.bytes.subarray(0, this.length);
	}

	private push(): void {
		if (this.length === this.bytes.length) {
			const larger = new Uint8Array(this.length * 2);
			larger.set(this.bytes);
			this.bytes = larger;
		}
		this.bytes[this.length] = this.bits & 0xff;
		this.length += 1;
		this.bits >>>= 8;
		this.filled -= 8;
	}
}

/** Reads what a BitWriter wrote. */
export class BitReader {
	private at = 0;
	private bits = 0;
	private filled = 0;

	constructor(private readonly bytes: Uint8Array) {}

	/** Whether more was read than there is; zeros, then. */
	get isOver(): boolean {
		return this.at > this.bytes.length;
	}

	read(width: number): number {
		while (this.filled < width) {
			this.bits |= (this.bytes[this.at] ?? 0) << this.filled;
			this.at += 1;
			this.filled += 8;
		}
		const value = this.bits & ((1 << width) - 1);
		this.bits >>>= width;
		this.filled -= width;
		return value;
	}
}
