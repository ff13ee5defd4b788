import { canonicalJson } from '../record/canonical';
import { sha256 } from '../record/fingerprint';

/**
 * 32 bits of a payload's fingerprint: tells a change from the same thing again.
 *
 * @returns undefined for what is no plain data
 */
export function contentOf(payload: unknown): number | undefined {
	try {
		return Buffer.from(sha256(canonicalJson(payload)).slice(0, 4), 'latin1').readUInt32LE(0);
	} catch {
		return undefined;
	}
}
