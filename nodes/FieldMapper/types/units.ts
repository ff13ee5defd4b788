/**
 * Units of measure with exact factors: how many of the quantity's base unit one of them is, as a fraction.
 *
 * Sources: SI Brochure (9th ed.) with its accepted units; the international yard and pound of 1959 (1 yd = 0.9144 m,
 * 1 lb = 0.45359237 kg) and the Weights and Measures Act 1985 (imperial gallon = 4.54609 L), as in NIST SP 811,
 * Appendix B; IEC 80000-13 for Ki, Mi, Gi. Units whose factor is measured or irrational are not here.
 */
export interface Unit {
	readonly quantity: string;
	/** As written behind a number. */
	readonly symbol: string;
	readonly name: string;
	/** Further spellings that are read. */
	readonly also: readonly string[];
	/** base = value × factor + offset, both exact decimals or fractions `a/b` */
	readonly factor: string;
	readonly offset: string;
}

type Row = readonly [key: string, name: string, factor: string, also?: string];

/** The symbol is the key, up to what a key cannot hold. */
const QUANTITIES: Readonly<Record<string, readonly Row[]>> = {
	Length: [
		['nm', 'Nanometre', '0.000000001'],
		['µm', 'Micrometre', '0.000001', 'μm um'],
		['mm', 'Millimetre', '0.001'],
		['cm', 'Centimetre', '0.01'],
		['dm', 'Decimetre', '0.1'],
		['m', 'Metre', '1'],
		['km', 'Kilometre', '1000'],
		['in', 'Inch', '0.0254', '″ " inch inches'],
		['ft', 'Foot', '0.3048', '′ \' feet foot'],
		['yd', 'Yard', '0.9144', 'yds'],
		['mi', 'Mile', '1609.344', 'mile miles'],
		['nmi', 'Nautical Mile', '1852', 'NM'],
	],
	Mass: [
		['µg', 'Microgram', '0.000000001', 'μg ug mcg'],
		['mg', 'Milligram', '0.000001'],
		['ct', 'Metric Carat', '0.0002'],
		['g', 'Gram', '0.001'],
		['kg', 'Kilogram', '1', 'kgs'],
		['t', 'Metric Ton', '1000'],
		['oz', 'Ounce', '0.028349523125'],
		['oz t', 'Troy Ounce', '0.0311034768', 'ozt'],
		['lb', 'Pound', '0.45359237', 'lbs'],
		['st', 'Stone', '6.35029318'],
		['sh tn', 'Short Ton (US)', '907.18474'],
		['l tn', 'Long Ton (UK)', '1016.0469088'],
	],
	Area: [
		['mm²', 'Square Millimetre', '0.000001', 'mm2'],
		['cm²', 'Square Centimetre', '0.0001', 'cm2'],
		['m²', 'Square Metre', '1', 'm2 sqm'],
		['a', 'Are', '100'],
		['ha', 'Hectare', '10000'],
		['km²', 'Square Kilometre', '1000000', 'km2'],
		['in²', 'Square Inch', '0.00064516', 'in2 sqin'],
		['ft²', 'Square Foot', '0.09290304', 'ft2 sqft'],
		['yd²', 'Square Yard', '0.83612736', 'yd2 sqyd'],
		['ac', 'Acre', '4046.8564224', 'acre acres'],
		['mi²', 'Square Mile', '2589988.110336', 'mi2'],
	],
	Volume: [
		['µL', 'Microlitre', '0.000000001', 'µl μL μl ul'],
		['mL', 'Millilitre', '0.000001', 'ml'],
		['cL', 'Centilitre', '0.00001', 'cl'],
		['dL', 'Decilitre', '0.0001', 'dl'],
		['L', 'Litre', '0.001', 'l ltr'],
		['hL', 'Hectolitre', '0.1', 'hl'],
		['mm³', 'Cubic Millimetre', '0.000000001', 'mm3'],
		['cm³', 'Cubic Centimetre', '0.000001', 'cm3 ccm'],
		['m³', 'Cubic Metre', '1', 'm3 cbm'],
		['in³', 'Cubic Inch', '0.000016387064', 'in3'],
		['ft³', 'Cubic Foot', '0.028316846592', 'ft3 cuft'],
		['yd³', 'Cubic Yard', '0.764554857984', 'yd3'],
		['US fl oz', 'Fluid Ounce (US)', '0.0000295735295625'],
		['US cup', 'Cup (US)', '0.0002365882365'],
		['US pt', 'Pint (US)', '0.000473176473'],
		['US qt', 'Quart (US)', '0.000946352946'],
		['US gal', 'Gallon (US)', '0.003785411784'],
		['bbl', 'Oil Barrel', '0.158987294928'],
		['imp fl oz', 'Fluid Ounce (Imperial)', '0.0000284130625'],
		['imp pt', 'Pint (Imperial)', '0.00056826125'],
		['imp gal', 'Gallon (Imperial)', '0.00454609'],
	],
	Time: [
		['ns', 'Nanosecond', '0.000000001'],
		['µs', 'Microsecond', '0.000001', 'μs us'],
		['ms', 'Millisecond', '0.001'],
		['s', 'Second', '1', 'sec'],
		['min', 'Minute', '60'],
		['h', 'Hour', '3600', 'hr hrs'],
		['d', 'Day of 24 Hours', '86400', 'day days'],
		['wk', 'Week', '604800', 'week weeks'],
	],
	Speed: [
		['m/s', 'Metre per Second', '1'],
		['km/h', 'Kilometre per Hour', '5/18', 'kph kmh'],
		['ft/s', 'Foot per Second', '0.3048', 'fps'],
		['mph', 'Mile per Hour', '0.44704', 'mi/h'],
		['kn', 'Knot', '463/900', 'kt'],
	],
	Data: [
		['bit', 'Bit', '1'],
		['kbit', 'Kilobit', '1000'],
		['Mbit', 'Megabit', '1000000'],
		['Gbit', 'Gigabit', '1000000000'],
		['B', 'Byte', '8'],
		['kB', 'Kilobyte (1000)', '8000'],
		['MB', 'Megabyte (1000²)', '8000000'],
		['GB', 'Gigabyte (1000³)', '8000000000'],
		['TB', 'Terabyte (1000⁴)', '8000000000000'],
		['PB', 'Petabyte (1000⁵)', '8000000000000000'],
		['KiB', 'Kibibyte (1024)', '8192'],
		['MiB', 'Mebibyte (1024²)', '8388608'],
		['GiB', 'Gibibyte (1024³)', '8589934592'],
		['TiB', 'Tebibyte (1024⁴)', '8796093022208'],
		['PiB', 'Pebibyte (1024⁵)', '9007199254740992'],
	],
	Energy: [
		['J', 'Joule', '1'],
		['kJ', 'Kilojoule', '1000'],
		['MJ', 'Megajoule', '1000000'],
		['Wh', 'Watt Hour', '3600'],
		['kWh', 'Kilowatt Hour', '3600000'],
		['MWh', 'Megawatt Hour', '3600000000'],
		['cal', 'Calorie (Thermochemical)', '4.184'],
		['kcal', 'Kilocalorie (Thermochemical)', '4184'],
		['BTU', 'British Thermal Unit (IT)', '1055.05585262', 'Btu'],
	],
	Power: [
		['mW', 'Milliwatt', '0.001'],
		['W', 'Watt', '1'],
		['kW', 'Kilowatt', '1000'],
		['MW', 'Megawatt', '1000000'],
		['PS', 'Metric Horsepower', '735.49875'],
		['hp', 'Mechanical Horsepower', '745.69987158227022'],
	],
	Pressure: [
		['Pa', 'Pascal', '1'],
		['hPa', 'Hectopascal', '100'],
		['kPa', 'Kilopascal', '1000'],
		['MPa', 'Megapascal', '1000000'],
		['mbar', 'Millibar', '100'],
		['bar', 'Bar', '100000'],
		['atm', 'Standard Atmosphere', '101325'],
		['Torr', 'Torr', '20265/152'],
		// A pound-force (0.45359237 kg at 9.80665 m/s²) on a square inch.
		['psi', 'Pound per Square Inch', '4.4482216152605/0.00064516'],
	],
	Frequency: [
		['rpm', 'Revolution per Minute', '1/60', 'r/min'],
		['Hz', 'Hertz', '1'],
		['kHz', 'Kilohertz', '1000'],
		['MHz', 'Megahertz', '1000000'],
		['GHz', 'Gigahertz', '1000000000'],
	],
	Temperature: [
		['K', 'Kelvin', '1'],
		['°C', 'Degree Celsius', '1', 'C ℃'],
		['°F', 'Degree Fahrenheit', '5/9', 'F ℉'],
		['°R', 'Degree Rankine', '5/9'],
	],
};

/** Where zero lies, in kelvin. */
const OFFSETS: Readonly<Record<string, string>> = { '°C': '273.15', '°F': '45967/180' };

/** Every unit by the key it has in a row's settings. */
export const UNITS: ReadonlyMap<string, Unit> = new Map(
	Object.entries(QUANTITIES).flatMap(([quantity, rows]) =>
		rows.map(([symbol, name, factor, also]) => [
			symbol,
			{ quantity, symbol, name, also: also?.split(' ') ?? [], factor, offset: OFFSETS[symbol] ?? '0' },
		]),
	),
);

/** @returns the unit of this quantity that a text names, letter for letter: `mW` is not `MW` */
export function unitIn(quantity: string, written: string): Unit | undefined {
	const known = UNITS.get(written);
	if (known?.quantity === quantity) return known;
	for (const unit of UNITS.values()) {
		if (unit.quantity === quantity && unit.also.includes(written)) return unit;
	}
	return undefined;
}
