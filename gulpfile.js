const { src, dest } = require('gulp');

/** Copies the nodes' icons and codex files beside the built nodes, where n8n looks for them. */
function icons() {
	return src('nodes/*/*.{svg,png,json}', { encoding: false }).pipe(dest('dist/nodes'));
}

exports['build:icons'] = icons;
exports.default = icons;
