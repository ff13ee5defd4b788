/** Text from outside (names of syncs and collections) made harmless for what it is put into. */

// Control characters would move a terminal's cursor; direction marks would turn a line round.
const UNSEEN = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g; // eslint-disable-line no-control-regex

/** One line of visible text. What cannot be seen becomes the replacement character. */
export function plain(text: string): string {
	return text.toWellFormed().replace(UNSEEN, '\ufffd');
}

const HTML: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** For HTML text and quoted attributes. */
export function html(text: string): string {
	return plain(text).replace(/[&<>"']/g, (character) => HTML[character]!);
}

/** For Markdown text and table cells: no markup, no HTML, no new cell. */
export function markdown(text: string): string {
	return plain(text)
		.replace(/[\\`*_{}[\]()#+\-.!|~=:@/$^]/g, (character) => `\\${character}`)
		.replace(/[&<>]/g, (character) => HTML[character]!);
}

/** For the value of a Prometheus label, without its quotes. Any text is allowed in it, escaped. */
export function prometheusLabel(text: string): string {
	return text.toWellFormed().replace(/\\/g, '\\\\').replace(/"/g, '\\"').replace(/\n/g, '\\n').replace(/\r/g, '\ufffd');
}
