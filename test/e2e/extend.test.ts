import assert from 'node:assert/strict';
import {suite, test} from 'node:test';
import {buildProgram} from '../helpers/built-program.ts';
import {LOSS, shellSweep} from './sweeps.ts';
import {openWorld} from './world.ts';

buildProgram();

suite('a sweep that has ended', {concurrency: 2}, () => {
	test('the last one is found though --out put it elsewhere, and its time is extended by what it says', async t => {
		const world = openWorld(t);
		world.write('sweep.toml', shellSweep('echo loss=1', 3, `${LOSS}[budget]\ntime = "1ms"\n`));
		await world.run(['run', 'sweep.toml', '--headless', '--reporter', 'silent', '--trials', '1']);
		await world.run(['run', 'sweep.toml', '--headless', '--reporter', 'silent', '--out', 'r8']);
		const idle = await world.run(['resume', 'last', '--headless']);
		const [, extension = ''] =
			/^last is r8\nnothing to do: time budget spent \(.*\)\n {2}.* --time (\+\S+)\n$/.exec(idle.note) ?? [];
		assert.notEqual(extension, '', idle.note);
		const lacking = await world.run(['resume', 'last', '--headless', '--time', '+1h', '--energy', '+5kJ']);
		assert.equal(lacking.code, 2);
		assert.match(lacking.note, /the sweep has no energy budget/);
		const gone = await world.run(['resume', 'last', '--headless', '--time', '1h']);
		assert.equal(gone.code, 0, gone.note);
		assert.match(gone.out, /space exhausted/);
		assert.match(gone.out, /trials {2}3: 3 complete/);
	});
});
