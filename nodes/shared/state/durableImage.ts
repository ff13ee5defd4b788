import { sha256 } from '../record/fingerprint';
import { isRecord } from '../record/json';
import { asciiJson, parseJson } from './json';
import type { StateImage } from './memoryState';
import { StateProblem } from './port';

/** The form written today. A reader refuses higher numbers: an older pack must not misread newer state. */
const FORMAT = 1;
const MAGIC = 'sync-kit/';

/** Who wrote an image, and how far it had come: enough to tell an old image of ours from a stranger's. */
export interface ImageHead {
	/** Changes with every start of an n8n process. */
	writer: string;
	/** Counts that writer's changes. */
	revision: number;
	/** The workflow it belongs to: a duplicated workflow carries a copy, and must not use it. */
	workflow: string;
}

interface Head extends ImageHead {
	token: number;
	tables: { name: string; signature: string; stride: number; packed: number; loose: number }[];
}

/**
 * One line of ASCII: `sync-kit/1 <checksum> <length of head> <head as JSON><packed and loose text of each table>`.
 * The checksum is over all that follows it.
 * One compact string, since n8n wraps and serialises nested objects ten times slower (PLATFORM.md).
 */
export function writeImage(head: ImageHead, image: StateImage): string {
	const { tables } = image;
	const fullHead: Head = {
		writer: head.writer,
		revision: head.revision,
		workflow: head.workflow,
		token: image.token,
		tables: tables.map(({ name, signature, stride, packed, loose }) => ({
			name,
			signature,
			stride,
			packed: packed.length,
			loose: loose.length,
		})),
	};
	const json = asciiJson(fullHead);
	// Put together, not joined: V8 copies the characters only once, when the sum is made.
	const summed = tables.reduce((all, { packed, loose }) => all + packed + loose, `${json.length} ${json}`);
	return `${MAGIC}${FORMAT} ${checksum(summed)} ${summed}`;
}

export type ReadImage = { ok: true; head: ImageHead; image: StateImage } | { ok: false; problem: StateProblem };

/** @returns the state, or why it cannot be used; unreadable state is never taken for empty */
export function readImage(text: string): ReadImage {
	const parsed = parseHead(text);
	if (parsed instanceof StateProblem) return { ok: false, problem: parsed };
	const { head } = parsed;
	if (checksum(text.slice(parsed.summedAt)) !== parsed.sum) {
		return { ok: false, problem: new StateProblem('corrupt', 'its checksum is wrong') };
	}
	const tables: StateImage['tables'] = [];
	let at = parsed.tablesAt;
	for (const { name, signature, stride, packed, loose } of head.tables) {
		tables.push({
			name,
			signature,
			stride,
			packed: text.slice(at, at + packed),
			loose: text.slice(at + packed, at + packed + loose),
		});
		at += packed + loose;
	}
	return { ok: true, head, image: { token: head.token, tables } };
}

/** @returns who wrote the image, without reading the rest of it, or why not even that is to be had */
export function readHead(text: string): ImageHead | StateProblem {
	const parsed = parseHead(text);
	return parsed instanceof StateProblem ? parsed : parsed.head;
}

interface Parsed {
	head: Head;
	sum: string;
	/** Where the part under the checksum begins. */
	summedAt: number;
	/** Where the tables begin. */
	tablesAt: number;
}

function parseHead(text: string): Parsed | StateProblem {
	const form = /^sync-kit\/(\d+) /.exec(text.slice(0, 30))?.[1];
	if (form === undefined) return new StateProblem('corrupt', 'it does not begin as this package writes it');
	if (Number(form) > FORMAT) {
		return new StateProblem('newer', `it has form ${form}, and this version reads up to ${FORMAT}`);
	}
	const match = /^sync-kit\/1 ([0-9a-f]{16}) (\d+) /.exec(text.slice(0, 60));
	if (match === null) return new StateProblem('corrupt', 'it does not begin as this package writes it');
	const headAt = match[0].length;
	const tablesAt = headAt + Number(match[2]);
	const head = parseJson(text.slice(headAt, tablesAt));
	if (!isHead(head)) return new StateProblem('corrupt', 'its head is cut off or damaged');
	return { head, sum: match[1]!, summedAt: headAt - match[2]!.length - 1, tablesAt };
}

function isHead(head: unknown): head is Head {
	return (
		isRecord(head) &&
		typeof head['writer'] === 'string' &&
		typeof head['revision'] === 'number' &&
		typeof head['workflow'] === 'string' &&
		typeof head['token'] === 'number' &&
		Array.isArray(head['tables'])
	);
}

/** 64 bits are plenty against damage; nobody attacks their own state. */
function checksum(text: string): string {
	return Buffer.from(sha256(text).slice(0, 8), 'latin1').toString('hex');
}
