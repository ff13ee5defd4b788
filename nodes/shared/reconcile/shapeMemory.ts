import { keyHash } from '../record/fingerprint';
import type { Collection, Layout, StateStore } from '../state/port';
import { extendShape, parseShape, type Shape } from './shape';

interface ShapeMemory {
	signature: string;
}

const layout: Layout<ShapeMemory> = {
	signature: 'shape/1',
	stride: 0,
	// Names have no fixed length: always JSON.
	pack: () => false,
	unpack: () => ({ signature: '' }),
	expiresAt: () => Infinity,
	rank: () => 0,
};

/** Which systems and fields a sync's memories are about: one entry. */
export const SHAPES: Collection<ShapeMemory> = {
	name: 'shape',
	cap: 1,
	layout,
	layoutOf: (signature) => (signature === layout.signature ? layout : undefined),
	expiresAt: () => Infinity,
};

const KEY = keyHash('shape');

/** The sync's shape, extended by what this batch uses; it only grows, so that no batch loses another's memory. @param versioned some system gives versions */
export async function shapeFor(
	state: StateStore,
	systems: readonly string[],
	fields: readonly string[],
	versioned = false,
): Promise<Shape> {
	return await state.transact(SHAPES, [KEY], (tx) => {
		const known = tx.get(0);
		const shape = extendShape(known === undefined ? undefined : parseShape(known.signature), systems, fields, versioned);
		if (known?.signature !== shape.signature) tx.set(0, { signature: shape.signature });
		return shape;
	});
}
