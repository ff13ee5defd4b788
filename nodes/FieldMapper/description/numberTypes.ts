import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { UNITS } from '../types/units';
import { bothSides, choice, decimals, fieldPath, settingsOf, words } from './settings';

/** How a text shows decimals and thousands. */
const signForms: INodePropertyOptions[] = [
	{ name: 'Text: 1 234,50', value: 'spaceComma' },
	{ name: 'Text: 1,234.50', value: 'commaDot' },
	{ name: 'Text: 1.234,50', value: 'dotComma' },
	{ name: 'Text: 1\'234.50', value: 'apostropheDot' },
	{ name: 'Text: 1234,50', value: 'comma' },
	{ name: 'Text: 1234.50', value: 'dot' },
];

const moneySettings = settingsOf('money', 'Money', [
	words('Currency', 'currency', '', 'e.g. EUR', 'The currency of all amounts. Leave it empty if a field or the text itself says it.'),
	...bothSides((side, label) =>
		fieldPath(
			`${label} Currency Field`,
			`${side}CurrencyField`,
			'e.g. currency',
			`The field of the ${side} record that holds the code, such as EUR. Give it a row of its own, so that the other system gets it too.`,
		),
	),
	...bothSides((side, label) =>
		choice(
			`Currency in Text in ${label}`,
			`${side}Mark`,
			[
				{ name: 'None', value: 'none' },
				{ name: 'Code After: 12.50 EUR', value: 'codeAfter' },
				{ name: 'Code Before: EUR 12.50', value: 'codeBefore' },
				{ name: 'Symbol After: 12.50 €', value: 'symbolAfter' },
				{ name: 'Symbol Before: €12.50', value: 'symbolBefore' },
			],
			'How the currency is written into the text. Every one of these is read; a $ alone is rejected unless the currency is known.',
		),
	),
	...bothSides((side, label) =>
		choice(
			`In ${label}`,
			`${side}As`,
			[
				{ name: 'Number: 12.5', value: 'number', description: 'Text where a number would lose digits' },
				{ name: 'Minor Units: 1250', value: 'minor', description: 'Cents, or what the currency has: yen are whole, dinars have three digits' },
				{ name: 'Minor Units as Text: "1250"', value: 'minorText' },
				...signForms,
			],
			`How the ${side} writes an amount. Text has as many decimals as the currency.`,
		),
	),
	...bothSides((side, label) =>
		choice(
			`Minor Units of ${label}`,
			`${side}Platform`,
			[
				{ name: 'As in ISO 4217', value: 'iso' },
				{ name: 'Adyen', value: 'adyen', description: 'CLP and ISK with two decimals, CVE and IDR with none' },
				{ name: 'Stripe', value: 'stripe', description: 'MGA without decimals, ISK and UGX with two' },
			],
			`How many decimals a currency has for the ${side}, where it counts in another way than the standard`,
		),
	),
	...bothSides((side, label) =>
		words(
			`Other Decimals in ${label}`,
			`${side}Exceptions`,
			'',
			'e.g. HUF=0, EUR=4, BTC=8',
			'Currencies with another number of decimals there, and currencies that are not in ISO 4217',
		),
	),
]);

const percentSettings = settingsOf('percent', 'Percent', [
	...bothSides((side, label) =>
		choice(
			`In ${label}`,
			`${side}As`,
			[
				{ name: 'Percentage: 15', value: 'percent' },
				{ name: 'Fraction: 0.15', value: 'fraction' },
				{ name: 'Text: 15.5 %', value: 'dotSpace' },
				{ name: 'Text: 15.5%', value: 'dot' },
				{ name: 'Text: 15,5 %', value: 'commaSpace' },
				{ name: 'Text: 15,5%', value: 'comma' },
			],
			`How the ${side} writes fifteen percent`,
		),
	),
	...bothSides(decimals),
]);

const units: INodePropertyOptions[] = [...UNITS.values()]
	.map((unit) => ({ name: `${unit.quantity}: ${unit.name} (${unit.symbol})`, value: unit.symbol }))
	.sort((a, b) => (a.name < b.name ? -1 : 1));

const quantitySettings = settingsOf('quantity', 'Quantity', [
	...bothSides((side, label) =>
		choice(`Unit in ${label}`, `${side}Unit`, [{ name: 'Choose …', value: 'choose' }, ...units], `The unit the ${side} measures in`),
	),
	...bothSides((side, label) =>
		choice(
			`In ${label}`,
			`${side}As`,
			[{ name: 'Number', value: 'number', description: 'Text where a number would lose digits' }, ...signForms],
			`How the ${side} writes the number. A JSON number is always read.`,
		),
	),
	...bothSides((side, label) =>
		choice(
			`Unit in Text in ${label}`,
			`${side}Mark`,
			[
				{ name: 'None', value: 'none' },
				{ name: 'After the Number', value: 'unit', description: 'Such as 12.5 kg. Another unit of the same kind is read and converted.' },
			],
			'Whether the text carries its unit',
		),
	),
	...bothSides(decimals),
	choice(
		'Without an End',
		'endless',
		[
			{ name: 'Refuse the Row', value: 'refuse', description: 'The row is used only if every value can be written exactly' },
			{ name: 'Reject the Value', value: 'reject', description: 'Values that can be written exactly go through, such as whole feet' },
			{ name: 'Round', value: 'round', description: 'To the decimals named for each side, halves away from zero: such a row works one way only' },
		],
		'What to do where the result has decimals that never end: 1 m is 3.280839895… ft',
	),
]);

export const numberTypeSettings: INodeProperties[] = [moneySettings, percentSettings, quantitySettings];
