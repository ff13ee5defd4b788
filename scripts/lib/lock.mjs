import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { say } from './say.mjs';

const POLL_MS = 500;
/** Between making the lock and writing who holds it there is a moment; an empty lock older than this is left over. */
const NAMELESS_MS = 10_000;

/**
 * Runs `work` while holding a lock beside `target`, so that two commands at once do not install into the
 * same folder. A lock whose process is gone is taken over.
 */
export async function withLock(target, work) {
	const lock = `${target}.lock`;
	const owner = join(lock, 'pid');
	mkdirSync(dirname(target), { recursive: true });
	let told = false;
	for (;;) {
		try {
			mkdirSync(lock);
			writeFileSync(owner, String(process.pid));
			break;
		} catch (error) {
			if (error.code !== 'EEXIST') throw error;
		}
		if (abandoned(lock, owner)) {
			rmSync(lock, { recursive: true, force: true });
			continue;
		}
		if (!told) say(`  another run is working on ${target}: waiting for it`);
		told = true;
		await new Promise((resolve) => setTimeout(resolve, POLL_MS));
	}
	const release = () => rmSync(lock, { recursive: true, force: true });
	process.once('exit', release);
	try {
		return await work();
	} finally {
		process.off('exit', release);
		release();
	}
}

function abandoned(lock, owner) {
	let pid;
	try {
		pid = Number(readFileSync(owner, 'utf8'));
	} catch {
		try {
			return Date.now() - statSync(lock).mtimeMs > NAMELESS_MS;
		} catch {
			return false;
		}
	}
	if (!pid) return false;
	try {
		process.kill(pid, 0);
		return false;
	} catch (error) {
		return error.code === 'ESRCH';
	}
}
