import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { claimCreate, createKey, link, type Book, type CreateVerdict, type LinkVerdict, type Members, type RecordRef, type Wanted } from '../shared/crosswalk';
import { failNode } from '../shared/n8n/items';
import type { Found } from '../shared/n8n/promised';
import type { LinkReceipt } from '../shared/record/envelope';
import { keyFromHex, keyToHex } from '../shared/record/fingerprint';
import { isRecord } from '../shared/record/json';
import { runBatch } from './batch';
import { DEFAULT_LEASE_MINUTES } from './definition';
import { linksOf, operationFor, withEnvelope } from './emit';
import { fieldParameter, systemParameter } from './parameters';
import { createFinder, reviewFinder } from './promises';
import { readOptions, readSettings, readText } from './readDefinition';
import { readRef } from './records';

/** What one item says: two ids are one record, or (decided by a person) a record is to be created. */
type Task = { kind: 'link'; a: RecordRef; b: RecordRef } | { kind: 'create'; from: RecordRef; target: string; keys: readonly string[] };

type Verdict =
	| { kind: 'link'; verdict: LinkVerdict; members: Members; target: string; targetId: string | undefined }
	| { kind: 'create'; verdict: CreateVerdict; members: Members };

const LINKED = 0, REFUSED = 1, NEW = 2;

export async function linkItems(ctx: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const { sync } = readSettings(ctx);
	const what = readText(ctx, 'linkWhat');
	const minutes: unknown = readOptions(ctx).leaseMinutes ?? DEFAULT_LEASE_MINUTES;
	if (typeof minutes !== 'number' || !(minutes > 0)) failNode(ctx, `Lease (Minutes) is ${String(minutes)}`, 'Set it to a number above 0 under Options.');
	const leaseMs = Math.round((minutes as number) * 60_000);
	return await runBatch<Task, Verdict>(ctx, {
		outputs: what === 'decision' ? 3 : 2,
		failed: REFUSED,
		read: reader(ctx, what, sync),
		wanted,
		decide: (book, task) => decide(book, task, leaseMs),
		emit: (item, i, verdict, task) => emitted(item, i, sync, verdict, task),
	});
}

type Reader = (item: INodeExecutionData, i: number) => Found<Task>;

function reader(ctx: IExecuteFunctions, what: string, sync: string): Reader {
	if (what === 'decision') return readDecision(ctx, sync);
	if (what === 'fields') {
		const system = systemParameter(ctx, 'system', 'System');
		const field = fieldParameter(ctx, 'idField', 'ID Field');
		const otherSystem = systemParameter(ctx, 'otherSystem', 'Other System');
		const otherField = fieldParameter(ctx, 'otherIdField', 'Its ID Field');
		if (system === otherSystem) failNode(ctx, `Both systems are called "${system}"`, 'Two ids of one system are joined by Merge.');
		return (item) => {
			const a = readRef(item, system, field);
			if (!a.ok) return a;
			const b = readRef(item, otherSystem, otherField);
			return b.ok ? { ok: true, value: { kind: 'link', a: a.ref, b: b.ref } } : b;
		};
	}
	const field = fieldParameter(ctx, 'newIdField', 'New ID Field');
	const promised = createFinder(ctx, sync);
	return (item, i) => {
		const receipt = promised(item, i);
		if (!receipt.ok) return receipt;
		const { system, id, target } = receipt.value;
		const made = readRef(item, target, field);
		return made.ok ? { ok: true, value: { kind: 'link', a: { system, id }, b: made.ref } } : made;
	};
}

function readDecision(ctx: IExecuteFunctions, sync: string): Reader {
	const field = fieldParameter(ctx, 'decisionField', 'Decision Field');
	const asked = reviewFinder(ctx, sync);
	return (item, i) => {
		const review = asked(item, i);
		if (!review.ok) return review;
		const { from, target, candidates, keys } = review.value;
		const value = isRecord(item.json) ? field.get(item.json) : undefined;
		const decision = typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
		const candidate = candidates.find((id) => id === decision) ?? candidates.find((id) => id.trim() === decision);
		if (candidate !== undefined) return { ok: true, value: { kind: 'link', a: from, b: { system: target, id: candidate } } };
		if (decision.toLowerCase() === 'new') return { ok: true, value: { kind: 'create', from, target, keys } };
		return {
			ok: false,
			problem: {
				message: `The decision on ${from.system} ${from.id} in "${field.text}" is ${decision === '' ? 'missing' : `"${decision.slice(0, 100)}"`}`,
				description: `It must be the id of one of the candidates${candidates.length === 0 ? '' : ` (${candidates.slice(0, 10).join(', ')})`}, or "new" to have it created in ${target}. To link it with another record, use Link with Two Fields of the Item.`,
			},
		};
	};
}

