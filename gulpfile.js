const { src, dest } = require('gulp');

/** Copies the icons, and the nodes' codex files, beside what was built, where n8n looks for them. */
function icons() {
	const files = { base: '.', encoding: false };
	return src(['nodes/*/*.{svg,png,json}', 'credentials/*.svg'], files).pipe(dest('dist'));
}

exports['build:icons'] = icons;
exports.default = icons;
