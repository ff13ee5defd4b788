import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ChangeDetector } from '../../nodes/ChangeDetector/ChangeDetector.node';
import { ConflictResolver } from '../../nodes/ConflictResolver/ConflictResolver.node';
import { FieldMapper } from '../../nodes/FieldMapper/FieldMapper.node';
import { IdempotencyGuard } from '../../nodes/IdempotencyGuard/IdempotencyGuard.node';
import { RecordLinker } from '../../nodes/RecordLinker/RecordLinker.node';
import { RetryQueue } from '../../nodes/RetryQueue/RetryQueue.node';
import { SyncCheckpoint } from '../../nodes/SyncCheckpoint/SyncCheckpoint.node';
import { SyncHealthReporter } from '../../nodes/SyncHealthReporter/SyncHealthReporter.node';
import { SyncOutcome } from '../../nodes/SyncOutcome/SyncOutcome.node';
import { SyncProfile } from '../../nodes/SyncProfile/SyncProfile.node';

const folder = join(__dirname, '../../templates');
const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
const types = new Map(
	[ChangeDetector, ConflictResolver, FieldMapper, IdempotencyGuard, RecordLinker, RetryQueue, SyncCheckpoint, SyncHealthReporter, SyncOutcome, SyncProfile].map((Type) => {
		const { name, properties } = new Type().description;
		return [`n8n-nodes-sync-kit.${name}`, new Set(properties.map((property) => property.name))];
	}),
);

interface Template {
	nodes: { name: string; type: string; parameters: object; credentials?: Record<string, { id: string }> }[];
	connections: Record<string, { main: { node: string }[][] }>;
}

test.each(files)('%s wires nodes that exist, sets parameters that exist, and carries no credential', (file) => {
	const { nodes, connections } = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Template;
	const names = nodes.map(({ name }) => name);
	expect(new Set(names).size).toBe(names.length);
	for (const [from, { main }] of Object.entries(connections)) {
		expect(names).toContain(from);
		for (const wire of main.flat()) expect(names).toContain(wire.node);
	}
	for (const { type, parameters, credentials } of nodes) {
		const known = types.get(type);
		if (known !== undefined) for (const parameter of Object.keys(parameters)) expect([...known]).toContain(parameter);
		else expect(type).not.toMatch(/sync-kit/);
		for (const { id } of Object.values(credentials ?? {})) expect(id).toBe('');
	}
});