function wanted(task: Task): Wanted {
	if (task.kind === 'create') return { ids: [task.from], claims: [createKey(task.from, task.target), ...task.keys.map(keyFromHex)] };
	const { a, b } = task;
	return { ids: [a, b], claims: [createKey(a, b.system), createKey(b, a.system)], newEntities: 1 };
}

function decide(book: Book, task: Task, leaseMs: number): Verdict {
	if (task.kind === 'link') {
		const verdict = link(book, task.a, task.b);
		return linkVerdict(book, task.a, task.b.system, verdict);
	}
	const { from, target, keys } = task;
	if (book.idIn(book.find(from), target) !== undefined) return linkVerdict(book, from, target, { kind: 'alreadyLinked' });
	const verdict = claimCreate(book, from, target, keys.map(keyFromHex), leaseMs);
	return { kind: 'create', verdict, members: book.find(from)?.members ?? [] };
}

function linkVerdict(book: Book, ref: RecordRef, target: string, verdict: LinkVerdict): Verdict {
	const entity = book.find(ref);
	return { kind: 'link', verdict, members: entity?.members ?? [], target, targetId: book.idIn(entity, target) };
}

function emitted(item: INodeExecutionData, i: number, sync: string, verdict: Verdict, task: Task): { output: number; item: INodeExecutionData } {
	const links = verdict.members.length === 0 ? {} : { links: linksOf(verdict.members) };
	if (verdict.kind === 'link') {
		const { target, targetId } = verdict;
		if (verdict.verdict.kind !== 'refused') {
			const says = { verdict: verdict.verdict.kind, system: target, targetId, ...links, ...operationFor(item.json, 'linked') };
			return { output: LINKED, item: withEnvelope(item, i, sync, says) };
		}
		return { output: REFUSED, item: withEnvelope(item, i, sync, { verdict: 'refused', ...links, refused: whyNotLinked(verdict.verdict, task) }) };
	}
	const { from, target } = task as Extract<Task, { kind: 'create' }>;
	if (verdict.verdict.kind === 'busy') {
		const { by, made, until } = verdict.verdict;
		const message = `${by.system} ${by.id}, which matches the same, ${made === undefined ? 'is being created' : `was just created as ${made}`} in ${target}. Decide again after ${new Date(until).toISOString()}.`;
		return { output: REFUSED, item: withEnvelope(item, i, sync, { verdict: 'refused', refused: { code: 'beingCreated', message } }) };
	}
	const { token, until } = verdict.verdict;
	const receipt: LinkReceipt = { kind: 'link', sync, key: keyToHex(createKey(from, target)), token, ...from, target };
	const says = { verdict: 'new', system: target, ...links, ...operationFor(item.json, 'new'), leaseUntil: new Date(until).toISOString() };
	return { output: NEW, item: withEnvelope(item, i, sync, says, receipt) };
}

function whyNotLinked(verdict: LinkVerdict & { kind: 'refused' }, task: Task): { code: string; message: string; ref?: RecordRef; partner?: RecordRef } {
	if (verdict.because === 'sameSystem' || task.kind !== 'link') return { code: 'sameSystem', message: 'Both ids are of one system: use Merge.' };
	const { a, b } = task;
	const { ref, partner } = verdict;
	const message = `${a.system} ${a.id} and ${b.system} ${b.id} were not linked: ${ref.system} ${ref.id} is linked with ${partner.system} ${partner.id}. Unlink that first if it is wrong; if both records exist, one may be a duplicate.`;
	return { code: 'otherPartner', message, ref, partner };
}
