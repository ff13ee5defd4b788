/**
 * Certificates for tests, made on the spot: X.509 (RFC 5280) in DER, as little of it as TLS needs. No program and no
 * library is needed for it, and times and names can be what they like.
 */
import { generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';
import { isIPv4 } from 'node:net';

export interface Issued {
	/** PEM. */
	certificate: string;
	/** PEM. */
	key: string;
}

export interface Authority extends Issued {
	issue(names: readonly string[], validity?: Validity): Issued;
}

/** In years from now; negative: in the past. */
export interface Validity {
	from: number;
	to: number;
}

const YEAR_MS = 365 * 86_400_000;
/** OIDs in DER: ecdsa-with-SHA256, common name, basic constraints, subject alternative name. */
const [ECDSA_SHA256, COMMON_NAME, CONSTRAINTS, OTHER_NAMES] = ['2a8648ce3d040302', '550403', '551d13', '551d11'].map((hex) => der(0x06, Buffer.from(hex, 'hex'))) as [Buffer, Buffer, Buffer, Buffer];
const ALGORITHM = sequence(ECDSA_SHA256);
const TRUE = der(0x01, Buffer.from([0xff]));

export function makeAuthority(name: string): Authority {
	const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
	const make = (subject: string, publicKey: KeyObject, extension: Buffer, { from, to }: Validity): string =>
		signed(
			keys.privateKey,
			sequence(
				der(0xa0, der(0x02, Buffer.from([2]))),
				der(0x02, Buffer.concat([Buffer.from([1]), randomBytes(8)])),
				ALGORITHM,
				called(name),
				sequence(moment(from), moment(to)),
				called(subject),
				publicKey.export({ type: 'spki', format: 'der' }),
				der(0xa3, sequence(extension)),
			),
		);
	const isAuthority = sequence(CONSTRAINTS, TRUE, der(0x04, sequence(TRUE)));
	return {
		certificate: make(name, keys.publicKey, isAuthority, { from: -20, to: 20 }),
		key: pem(keys.privateKey),
		issue: (names, validity = { from: -1, to: 1 }) => {
			const own = generateKeyPairSync('ec', { namedCurve: 'P-256' });
			const others = names.map((other) => (isIPv4(other) ? der(0x87, Buffer.from(other.split('.').map(Number))) : der(0x82, Buffer.from(other))));
			return { certificate: make(names[0]!, own.publicKey, sequence(OTHER_NAMES, der(0x04, sequence(...others))), validity), key: pem(own.privateKey) };
		},
	};
}

function signed(key: KeyObject, content: Buffer): string {
	const signature = sign('sha256', content, { key, dsaEncoding: 'der' });
	const bytes = sequence(content, ALGORITHM, der(0x03, Buffer.concat([Buffer.from([0]), signature])));
	return ['-----BEGIN CERTIFICATE-----', ...bytes.toString('base64').match(/.{1,64}/g)!, '-----END CERTIFICATE-----', ''].join('\n');
}

function pem(key: KeyObject): string {
	return key.export({ type: 'pkcs8', format: 'pem' }) as string;
}

function called(name: string): Buffer {
	return sequence(der(0x31, sequence(COMMON_NAME, der(0x0c, Buffer.from(name)))));
}

/** GeneralizedTime is for years from 2050 on; before that it has to be UTCTime. */
function moment(years: number): Buffer {
	const digits = new Date(Date.now() + years * YEAR_MS).toISOString().replace(/\D/g, '').slice(0, 14);
	return digits < '2050' ? der(0x17, Buffer.from(`${digits.slice(2)}Z`)) : der(0x18, Buffer.from(`${digits}Z`));
}

function sequence(...parts: Buffer[]): Buffer {
	return der(0x30, Buffer.concat(parts));
}

function der(tag: number, content: Buffer): Buffer {
	const { length } = content;
	const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
	return Buffer.concat([Buffer.from([tag, ...size]), content]);
}
