import { keyHash } from '../record/fingerprint';
import type { KeyHash } from '../state/port';

/** Under which keys the queue's entries stand. Names may hold any character, so they are written as JSON. */
export const recordKey = (target: string, record: string): KeyHash => keyHash(JSON.stringify(['record', target, record]));
export const targetKey = (target: string): KeyHash => keyHash(JSON.stringify(['target', target]));
export const sagaKey = (id: string): KeyHash => keyHash(JSON.stringify(['saga', id]));
