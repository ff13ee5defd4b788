import type { IExecuteFunctions } from 'n8n-workflow';
import { profileFromParameters } from '../profile/fromParameters';
import type { ProfileProblem, ProfileSystem, SyncProfile } from '../profile/profile';
import { readProfile, type ProfileResult } from '../profile/readProfile';
import { failNode } from './items';

const PROFILE_NODE = '.syncProfile';

/**
 * The profile of the Sync Profile node before this node. It is read from that node's settings, not from its items:
 * app nodes in between may replace the items, and a branch that did not pass the node still belongs to the sync.
 *
 * @throws NodeOperationError where there is none, several disagree, or it is wrong
 */
export function findProfile(ctx: IExecuteFunctions): SyncProfile {
	let profile = profiles.get(ctx);
	if (profile === undefined) profiles.set(ctx, (profile = lookUpstream(ctx)));
	return profile;
}

/** Read and checked once for a node's run, however many of its settings ask. */
const profiles = new WeakMap<IExecuteFunctions, SyncProfile>();

function lookUpstream(ctx: IExecuteFunctions): SyncProfile {
	const found = ctx
		.getParentNodes(ctx.getNode().name, { includeNodeParameters: true })
		.filter((node) => node.type.endsWith(PROFILE_NODE) && !node.disabled);
	const [first] = found;
	if (first === undefined) {
		return failNode(ctx, 'No Sync Profile node stands before this node', 'Place one behind the trigger (it hands items on as they are), or set Settings From to This Node.');
	}
	const texts = new Set(found.map((node) => JSON.stringify(node.parameters)));
	if (texts.size > 1) {
		return failNode(ctx, `Several Sync Profile nodes stand before this node (${found.map((node) => `"${node.name}"`).join(', ')}), and they differ`, 'Keep one, or make them equal: nobody can say which of them counts.');
	}
	const result = profileIn(first.parameters ?? {});
	if (result.ok) return result.profile;
	return failNode(ctx, `The profile in "${first.name}" is not usable: ${told(result.problems[0]!)}`, toDo(result.problems));
}

/** Whether a node's parameters say that a Sync Profile defines the sync (`settingsFrom`). */
export function followsProfile(ctx: IExecuteFunctions): boolean {
	return ctx.getNodeParameter('settingsFrom', 0, 'node') === 'profile';
}

/** @param label of the parameter that names the system */
export function systemOfProfile(ctx: IExecuteFunctions, profile: SyncProfile, name: string, label: string): ProfileSystem {
	const system = profile.systems.find((one) => one.name === name);
	if (system !== undefined) return system;
	return failNode(ctx, name === '' ? `${label} names no system` : `The Sync Profile has no system "${name}"`, `Under ${label}, name one of ${profile.systems.map((one) => one.name).join(', ')}, exactly as it is written there.`);
}

/** The profile in a Sync Profile node's settings, or what is wrong with it. */
export function profileIn(parameters: object): ProfileResult {
	const read = profileFromParameters(parameters);
	return 'problems' in read ? { ok: false, problems: read.problems } : readProfile(read.json, read.mappingForm);
}

export function told(problem: ProfileProblem): string {
	return `${problem.where} ${problem.message}`;
}

/** What to do about the first problem, and what else there is. */
export function toDo(problems: readonly ProfileProblem[]): string {
	const [first, ...others] = problems;
	return [first!.fix, ...(others.length === 0 ? [] : ['Also:']), ...others.map((one) => `${told(one)}. ${one.fix}`)].join('\n');
}
