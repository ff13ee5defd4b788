import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A file system this small is filled in an instant, and nobody else misses it. */
const SMALL_MB = 256;
const OWN_MB = 48;

export interface SmallDisk {
	/** On it, and anybody's to write to. */
	folder: string;
	/** Until nothing is left of it. */
	fill(): void;
	makeRoom(): void;
	remove(): void;
}

/**
 * A disk that can be filled: one of our own in memory where that may be mounted, else /dev/shm where it is small, as
 * in most containers.
 *
 * @returns or why there is none
 */
export function findSmallDisk(): SmallDisk | string {
	const own = mkdtempSync(join(tmpdir(), 'sync-kit-disk-'));
	try {
		execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${OWN_MB}m,mode=755`, 'sync-kit-test', own], { stdio: 'ignore' });
		return disk(own, () => void execFileSync('umount', ['-l', own]));
	} catch {
		rmSync(own, { recursive: true, force: true });
	}
	const shared = '/dev/shm';
	const size = sizeOf(shared);
	if (size === undefined || size > SMALL_MB) return `mount is not allowed here, and ${shared} is ${size === undefined ? 'missing' : `${size} MB, too large to be filled`}`;
	return disk(mkdtempSync(join(shared, 'sync-kit-disk-')), () => undefined);
}

function disk(folder: string, release: () => void): SmallDisk {
	chmodSync(folder, 0o755);
	const filler = join(folder, 'filler');
	return {
		folder,
		fill: () => {
			const { bavail, bsize } = statfsSync(folder);
			// Whoever writes beside us may have taken the last of it.
			for (let bytes = bavail * bsize; bytes > 0; bytes -= bsize) {
				try {
					writeFileSync(filler, Buffer.alloc(bytes));
					return;
				} catch (error) {
					if ((error as { code?: string }).code !== 'ENOSPC') throw error;
				}
			}
		},
		makeRoom: () => rmSync(filler, { force: true }),
		remove: () => {
			release();
			rmSync(folder, { recursive: true, force: true });
		},
	};
}

function sizeOf(folder: string): number | undefined {
	try {
		const { blocks, bsize } = statfsSync(folder);
		return Math.round((blocks * bsize) / 2 ** 20);
	} catch {
		return undefined;
	}
}
