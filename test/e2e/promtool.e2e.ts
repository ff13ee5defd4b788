import { spawnSync } from 'node:child_process';
import { emptyHealth } from '../../nodes/SyncHealthReporter/health';
import { renderPrometheus } from '../../nodes/SyncHealthReporter/render/prometheus';
import { busy, summaryOf } from '../support/health';

function check(text: string): { status: number | null; said: string } {
	const { error, status, stdout, stderr } = spawnSync(process.env['SYNC_KIT_PROMTOOL'] ?? 'promtool', ['check', 'metrics'], { input: text, encoding: 'utf8' });
	if (error !== undefined) throw new Error(`This test needs promtool, which is missing (${error.message}). Debian: apt-get install prometheus`);
	return { status, said: `${stdout}${stderr}`.trim() };
}

const fine = { status: 0, said: '' };

test('promtool check metrics accepts the report without a remark, also an empty one', () => {
	expect(check(renderPrometheus(summaryOf(busy())))).toEqual(fine);
	expect(check(renderPrometheus(summaryOf(emptyHealth())))).toEqual(fine);
});

test('promtool check metrics accepts hostile names, too', () => {
	for (const sync of ['a"b\\c\nd', '}\n# TYPE x counter\nx 1', '{}', '\u0000\r\n\t', '\ud800', '名前', '\\"', '\\']) {
		expect([sync, check(renderPrometheus(summaryOf(busy(), sync)))]).toEqual([sync, fine]);
	}
});

test('promtool does object to what is wrong', () => {
	expect(check('# TYPE a counter\na{b=} 1\n').status).not.toBe(0);
});
