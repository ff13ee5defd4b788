import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's folder. */
export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/**
 * Where large downloads live (Node 24, n8n): outside the repository, by version, shared by all clones.
 * `SYNC_KIT_CACHE` overrides it.
 */
export function cacheFolder() {
	const { SYNC_KIT_CACHE, XDG_CACHE_HOME } = process.env;
	if (SYNC_KIT_CACHE) return SYNC_KIT_CACHE;
	return join(XDG_CACHE_HOME || join(homedir(), '.cache'), 'n8n-nodes-sync-kit');
}
