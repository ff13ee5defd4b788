/** Numbers as people read them. `–` stands where there is nothing to say. */
export const NOTHING = '–';

const WHOLE = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const SHORT = new Intl.NumberFormat('en-US', { notation: 'compact', maximumFractionDigits: 1 });

export function formatCount(count: number): string {
	return WHOLE.format(count);
}

/** For axes: 12K, 3.4M. */
export function formatShort(count: number): string {
	return count < 1000 ? String(count) : SHORT.format(count);
}

/** @param share a fraction. Never rounds to 0 % or 100 % what is not. */
export function formatShare(share: number | undefined): string {
	if (share === undefined) return NOTHING;
	if (share === 0) return '0 %';
	if (share === 1) return '100 %';
	const percent = share * 100;
	if (percent < 0.01) return '< 0.01 %';
	if (percent > 99.99) return '> 99.99 %';
	const digits = percent < 1 || percent > 99 ? 2 : percent < 10 || percent > 90 ? 1 : 0;
	return `${percent.toFixed(digits).replace(/\.0+$/, '')} %`;
}
