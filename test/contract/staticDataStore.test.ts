import { StaticDataStates, type StaticDataHost } from '../../nodes/shared/state/staticData';
import { describeStateStore } from './stateStore';

describeStateStore('workflow static data', async () => {
	let now = 0;
	let blob = '{}';
	const marks = new Set<string>();
	const host = (): StaticDataHost => ({
		workflowId: 'w',
		data: JSON.parse(blob) as Record<string, unknown>,
		clock: () => now,
		setMark: async (name) => void marks.add(name),
		hasMark: async (name) => marks.has(name),
	});
	const first = host();
	const { state } = await new StaticDataStates().open(first, 'sync', 'stop');
	return {
		store: state,
		setClock: (to) => void (now = to),
		reopen: async () => {
			blob = JSON.stringify(first.data);
			return (await new StaticDataStates().open(host(), 'sync', 'stop')).state;
		},
	};
});
