import type { Limits } from './limits';

/** How to reach the database that holds state. Plain data: what the credential says, read once. */
export interface DatabaseLogin {
	host: string;
	port: number;
	database: string;
	user: string;
	password: string;
	/** The schema our tables are in, and nothing else. */
	schema: string;
	/** `require` encrypts and trusts any server; `verify` also checks who the server is. */
	tls: 'disable' | 'require' | 'verify';
	/** For `verify`: the certificate authority's certificate in PEM; the system's own authorities if not given. */
	ca?: string;
	/** At most this many connections of this process. */
	poolSize: number;
	/** Encrypts what users asked to keep: results and parked payloads. */
	encryptionKey?: string;
	/** How long things may take, if not as long as they usually may. */
	limits?: Limits;
}
