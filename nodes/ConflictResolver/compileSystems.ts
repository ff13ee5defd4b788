import { ROLES, type Role } from '../shared/profile/profile';
import type { FieldPath } from '../shared/record/path';
import { MAX_SYSTEMS } from '../shared/reconcile';
import { compileField, type Complain } from './complain';
import type { SystemDefinition } from './definition';

export interface System {
	readonly name: string;
	readonly role: Role;
	readonly modified: FieldPath | undefined;
	readonly id: FieldPath | undefined;
	readonly version: FieldPath | undefined;
	readonly consecutive: boolean;
	readonly fullList: boolean;
}

export function compileSystems(rows: readonly SystemDefinition[], complain: Complain): System[] {
	if (rows.length < 2 || rows.length > MAX_SYSTEMS) {
		complain(`There are ${rows.length} systems: two to ${MAX_SYSTEMS} are possible`, 'Add a row for each system under Systems.');
	}
	const seen = new Set<string>();
	const systems = rows.map((row, i): System => {
		const name = String(row.name ?? '').trim();
		if (name === '') complain(`System ${i + 1} has no name`, 'Give it the name its input and output are to have, for example CRM.');
		else if (seen.has(name)) complain(`Two systems are called "${name}"`, 'Give each system a name of its own.');
		seen.add(name);
		const role = row.role ?? 'contributor';
		if (!ROLES.includes(role)) complain(`The role of ${name} is unknown: ${String(role)}`, 'Choose System of Record, Contributor or Mirror.');
		const optional = (label: string, text: string | undefined): FieldPath | undefined =>
			String(text ?? '').trim() === '' ? undefined : compileField(`${label} of ${name}`, text, complain);
		return {
			name,
			role,
			modified: optional('Modified Field', row.modified),
			id: optional('Record ID Field', row.id),
			version: optional('Version Field', row.version),
			consecutive: row.consecutive === true,
			fullList: row.fullList === true,
		};
	});
	const records = systems.filter((system) => system.role === 'systemOfRecord').map((system) => system.name);
	if (records.length > 1) {
		complain(`${records.join(' and ')} are both the System of Record`, 'One system can be it for all fields. For single fields, make rows with the rule Owner under Rules per Field.');
	}
	if (systems.length > 0 && systems.every((system) => system.role === 'mirror')) {
		complain('All systems are mirrors, so nothing could ever change', 'Make at least one of them a Contributor or the System of Record.');
	}
	return systems;
}

/** Finds a system by name, or complains in the words of the setting that names it. */
export function systemNamed(of: string, name: string, systems: readonly System[], complain: Complain): System | undefined {
	const system = systems.find((one) => one.name === name);
	if (system === undefined) {
		const what = name === '' ? `The rule for ${of} names no system` : `The rule for ${of} names "${name}", which is not one of the systems`;
		complain(what, `Name one of ${systems.map((one) => one.name).join(', ')}, exactly as it is written there.`);
	}
	return system;
}
