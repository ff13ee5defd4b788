import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'crypto';
import { getOwn, isRecord } from '../../record/json';
import { StateProblem, type Collection, type KeyHash } from '../port';

/** AES-256-GCM as NIST SP 800-38D describes it: a new 96-bit nonce each time, a tag of 128 bits. */
const ALGORITHM = 'aes-256-gcm';
const NONCE = 12;
const TAG = 16;
const SEALED = 'sync-kit encrypted';

/** Encrypts the properties of entries that hold a user's data. Without a key it changes nothing. */
export class Seal {
	private readonly key: Buffer | undefined;

	/** @param secret of any length; what it was made for is part of the key made of it */
	constructor(secret: string | undefined) {
		this.key = secret === undefined ? undefined : Buffer.from(hkdfSync('sha256', secret, '', 'n8n-nodes-sync-kit state 1', 32));
	}

	/** @returns a copy with the secret properties encrypted, or the entry itself if it has none */
	seal<E>(collection: Collection<E>, key: KeyHash, entry: E): E {
		return this.each(collection, entry, (value, name) => {
			if (this.key !== undefined) return { [SEALED]: this.encrypt(JSON.stringify(value), place(collection, key, name)) };
			// A user's value may look like an encrypted one.
			return sealedIn(value) === undefined ? value : { [SEALED]: { plain: value } };
		});
	}

	/**
	 * The entry as it was before `seal`. What was stored before there was a key is taken as it is.
	 *
	 * @throws StateProblem if it was encrypted with another key
	 */
	open<E>(collection: Collection<E>, key: KeyHash, entry: E): E {
		return this.each(collection, entry, (value, name) => {
			const sealed = sealedIn(value);
			if (isRecord(sealed)) return getOwn(sealed, 'plain');
			if (typeof sealed !== 'string') return value;
			const text = this.decrypt(sealed, place(collection, key, name));
			if (text === undefined) throw otherKey();
			return JSON.parse(text) as unknown;
		});
	}

	private each<E>(collection: Collection<E>, entry: E, change: (value: unknown, path: string) => unknown): E {
		let changed: unknown = entry;
		for (const path of collection.secret ?? []) changed = changeAt(changed, path.split('.'), (value) => change(value, path));
		return changed as E;
	}

	private encrypt(text: string, where: string): string {
		const nonce = randomBytes(NONCE);
		const cipher = createCipheriv(ALGORITHM, this.key!, nonce, { authTagLength: TAG });
		cipher.setAAD(Buffer.from(where));
		const hidden = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
		return Buffer.concat([nonce, cipher.getAuthTag(), hidden]).toString('base64');
	}

	/** @returns undefined if it was encrypted with another key, or changed since */
	private decrypt(sealed: string, where: string): string | undefined {
		if (this.key === undefined) return undefined;
		try {
			const bytes = Buffer.from(sealed, 'base64');
			const decipher = createDecipheriv(ALGORITHM, this.key, bytes.subarray(0, NONCE), { authTagLength: TAG });
			decipher.setAAD(Buffer.from(where));
			decipher.setAuthTag(bytes.subarray(NONCE, NONCE + TAG));
			return decipher.update(bytes.subarray(NONCE + TAG), undefined, 'utf8') + decipher.final('utf8');
		} catch {
			return undefined;
		}
	}
}

function sealedIn(value: unknown): unknown {
	return isRecord(value) && Object.keys(value).length === 1 ? getOwn(value, SEALED) : undefined;
}

/** @returns a copy with what stands at the path changed, in all elements of arrays on the way; `value` itself if nothing does */
function changeAt(value: unknown, path: readonly string[], change: (value: unknown) => unknown): unknown {
	const [name, ...rest] = path;
	if (name === undefined) return change(value);
	if (Array.isArray(value)) return value.map((element) => changeAt(element, path, change));
	const found = isRecord(value) ? getOwn(value, name) : undefined;
	return found === undefined ? value : { ...(value as object), [name]: changeAt(found, rest, change) };
}

function otherKey(): StateProblem {
	return new StateProblem(
		'database',
		'What was stored for a key is encrypted, and not with the encryption key of this credential',
		'Enter the Encryption Key it was stored with. If that is lost, Forget the keys or reset the memory.',
	);
}

/** Part of what the tag covers, so that nothing encrypted can be moved to another key unnoticed. */
function place<E>(collection: Collection<E>, key: KeyHash, name: string): string {
	return JSON.stringify([collection.name, Buffer.from(key, 'latin1').toString('hex'), name]);
}
