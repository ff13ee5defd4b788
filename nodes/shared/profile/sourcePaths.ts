/** Where a Field Mapper that follows the profile leaves what it knows of a record's source. */
export const SOURCE_PATHS = {
	system: '_sync.source.system',
	id: '_sync.source.id',
	modified: '_sync.source.modified',
	version: '_sync.source.version',
	event: '_sync.source.event',
} as const;
