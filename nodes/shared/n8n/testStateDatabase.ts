import type { ICredentialsDecrypted, ICredentialTestFunctions, INodeCredentialTestResult } from 'n8n-workflow';
import { StateProblem } from '../state/port';
import { Database } from '../state/postgres/database';
import { readLogin } from './readLogin';

/**
 * Connects, creates the tables if they are not there yet, and tries to write: what a node would do, but for the
 * remembering.
 */
async function testStateDatabase(this: ICredentialTestFunctions, credential: ICredentialsDecrypted): Promise<INodeCredentialTestResult> {
	try {
		await new Database(readLogin(credential.data ?? {})).tryWriting();
		return { status: 'OK', message: 'Connected; the tables are there and can be written' };
	} catch (error) {
		const { message, advice } = error as StateProblem;
		return { status: 'Error', message: advice === undefined ? message : `${message}. ${advice}` };
	}
}

/** The `methods` of a node that lists the credential. */
export const stateMethods = { credentialTest: { testStateDatabase } };
