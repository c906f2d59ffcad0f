import assert from 'node:assert/strict';
import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {test} from 'node:test';
import {main} from '../../source/commands/main.ts';
import {createFakeHost} from '../helpers/fake-host.ts';

test('init writes a file that check takes, never over another one', async t => {
	const folder = mkdtempSync(join(tmpdir(), 'sweeptop-init-'));
	t.after(() => rmSync(folder, {recursive: true, force: true}));
	const call = async (...argv: readonly string[]) => {
		const host = createFakeHost(folder, {});
		return {code: await main(argv, host), out: host.printed(), note: host.noted()};
	};
	const made = await call('init', '--maximize', 'acc', '--', './tune', '--lr', '0.01');
	assert.deepEqual([made.code, made.out], [0, '']);
	assert.match(made.note, /^wrote .*sweep\.toml: .* sweeptop run .*sweep\.toml --dry-run$/m);
	const text = readFileSync(join(folder, 'sweep.toml'), 'utf8');
	assert.match((await call('check', 'sweep.toml')).out, /valid\. sweep: 50 trials over lr; maximize acc/);
	const again = await call('init', '--', './other', '--lr', '0.5');
	assert.equal(again.code, 2);
	assert.match(again.note, /sweep\.toml is there already\n {2}name another one with --output/);
	assert.equal(readFileSync(join(folder, 'sweep.toml'), 'utf8'), text);
	const printed = await call('init', '--output', '-', '--', './other', '--lr', '0.5');
	assert.deepEqual([printed.code, printed.note], [0, '']);
	assert.match(printed.out, /^lr = \{ min = 0\.25, max = 0\.75, type = "real" \}/m);
	assert.match((await call('run', 'none.toml')).note, /to begin a file: sweeptop init -- COMMAND/);
});
