import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { Stop } from './say.mjs';

/** The full path of the first of these programs on PATH (or at a known place), or undefined. */
export function findProgram(names, places = []) {
	const candidates = [
		...(process.env.PATH ?? '').split(delimiter).flatMap((folder) => names.map((name) => join(folder, name))),
		...places,
	];
	return candidates.find((path) => existsSync(path));
}

/** The browser the end-to-end tests look through. */
export function requireChromium() {
	const browser =
		process.env.SYNC_KIT_CHROMIUM ||
		findProgram(
			['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'],
			['/Applications/Google Chrome.app/Contents/MacOS/Google Chrome', '/Applications/Chromium.app/Contents/MacOS/Chromium'],
		);
	if (browser && existsSync(browser)) return browser;
	throw new Stop(
		'The end-to-end tests need a browser: Chromium or Chrome.\n' +
			'  Debian: apt-get install chromium · macOS: brew install --cask chromium · or set SYNC_KIT_CHROMIUM to one.',
	);
}

/** The checker for the health report's Prometheus text. */
export function requirePromtool() {
	const promtool = process.env.SYNC_KIT_PROMTOOL || findProgram(['promtool']);
	if (promtool && existsSync(promtool)) return promtool;
	throw new Stop(
		'The end-to-end tests need promtool, which comes with Prometheus.\n' +
			'  Debian: apt-get install prometheus · macOS: brew install prometheus · or set SYNC_KIT_PROMTOOL to it.',
	);
}

/** What n8n's queue mode hands its jobs through. */
export function requireRedis() {
	const redis = process.env.SYNC_KIT_REDIS || findProgram(['redis-server']);
	if (redis && existsSync(redis)) return redis;
	throw new Stop(
		'n8n in queue mode needs Redis.\n' +
			'  Debian: apt-get install redis-server · macOS: brew install redis · or set SYNC_KIT_REDIS to redis-server.',
	);
}
