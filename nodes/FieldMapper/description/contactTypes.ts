import type { INodeProperties } from 'n8n-workflow';
import { bothSides, choice, fieldPath, settingsOf, words } from './settings';

const phoneSettings = settingsOf('phone', 'Phone', [
	words('Default Country', 'country', '', 'e.g. DE', 'The country of numbers written without a country code. Without it such numbers cannot be read.'),
	...bothSides((side, label) =>
		fieldPath(
			`${label} Country Field`,
			`${side}CountryField`,
			'e.g. address.country',
			`The field of the ${side} record that names the country: a code such as DE or DEU, or an English name. Where it is empty, the Default Country counts.`,
		),
	),
	...bothSides((side, label) =>
		choice(
			`In ${label}`,
			`${side}As`,
			[
				{ name: 'E.164: +4930123456', value: 'e164', description: 'An extension follows as ;ext=12' },
				{ name: 'International: +49 30 123456', value: 'international' },
				{ name: 'National: 030 123456', value: 'national', description: 'For numbers of the Default Country; others as international' },
				{ name: 'RFC 3966: tel:+4930123456', value: 'rfc3966' },
			],
			`How the ${side} writes a number. All forms are read.`,
		),
	),
	choice(
		'Check',
		'check',
		[
			{ name: 'Number Plan', value: 'valid', description: 'The number must exist in the numbering plan of its country' },
			{ name: 'Length Only', value: 'possible', description: 'For made-up numbers, and plans newer than this package' },
		],
		'What makes a number one',
	),
	choice(
		'Extension',
		'extension',
		[
			{ name: 'Keep', value: 'keep' },
			{ name: 'Drop', value: 'drop', description: 'Such a row works one way only' },
		],
		'What to do with an extension such as "ext. 12"',
	),
	choice(
		'What Cannot Be Read',
		'unreadable',
		[
			{ name: 'Reject', value: 'reject' },
			{ name: 'Keep as It Is', value: 'keep', description: 'Such as "ask reception": the other system gets the same text' },
		],
		'What to do with a text that is no phone number',
	),
]);

const emailSettings = settingsOf('email', 'Email', [
	choice(
		'Make Alike',
		'normalise',
		[
			{ name: 'Keep', value: 'keep', description: 'Check it and hand it on as it is' },
			{ name: 'Domain in Lower Case', value: 'domain', description: 'Ann.Lee@example.com: what stands after the @ means the same in any case' },
			{
				name: 'For Matching',
				value: 'matching',
				description: 'All in lower case, the domain in ASCII: for a field of its own to match records by, one way only',
			},
		],
		'How to spell an address, so that one mailbox has one spelling',
	),
	choice(
		'Tag After +',
		'tag',
		[
			{ name: 'Keep', value: 'keep' },
			{ name: 'Drop', value: 'drop', description: 'Makes ann@example.com of ann+news@example.com: one way only' },
		],
		'What to do with a tag that many providers let people add to their address',
	),
]);

const keepOrDrop = (displayName: string, name: string, dropped: string, description: string): INodeProperties =>
	choice(
		displayName,
		name,
		[
			{ name: 'Keep', value: 'keep' },
			{ name: 'Drop', value: 'drop', description: dropped },
		],
		description,
	);

const urlSettings = settingsOf('url', 'URL', [
	words('Add Scheme', 'addScheme', '', 'e.g. https', 'Put before an address that has none, such as www.example.com. Empty: such an address is rejected.'),
	choice(
		'Make Alike',
		'normalise',
		[
			{ name: 'Keep', value: 'keep', description: 'Check it and hand it on as it is' },
			{
				name: 'Standard Form',
				value: 'standard',
				description: 'As browsers write it: host in lower case, default port left out, dots resolved, spaces as %20',
			},
		],
		'How to spell an address that has several spellings',
	),
	words('Allowed Schemes', 'schemes', '', 'e.g. https, http, mailto', 'Separated by commas. Empty: every scheme is taken.'),
	keepOrDrop('Part After #', 'fragment', 'Such a row works one way only', 'What to do with the place within the page'),
	keepOrDrop('Slash at the End', 'lastSlash', 'Such a row works one way only', 'What to do with the last slash of a path; servers may tell the two apart'),
	keepOrDrop('Tracking Parameters', 'tracking', 'utm_…, gclid, fbclid and their like: such a row works one way only', 'What to do with parameters that say where a click came from'),
]);

export const contactTypeSettings: INodeProperties[] = [phoneSettings, emailSettings, urlSettings];
