/** What a mapping kept as a file says about itself; changes whenever the file means something else. */
export const FORMAT = 'sync-kit/field-mapping/1';

/** A mapping as a file: plain JSON, what is left out has its default. Published as docs/field-mapper.schema.json. */
export interface MappingFile {
	$schema?: string;
	format: typeof FORMAT;
	/** For people. */
	description?: string;
	noValueWords?: string[];
	sourceClears?: string;
	targetClears?: string;
	unmapped?: string;
	wrongType?: string;
	rows: MappingFileRow[];
}

export interface MappingFileRow {
	source: string;
	target?: string;
	type?: string;
	way?: string;
	/** For people. */
	note?: string;
	settings?: Record<string, unknown>;
	/** The value map of an enum. */
	values?: { source: string; target: string }[];
	missing?: Record<string, string>;
	missingReverse?: Record<string, string>;
	ignoreNoValueWords?: boolean;
}
