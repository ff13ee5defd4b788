import type { INodeExecutionData } from 'n8n-workflow';
import type { Found } from '../shared/n8n/promised';
import type { JobRef } from '../shared/queue/manage';
import { SYNC_KEY } from '../shared/record/envelope';
import { isRecord } from '../shared/record/json';

/**
 * Which parked job an item means: by `_sync` as List, Dead Letter and Needs Attention leave it, or by its own fields
 * `target`, `record` and, where it has one, `job`, as a form or a table gives them back.
 */
export function readRef({ json }: INodeExecutionData): Found<JobRef> {
	const envelope = isRecord(json) && isRecord(json[SYNC_KEY]) ? json[SYNC_KEY] : {};
	const queue = isRecord(envelope['queue']) ? envelope['queue'] : {};
	const target = text(envelope['system']) ?? text(json['target']);
	const record = text(envelope['key']) ?? text(json['record']);
	const job = number(queue['job']) ?? number(json['job']);
	if (target === undefined || record === undefined) {
		return {
			ok: false,
			problem: {
				message: 'It is not known which parked write this item means',
				description: 'Connect this node behind Retry Queue (List, Dead Letter) or Sync Outcome (Needs Attention), or give the item the fields target and record, as List shows them.',
			},
		};
	}
	return { ok: true, value: { target, record, ...(job === undefined ? {} : { job }) } };
}

function text(value: unknown): string | undefined {
	if (typeof value === 'number' && Number.isFinite(value)) return String(value);
	return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Forms give numbers back as text. */
function number(value: unknown): number | undefined {
	const found = typeof value === 'string' && /^\d{1,16}$/.test(value) ? Number(value) : value;
	return typeof found === 'number' && Number.isSafeInteger(found) ? found : undefined;
}
