import { sha256 } from '../record/fingerprint';
import type { StateImage } from './memoryState';
import { parseJson } from './json';
import { StateProblem } from './port';
import type { TableImage } from './table';

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
 * One line: `sync-kit/1 <checksum> <length of head> <head as JSON><packed and loose text of each table>`.
 * One compact string, since n8n wraps and serialises nested objects ten times slower (PLATFORM.md).
 */
export function writeImage(head: ImageHead, image: StateImage): string {
	const tables = Object.entries(image.tables);
	const fullHead: Head = {
		writer: head.writer,
		revision: head.revision,
		workflow: head.workflow,
		token: image.token,
		tables: tables.map(([name, table]) => ({
			name,
			signature: table.signature,
			stride: table.stride,
			packed: table.packed.length,
			loose: table.loose.length,
		})),
	};
	const json = JSON.stringify(fullHead);
	const body = json + tables.map(([, table]) => table.packed + table.loose).join('');
	return `${MAGIC}${FORMAT} ${checksum(body)} ${json.length} ${body}`;
}

export type ReadImage = { ok: true; head: ImageHead; image: StateImage } | { ok: false; problem: StateProblem };

/** @returns the state, or why it cannot be used; unreadable state is never taken for empty */
export function readImage(text: string): ReadImage {
	const parsed = parseHead(text);
	if (parsed instanceof StateProblem) return { ok: false, problem: parsed };
	const { head, body } = parsed;
	if (checksum(body) !== parsed.sum) return { ok: false, problem: new StateProblem('corrupt', 'its checksum is wrong') };
	const tables: Record<string, TableImage> = {};
	let at = parsed.headLength;
	for (const { name, signature, stride, packed, loose } of head.tables) {
		tables[name] = {
			signature,
			stride,
			packed: body.slice(at, at + packed),
			loose: body.slice(at + packed, at + packed + loose),
		};
		at += packed + loose;
	}
	return { ok: true, head, image: { token: head.token, tables } };
}

/** @returns who wrote the image, without reading the rest of it; undefined if even that is damaged */
export function readHead(text: string): ImageHead | undefined {
	const parsed = parseHead(text);
	return parsed instanceof StateProblem ? undefined : parsed.head;
}

function parseHead(text: string): { head: Head; headLength: number; body: string; sum: string } | StateProblem {
	const match = /^sync-kit\/(\d+) (\S+) (\d+) /.exec(text.slice(0, 100));
	if (match === null) return new StateProblem('corrupt', 'it does not begin as this package writes it');
	if (Number(match[1]) > FORMAT) {
		return new StateProblem('newer', `it has form ${match[1]}, and this version reads up to ${FORMAT}`);
	}
	const body = text.slice(match[0].length);
	const headLength = Number(match[3]);
	const head = parseJson(body.slice(0, headLength));
	if (head === undefined) return new StateProblem('corrupt', 'its head is cut off or damaged');
	return { head: head as Head, headLength, body, sum: match[2]! };
}

/** 64 bits are plenty against damage; nobody attacks their own state. */
function checksum(text: string): string {
	return Buffer.from(sha256(text).slice(0, 8), 'latin1').toString('hex');
}
