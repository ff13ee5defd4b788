import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Editor } from '../test/e2e/support/editor';
import type { N8n } from './platform';

export const IMAGES = join(__dirname, '..', 'docs', 'images');

/** The fields of an execution cannot be changed, and n8n shows that by making them hard to read. */
const READABLE_FIELDS = `
	[data-test-id="ndv"] input:disabled { color: var(--color--text--shade-1, #333) !important; -webkit-text-fill-color: currentcolor !important; opacity: 1 !important }
`;

export interface Panel {
	node: string;
	/** Of the picture, without .png. */
	name: string;
	/** What is to be done before the picture is taken. */
	prepare?: (editor: Editor) => Promise<void>;
}

/** The panels of nodes with what one execution left in them. */
export async function picturesOfPanels(editor: Editor, { workflowId, executionId, panels }: { workflowId: string; executionId: string; panels: Panel[] }): Promise<void> {
	await editor.openExecution(workflowId, executionId);
	await editor.page.addStyleTag({ content: READABLE_FIELDS });
	for (const { node, name, prepare } of panels) {
		await editor.openNode(node);
		await prepare?.(editor);
		await editor.screenshot(join(IMAGES, `${name}.png`));
		await editor.closeNode();
	}
}

export interface PagePicture {
	/** The page's file. */
	page: string;
	/** Of the picture, without .png. */
	name: string;
	theme?: 'light' | 'dark';
	height?: number;
}

/** A page of ours in the browser. */
export async function pictureOfPage(n8n: N8n, { page, name, theme = 'light', height = 1060 }: PagePicture): Promise<void> {
	const editor = await Editor.open(n8n, { theme, width: 1000, height });
	try {
		await editor.page.goto(pathToFileURL(page).href);
		await editor.screenshot(join(IMAGES, `${name}.png`));
	} finally {
		await editor.close();
	}
}
