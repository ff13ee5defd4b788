/** A value as it comes out of `JSON.parse`. */
export type Json = null | boolean | number | string | Json[] | JsonObject;
export interface JsonObject {
	[key: string]: Json;
}

/**
 * True for a plain record: not null, not an array, not a Date or other class instance.
 * Objects from another realm (n8n's sandboxes) and objects without a prototype count as plain.
 */
export function isRecord(value: unknown): value is Record<string, unknown> {
	if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
	return Object.prototype.toString.call(value) === '[object Object]';
}

/**
 * Sets an own property whatever it is called: plain assignment to `__proto__` would change the prototype
 * instead of storing data.
 */
export function setOwn(target: object, key: string, value: unknown): void {
	if (key === '__proto__') {
		Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
	} else {
		(target as Record<string, unknown>)[key] = value;
	}
}

/** The own property `key`, or undefined: inherited ones (`constructor`, `toString`) are not data. */
export function getOwn(source: object, key: string): unknown {
	return Object.prototype.hasOwnProperty.call(source, key)
		? (source as Record<string, unknown>)[key]
		: undefined;
}
