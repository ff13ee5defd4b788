import type { NamedPath, PathTree } from './pathTree';

/** Makes a record out of one value per path, in the paths' order; it reads the values and does not keep them. */
export type BuildRecord = (values: readonly unknown[]) => Record<string, unknown>;

/**
 * For records that have every field: a copy of a template gets its final shape in one step, where adding field by
 * field makes the engine move the record several times.
 *
 * @param tree the places of `paths`, which must not clash
 * @returns undefined where the shape is not that simple: a path through a list, or a name that objects inherit
 */
export function compileBuilder(paths: readonly NamedPath[], tree: PathTree): BuildRecord | undefined {
	if (tree.picks !== undefined || tree.each !== undefined) return undefined;
	const template: Record<string, unknown> = {};
	const leaves: { name: string; index: number }[] = [];
	const branches: { name: string; build: BuildRecord }[] = [];
	for (const [name, below] of tree.below) {
		if (typeof name === 'number' || name in Object.prototype) return undefined;
		template[name] = undefined;
		if (below.end !== undefined) {
			leaves.push({ name, index: paths.indexOf(below.end) });
			continue;
		}
		const build = compileBuilder(paths, below);
		if (build === undefined) return undefined;
		branches.push({ name, build });
	}
	return (values) => {
		const record = { ...template };
		for (let i = 0; i < leaves.length; i += 1) {
			const { name, index } = leaves[i]!;
			record[name] = values[index];
		}
		for (const { name, build } of branches) record[name] = build(values);
		return record;
	};
}
