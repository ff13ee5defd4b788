import type { INodeExecutionData } from 'n8n-workflow';
import { parseCursor } from '../shared/checkpoint/parseCursor';
import type { ReadItem } from '../shared/checkpoint/propose';
import { canonicalJson, canonicalJsonWithout } from '../shared/record/canonical';
import { SYNC_KEY } from '../shared/record/envelope';
import { sha256 } from '../shared/record/fingerprint';
import { isRecord } from '../shared/record/json';
import type { ProposeSettings } from './settings';

export interface Unread {
	readonly item: number;
	readonly code: 'notARecord' | 'missing' | 'unreadable';
	readonly message: string;
}

export interface ReadResult {
	readonly items: readonly ReadItem[];
	/** By place in `items`, the item's place in the input. */
	readonly from: readonly number[];
	readonly unread: readonly Unread[];
}

/** What our nodes put on an item differs from run to run. */
const NOT_CONTENT: ReadonlySet<string> = new Set([SYNC_KEY]);

/** Finds the cursor of each item, and what tells it from others with the same. */
export function readItems(items: readonly INodeExecutionData[], settings: ProposeSettings): ReadResult {
	const { cursor: path, kind, zone, missing } = settings;
	const read: ReadItem[] = [];
	const from: number[] = [];
	const unread: Unread[] = [];
	items.forEach(({ json }, item) => {
		if (!isRecord(json)) {
			unread.push({ item, code: 'notARecord', message: 'This item is not a record: its JSON must be an object with fields.' });
			return;
		}
		const value = path?.get(json);
		const cursor = value === undefined || value === null ? undefined : parseCursor(kind, value, zone);
		if (cursor === undefined && path !== undefined && missing === 'reject') {
			unread.push({ item, ...whyUnread(value, path.text, settings) });
			return;
		}
		read.push({ cursor, id: settings.terms.sorted ? idOf(json, settings) : '' });
		from.push(item);
	});
	if (kind === 'page' && path !== undefined) onlyLastOfPage(read);
	return { items: read, from, unread };
}

function whyUnread(value: unknown, path: string, { kind, zone }: ProposeSettings): Omit<Unread, 'item'> {
	if (value === undefined || value === null || value === '') return { code: 'missing', message: `This item has no value at "${path}", so nobody knows where it stands among the others.` };
	const text = typeof value === 'object' ? (Array.isArray(value) ? 'a list' : 'an object') : JSON.stringify(String(value).slice(0, 60));
	if (kind === 'number') return { code: 'unreadable', message: `The value at "${path}" is ${text}, which is no whole number.` };
	const needsZone = zone === '' && typeof value === 'string' && /^\d{4}-\d\d-\d\d/.test(value.trim());
	return {
		code: 'unreadable',
		message: `The value at "${path}" is ${text}, which is no time${needsZone ? ' without an offset: name the Time Zone under Options' : ' that can be read: use ISO text, or seconds or milliseconds since 1970'}.`,
	};
}

/** The page after is only to be asked for when the whole page is dealt with. */
function onlyLastOfPage(read: ReadItem[]): void {
	for (let i = 0; i + 1 < read.length; i += 1) {
		if (read[i]!.cursor !== undefined && read[i]!.cursor === read[i + 1]!.cursor) read[i] = { ...read[i]!, cursor: undefined };
	}
}

/** 48 bits; empty where the item has neither an ID nor a content that can be told. */
function idOf(json: Record<string, unknown>, { id, byContent }: ProposeSettings): string {
	const own = id?.get(json);
	try {
		const known = own === undefined || own === null ? '' : canonicalJson(own);
		const content = byContent || known === '' ? canonicalJsonWithout(json, NOT_CONTENT) : '';
		return Buffer.from(sha256(`${known}\n${content}`).slice(0, 6), 'latin1').toString('base64');
	} catch {
		return '';
	}
}
