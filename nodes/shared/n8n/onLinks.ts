import { NodeOperationError, type IExecuteFunctions } from 'n8n-workflow';
import { CrosswalkBusy, CrosswalkFull } from '../crosswalk';

/** Says in the user's words why the crosswalk could not be changed. */
export async function onLinks<T>(ctx: IExecuteFunctions, work: Promise<T>): Promise<T> {
	return await work.catch((error: unknown) => {
		if (error instanceof CrosswalkFull) {
			throw new NodeOperationError(ctx.getNode(), `The crosswalk is full: it may hold ${error.limit} ids`, {
				description: 'Nothing of this run was stored, and nothing was forgotten. Raise Most IDs under Options, or take links out that nobody needs with Unlink.',
			});
		}
		if (error instanceof CrosswalkBusy) {
			throw new NodeOperationError(ctx.getNode(), 'Other runs kept changing the links of the same records', {
				description: 'Nothing of this run was stored. Run it again; if it happens often, let fewer runs work on the same records at the same time.',
			});
		}
		throw error;
	});
}
