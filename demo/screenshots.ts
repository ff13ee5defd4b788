// The pictures in docs/images, of the real editor after the demo's rounds and after a run of other templates:
//
//   node scripts/screenshots.mjs
//
// Needs Chromium (apt-get install chromium) and takes about five minutes.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Editor } from '../test/e2e/support/editor';
import { IMAGES, pictureOfPage, picturesOfPanels } from './pictures';
import { removePostgresData, type Execution } from './platform';
import { healthReport } from './report';
import { edits } from './rounds/edits';
import { first } from './rounds/first';
import { quiet } from './rounds/quiet';
import { untilQuiet } from './rounds/untilQuiet';
import { picturesOfTemplates } from './templatePictures';
import { during, say } from './terminal';
import { startWorld, Stopper, type World } from './world';

/** An execution's canvas is hatched and has buttons on it; in a small picture that hides the wires. */
const CLEAR_CANVAS = `
	[data-test-id="canvas-background"], [data-test-id="canvas-controls"], [data-test-id^="workflow-preview"], .el-popper, .el-notification { visibility: hidden }
`;
const THEMES = ['light', 'dark'] as const;

async function main(): Promise<void> {
	const folder = mkdtempSync(join(tmpdir(), 'sync-kit-screenshots-'));
	const stopper = new Stopper();
	mkdirSync(IMAGES, { recursive: true });
	try {
		const world = await startWorld({ folder, tarball: process.env['SYNC_KIT_TARBALL'] }, stopper);
		const executions = await during('the rounds', async () => await play(world));
		const { page } = await healthReport(world, executions);
		if (page === undefined) throw new Error('The rounds left no health report');
		await during('pictures of the editor', async () => await picturesOfTheEditor(world, executions));
		await during('pictures of the health report', async () => {
			for (const theme of THEMES) await pictureOfPage(world.n8n, { page, name: theme === 'light' ? 'health-report' : 'health-report-dark', theme });
		});
		await during('pictures of the other templates', async () => await picturesOfTemplates(world));
	} finally {
		await stopper.stop();
		removePostgresData(join(folder, 'postgres'));
		rmSync(folder, { recursive: true, force: true });
	}
}

async function play(world: World): Promise<Execution[]> {
	const executions: Execution[] = [];
	for (const round of [first, quiet, edits, untilQuiet]) {
		const { runs } = await round(world);
		executions.push(...runs.flatMap((run) => run.executions));
	}
	return executions;
}

/** The template with what went through it in the first round, and the panels of its nodes. */
async function picturesOfTheEditor({ n8n, workflowId }: World, executions: Execution[]): Promise<void> {
	const [round] = executions;
	const reported = executions.findLast(({ runs }) => 'Health Report' in runs);
	if (round === undefined || reported === undefined) throw new Error('The rounds left no execution with a health report');
	const canvas = await Editor.open(n8n, { width: 1920, height: 1000, scale: 1.25 });
	try {
		await canvas.openExecution(workflowId, round.id);
		await canvas.page.addStyleTag({ content: CLEAR_CANVAS });
		await canvas.screenshot(join(IMAGES, 'canvas.png'), await canvas.workflowArea(24));
	} finally {
		await canvas.close();
	}
	const editor = await Editor.open(n8n, { width: 1500, height: 860 });
	try {
		await picturesOfPanels(editor, {
			workflowId,
			executionId: round.id,
			panels: [
				// Past the key, whose row has the most settings, to the postal codes.
				{ node: 'CRM to Canonical', name: 'field-mapper', prepare: async () => await editor.scrollTo('source', 6) },
				{ node: 'Reconcile', name: 'conflict-resolver' },
				{ node: 'Each CRM Write Once', name: 'idempotency-guard' },
			],
		});
		await picturesOfPanels(editor, {
			workflowId,
			executionId: reported.id,
			panels: [{ node: 'Health Report', name: 'sync-health-reporter', prepare: async () => await editor.showOutput('Report') }],
		});
	} finally {
		await editor.close();
	}
}

main().then(
	() => {
		say(`docs/images is fresh`);
		process.exit();
	},
	(error: unknown) => {
		process.stderr.write(`\n✖ ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
		process.exit(1);
	},
);
