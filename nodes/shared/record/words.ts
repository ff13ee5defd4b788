/** Words as people type them into one field: separated by commas, spaces around them ignored. */
export function splitWords(typed: string): string[] {
	return typed.split(',').map((word) => word.trim()).filter((word) => word !== '');
}
