import { spawn } from 'node:child_process';
import { createWriteStream, mkdirSync, readFileSync } from 'node:fs';
import { delimiter, dirname } from 'node:path';
import { say, seconds, Stop } from './say.mjs';

const PROGRESS_EVERY_MS = 15_000;
const TAIL_LINES = 25;

/** The environment with the given Node's folder first on PATH, so that `node` and `npm` use that Node. */
export function withNode(nodeBin, env = {}) {
	return { ...process.env, PATH: `${nodeBin}${delimiter}${process.env.PATH ?? ''}`, ...env };
}

/**
 * Runs a command with its output on this terminal. Rejects with a `Stop` that carries the command's exit code.
 * @param {string} command @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, silent?: boolean }} options `silent`: the command tells itself
 *   what went wrong, and nothing is to be printed after it
 */
export function run(command, args, { cwd, env, silent = false } = {}) {
	return new Promise((resolve, reject) => {
		const child = spawn(command, args, { cwd, env, stdio: 'inherit' });
		// Ctrl-C reaches the child too (same terminal): wait for it to clean up instead of dying before it.
		const wait = () => {};
		const pass = () => child.kill('SIGTERM');
		process.on('SIGINT', wait);
		process.on('SIGTERM', pass);
		child.on('error', (error) => reject(new Stop(`Could not start ${command}: ${error.message}`)));
		child.on('close', (code, signal) => {
			process.off('SIGINT', wait);
			process.off('SIGTERM', pass);
			if (code === 0) return resolve();
			const stop = new Stop(`${name(command, args)} ended with ${signal ?? `code ${code}`}`);
			stop.exitCode = code || 1;
			stop.silent = silent;
			reject(stop);
		});
	});
}

/**
 * Runs a long command quietly: its output goes to `log`, the terminal gets a line every 15 s.
 * Rejects with a `Stop` that shows the end of the log and `help(tail)`.
 * @param {string} label what is happening, in words
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, log: string, help?: (tail: string) => string }} options
 */
export function runQuietly(label, command, args, { cwd, env, log, help }) {
	mkdirSync(dirname(log), { recursive: true });
	return new Promise((resolve, reject) => {
		const start = Date.now();
		const out = createWriteStream(log, { flags: 'a' });
		const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
		child.stdout.pipe(out, { end: false });
		child.stderr.pipe(out, { end: false });
		const progress = setInterval(() => say(`  … ${label}: ${Math.round((Date.now() - start) / 1000)} s`), PROGRESS_EVERY_MS);
		child.on('error', (error) => {
			clearInterval(progress);
			reject(new Stop(`${label} failed: could not start ${command} (${error.message})`));
		});
		child.on('close', (code, signal) => {
			clearInterval(progress);
			out.end(() => {
				if (code === 0) {
					say(`  ${label}: done in ${seconds(start)}`);
					return resolve();
				}
				const tail = readFileSync(log, 'utf8').trimEnd().split('\n').slice(-TAIL_LINES).join('\n');
				const advice = help?.(tail) ?? commonHelp(tail);
				reject(
					new Stop(
						`${label} failed (${signal ?? `code ${code}`}).${advice ? `\n  ${advice}` : ''}\n` +
							`  The whole log: ${log}\n  Its end:\n${tail.replace(/^/gm, '    ')}`,
					),
				);
			});
		});
	});
}

/** What to do about the failures that meet people most often, or undefined. */
export function commonHelp(tail) {
	if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ECONNRESET|network/i.test(tail)) {
		return 'The npm registry could not be reached: check the network and any proxy settings, then run the command again.';
	}
	if (/ENOSPC|no space left/i.test(tail)) return 'The disk is full: make room (about 3 GB), or point SYNC_KIT_CACHE at another disk.';
	if (/EACCES|EPERM/.test(tail)) return 'A folder is not writable for this user: fix its owner, or point SYNC_KIT_CACHE at another folder.';
	if (/E404|ETARGET|notarget/i.test(tail)) return 'The npm registry does not offer that version: check which registry npm uses (npm config get registry).';
	return undefined;
}

function name(command, args) {
	return [command.split('/').pop(), ...args].join(' ');
}
