import { chromium, type Browser, type Locator, type Page } from 'playwright-core';
import type { N8n } from '../../../demo/platform';

export interface EditorOptions {
	theme?: 'light' | 'dark';
	width?: number;
	height?: number;
	/** Device pixels per pixel. */
	scale?: number;
}

/** A part of the screen, in pixels. */
export interface Area {
	x: number;
	y: number;
	width: number;
	height: number;
}

/** How long anything in the editor may take: the machine may be busy. */
const PATIENCE_MS = 60_000;

/** n8n's editor in a real browser, used as a person uses it. */
export class Editor {
	/** What the browser's console said in anger since the login. */
	readonly errors: string[] = [];

	private constructor(
		private readonly browser: Browser,
		readonly page: Page,
		private readonly n8n: N8n,
	) {}

	/** Starts a browser and logs in with the form. */
	static async open(n8n: N8n, { theme = 'light', width = 1440, height = 900, scale = 1 }: EditorOptions = {}): Promise<Editor> {
		const executablePath = process.env['SYNC_KIT_CHROMIUM'] ?? '/usr/bin/chromium';
		const quiet = ['--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
		const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', ...quiet] });
		try {
			const page = await browser.newPage({ colorScheme: theme, viewport: { width, height }, deviceScaleFactor: scale });
			page.setDefaultTimeout(PATIENCE_MS);
			page.setDefaultNavigationTimeout(PATIENCE_MS);
			const editor = new Editor(browser, page, n8n);
			await editor.stayHere();
			await editor.logIn(n8n.owner);
			editor.listen();
			return editor;
		} catch (error) {
			await browser.close();
			throw error;
		}
	}

	async close(): Promise<void> {
		await this.browser.close();
	}

	private async logIn({ email, password }: N8n['owner']): Promise<void> {
		await this.page.goto(`${this.n8n.url}/signin`);
		await this.page.locator('input[type="email"], input[name="emailOrLdapLoginId"]').first().fill(email);
		await this.page.locator('input[type="password"]').fill(password);
		await this.at('form-submit-button').click();
		await this.page.waitForURL(/\/(home|workflow)/);
	}

	/** Nothing outside this machine is asked. */
	private async stayHere(): Promise<void> {
		await this.page.route((url) => url.protocol.startsWith('http') && url.origin !== this.n8n.url, async (route) => await route.abort());
	}

	/**
	 * Everything the console says counts, but for requests abroad, and for samples of nodes' data, which n8n
	 * asks for and mostly does not have.
	 */
	private listen(): void {
		this.page.on('pageerror', ({ message }) => this.errors.push(message));
		this.page.on('console', (message) => {
			const { url } = message.location();
			const theirs = url !== '' && (!url.startsWith(this.n8n.url) || url.startsWith(`${this.n8n.url}/schemas/`));
			if (message.type() === 'error' && !theirs) this.errors.push(`${message.text()} (${url})`);
		});
	}

	at(testId: string): Locator {
		return this.page.locator(`[data-test-id="${testId}"]`);
	}

	/** The canvas of a workflow; none: of a new, empty one. */
	async openWorkflow(id?: string): Promise<void> {
		await this.page.goto(`${this.n8n.url}/workflow/${id ?? 'new'}`);
		await (id === undefined ? this.at('canvas-plus-button') : this.at('canvas-node').first()).waitFor();
	}

	/** The canvas of a workflow with what one of its executions left in each node. */
	async openExecution(workflowId: string, executionId: string): Promise<void> {
		await this.page.goto(`${this.n8n.url}/workflow/${workflowId}/executions/${executionId}`);
		await this.at('canvas-node').first().waitFor();
		await this.at('canvas-node-status-success').first().waitFor();
	}

	/** The smallest part of the screen that holds all nodes and notes on the canvas. */
	async workflowArea(margin: number): Promise<Area> {
		const boxes = await Promise.all((await this.page.locator('.vue-flow__node').all()).map(async (one) => await one.boundingBox()));
		const found = boxes.filter((box) => box !== null);
		const left = Math.min(...found.map(({ x }) => x)) - margin;
		const top = Math.min(...found.map(({ y }) => y)) - margin;
		const right = Math.max(...found.map(({ x, width }) => x + width)) + margin;
		const bottom = Math.max(...found.map(({ y, height }) => y + height)) + margin;
		return { x: left, y: top, width: right - left, height: bottom - top };
	}

	/** Imports a workflow's file into the open canvas, as the menu's Import from File does. */
	async importFile(file: string): Promise<void> {
		await this.at('workflow-import-input').setInputFiles(file);
		await this.at('canvas-node').first().waitFor();
	}

	/** Opens the list of nodes. */
	async openNodeCreator(): Promise<void> {
		const creator = this.at('node-creator-search-bar');
		const empty = this.at('canvas-plus-button');
		if (await creator.isVisible()) return;
		await ((await empty.isVisible()) ? empty : this.at('node-creator-plus-button')).click();
		await creator.waitFor();
	}

	/** The entry that a search in the list of nodes finds under this name. */
	async find(words: string, name: string): Promise<Locator> {
		await this.openNodeCreator();
		await this.at('node-creator-search-bar').fill(words);
		const entry = this.at('item-iterator-item').filter({ has: this.page.getByText(name, { exact: true }) });
		await entry.first().waitFor();
		return entry.first();
	}

	/** The same, with the new node wired to the first output of another. */
	async addBehind(before: string, words: string, name: string, action?: string): Promise<void> {
		await this.node(before).locator('[data-test-id="canvas-handle-plus"]').first().click();
		await this.at('node-creator-search-bar').waitFor();
		await this.add(words, name, action);
	}

	/** Searches a node, adds it with one of its actions (if it has some), and stays in its panel. */
	async add(words: string, name: string, action?: string): Promise<void> {
		await (await this.find(words, name)).click();
		await (action === undefined ? this.page.getByRole('button', { name: 'Add to workflow' }) : this.page.getByText(action, { exact: true })).click();
		await this.parameters.first().waitFor();
	}

	node(name: string): Locator {
		return this.page.locator(`[data-test-id="canvas-node"][data-node-name="${name}"]`);
	}

	/** Opens a node's panel. */
	async openNode(name: string): Promise<void> {
		await this.node(name).dblclick();
		await this.parameters.first().waitFor();
	}

	async closeNode(): Promise<void> {
		await this.at('ndv-close-button').click();
		await this.at('ndv').waitFor({ state: 'hidden' });
	}

	/** The names of a node's outputs on the canvas, from the top. */
	async outputs(name: string): Promise<string[]> {
		return await texts(this.node(name).locator('[data-test-id="canvas-node-output-handle"]'));
	}

	/** The names of a node's inputs on the canvas, from the top. */
	async inputs(name: string): Promise<string[]> {
		return await texts(this.node(name).locator('[data-test-id="canvas-node-input-handle"]'));
	}

	/** Where a node's icon comes from, once the browser has drawn it. */
	async icon(place: Locator): Promise<string> {
		const image = place.locator('img').first();
		await image.waitFor();
		return await image.evaluate(async (img: { src: string; decode(): Promise<void> }) => {
			await img.decode();
			return img.src;
		});
	}

	get parameters(): Locator {
		return this.at('node-parameters');
	}

	/** The open panel's labels as a person reads them, from the top. */
	async labels(): Promise<string[]> {
		const labels = this.at('ndv').locator('[data-test-id="node-parameters"]:visible [data-test-id="input-label"]:visible');
		return (await labels.allInnerTexts()).map((text) => text.split('\n')[0]!.trim());
	}

	/** A parameter's field in the open panel; `row` where it stands in a table. */
	field(parameter: string, row = 0): Locator {
		return this.at('ndv').locator(`[data-test-id="parameter-input-${parameter}"]`).nth(row);
	}

	/** Brings a parameter of the open panel to the top of what is seen of it. */
	async scrollTo(parameter: string, row = 0): Promise<void> {
		await this.field(parameter, row).evaluate((field: { closest(selector: string): { scrollIntoView(options: object): void } | null }) =>
			field.closest('[data-test-id="parameter-item"]')?.scrollIntoView({ block: 'start' }),
		);
	}

	/** What stands in a parameter's field: text, a number, or the name of the chosen option. */
	async value(parameter: string, row = 0): Promise<string> {
		return await this.field(parameter, row).locator('input').first().inputValue();
	}

	async type(parameter: string, text: string, row = 0): Promise<void> {
		const input = this.field(parameter, row).locator('input').first();
		await input.fill(text);
		await input.blur();
	}

	/** The names a list offers. It stays open. */
	async optionsOf(parameter: string, row = 0): Promise<string[]> {
		await this.field(parameter, row).click();
		const names = this.page.locator('.el-select-dropdown__item:visible .option-headline');
		await names.first().waitFor();
		return await texts(names);
	}

	async choose(parameter: string, option: string, row = 0): Promise<void> {
		await this.field(parameter, row).click();
		const item = this.page.locator('.el-select-dropdown__item:visible').filter({ has: this.page.getByText(option, { exact: true }) });
		await item.click();
		await item.waitFor({ state: 'hidden' });
	}

	async press(button: string): Promise<void> {
		await this.parameters.getByRole('button', { name: button, exact: true }).click();
	}

	/** Runs the open node and what it needs before it, and returns when the panel shows what came out. */
	async executeStep(): Promise<void> {
		const started = this.page.waitForResponse((response) => /\/rest\/workflows\/[^/]+\/run$/.test(new URL(response.url()).pathname));
		await this.at('node-execute-button').click();
		const { data } = (await (await started).json()) as { data: { executionId: string } };
		await this.n8n.client.waitForExecution(data.executionId, PATIENCE_MS);
		await this.at('node-execute-button').filter({ hasText: 'Execute step' }).waitFor();
	}

	/** Shows one of the outputs in the open panel, as JSON. */
	async showOutput(name: string): Promise<void> {
		// From its beginning: Changed is not Unchanged.
		await this.output.getByText(new RegExp(`^\\s*${name} Branch`)).click();
		await this.output.locator('[data-test-id="radio-button-json"]').click();
	}

	/** The error the open panel shows: what is wrong, and what to do. */
	async error(): Promise<string[]> {
		const message = this.output.locator('[data-test-id="node-error-message"]');
		const description = this.output.locator('[data-test-id="node-error-description"]');
		return [await message.innerText(), await description.innerText()];
	}

	get output(): Locator {
		return this.at('output-panel');
	}

	/** What the shown output says, as JSON. */
	async outputText(): Promise<string> {
		const tree = this.output.locator('.vjs-tree');
		await tree.waitFor();
		return (await tree.innerText()).replaceAll('\u00a0', ' ');
	}

	async screenshot(path: string, clip?: Area): Promise<void> {
		await this.page.screenshot({ path, ...(clip === undefined ? {} : { clip }), animations: 'disabled' });
	}
}

/** What the places say, in order, without those that say nothing. */
async function texts(places: Locator): Promise<string[]> {
	return (await places.allTextContents()).map((text) => text.trim()).filter((text) => text !== '');
}
