/** Texts that systems write where they have nothing. Never taken for it unless the table says so. */
export const LIKELY_NO_VALUE: ReadonlySet<string> = new Set(['NULL', 'null', '(null)', '<null>', 'N/A', 'n/a', 'NA', '#N/A', 'None', 'none', 'nil', 'undefined', 'NaN', '-', '--', '?']);
