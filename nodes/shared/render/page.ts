import { html } from './escape';
import { PAGE_STYLE } from './pageStyle';

/** What stands at the top of a page. All of it is plain text. */
export interface PageHead {
	/** The window's title. */
	readonly title: string;
	/** A small line above the heading: what kind of page this is. */
	readonly eyebrow: string;
	readonly heading: string;
	readonly under: string;
}

/**
 * A page of its own: nothing is loaded from anywhere, no script runs. Light or dark as the reader has it.
 *
 * @param style what this page needs besides PAGE_STYLE
 * @param body HTML, escaped by the caller
 */
export function page({ title, eyebrow, heading, under }: PageHead, style: string, body: string): string {
	return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${html(title)}</title>
<style>${PAGE_STYLE}${style}</style>
</head>
<body>
<main>
<header><p class="eyebrow">${html(eyebrow)}</p><h1>${html(heading)}</h1>
<p>${html(under)}</p></header>
${body}
</main>
</body>
</html>
`;
}

export type BannerState = 'healthy' | 'watch' | 'attention' | 'empty';

const ICONS: Record<BannerState, string> = {
	healthy: '<path d="M8 14.5l4 4 8-9"/>',
	watch: '<path d="M14 8v7M14 19.5v.1"/>',
	attention: '<path d="M14 8v7M14 19.5v.1"/>',
	empty: '<path d="M9 14h10"/>',
};

/** The answer in one look: a sentence, and what it rests on. */
export function banner(state: BannerState, title: string, reasons: readonly string[]): string {
	return `<section class="banner ${state}" role="status"><svg viewBox="0 0 28 28" fill="none" stroke="currentColor" stroke-width="2.5" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"><circle cx="14" cy="14" r="12"/>${ICONS[state]}</svg>
<div><b>${html(title)}</b>${reasons.map((reason) => `<p>${html(reason)}</p>`).join('')}</div></section>`;
}

/** Figures in boxes: `[name, value, what it means]`. */
export function figures(cards: readonly (readonly [name: string, value: string, words: string])[]): string {
	const card = ([name, value, words]: readonly [string, string, string]) =>
		`<div class="card kpi"><h3>${html(name)}</h3><strong>${html(value)}</strong><p>${html(words)}</p></div>`;
	return `<section class="kpis">${cards.map(card).join('')}</section>`;
}
