import { X509Certificate } from 'crypto';

const CERTIFICATE = /-----BEGIN CERTIFICATE-----([\s\S]*?)-----END CERTIFICATE-----/g;
const LINE = /.{1,64}/g;

/**
 * Certificates of authorities as a user pasted them: one or several in PEM form, with whatever stands around them, and
 * also on one line or with `\n` spelled out, as they come out of environment variables and JSON files. Node itself
 * passes over what it cannot read, and would then say of the server that it cannot be trusted.
 *
 * @returns PEM as OpenSSL reads it; undefined if there is no certificate in it, or one that is damaged
 */
export function readAuthorities(text: string): string | undefined {
	const bodies = [...text.replaceAll('\\r', '').replaceAll('\\n', '\n').matchAll(CERTIFICATE)].map(([, body]) => body!.replace(/\s+/g, ''));
	const certificates = bodies.map((body) => ['-----BEGIN CERTIFICATE-----', ...(body.match(LINE) ?? []), '-----END CERTIFICATE-----', ''].join('\n'));
	return certificates.length > 0 && certificates.every(isCertificate) ? certificates.join('') : undefined;
}

function isCertificate(pem: string): boolean {
	try {
		return new X509Certificate(pem).raw.length > 0;
	} catch {
		return false;
	}
}
