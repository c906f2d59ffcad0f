import assert from 'node:assert/strict';
import {spawn} from 'node:child_process';
import {test} from 'node:test';
import {setTimeout as sleep} from 'node:timers/promises';

const MODULE = new URL('../../source/commands/probe/write-whole.ts', import.meta.url).href;

/** As the probe process with its reading threads: Node has made its stdout non-blocking. */
const WRITER = `
import {Worker} from 'node:worker_threads';
import {writeWhole} from ${JSON.stringify(MODULE)};
new Worker('setTimeout(() => {}, 1e6)', {eval: true}).unref();
for (let line = 0; line < 200; line++) writeWhole(1, line + ' ' + 'x'.repeat(20_000) + '\\n');
process.exit(0);
`;

test('lines stay whole while nobody reads for a while, on a pipe that does not block', async () => {
	const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', WRITER], {
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	let errors = '';
	child.stderr.on('data', (bytes: Buffer) => (errors += bytes.toString()));
	await sleep(1500);
	let text = '';
	for await (const bytes of child.stdout) text += String(bytes);
	const lines = text.trimEnd().split('\n');
	assert.equal(errors, '');
	assert.equal(lines.length, 200);
	for (const [index, line] of lines.entries()) assert.equal(line, `${index} ${'x'.repeat(20_000)}`);
});
