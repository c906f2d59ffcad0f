import assert from 'node:assert/strict';
import {lstatSync, readFileSync} from 'node:fs';
import {suite, test} from 'node:test';
import {buildProgram} from '../helpers/built-program.ts';
import {readRows} from './run-files.ts';
import {LOSS, shellSweep} from './sweeps.ts';
import {openWorld} from './world.ts';

buildProgram();

suite('programs that meddle with the files of their trial', () => {
	test('a FIFO, a link or a folder in the place of a file of ours: nobody waits, and no other file is written', async t => {
		const world = openWorld(t);
		world.write('other', 'not ours');
		const acts = [
			'mkfifo $SWEEP_DIR/../metrics.csv; echo loss=1',
			'ln -s $PWD/other $SWEEP_DIR/../metrics.csv; echo loss=2',
			'mkdir $SWEEP_DIR/../metrics.csv; echo loss=3',
			'mkfifo $SWEEP_METRICS; echo loss=4',
			'rm -rf $SWEEP_DIR/..; echo loss=5',
			'mkfifo $SWEEP_DIR/../metrics.csv',
		];
		const script = `case $SWEEP_i in ${acts.map((act, index) => `${index + 1}) ${act};;`).join(' ')} esac`;
		world.write('sweep.toml', shellSweep(script, acts.length, LOSS));
		const {code, note} = await world.run(['run', 'sweep.toml', '--headless', '--out', 'out']);
		assert.equal(code, 0, note);
		assert.deepEqual(
			readRows(world.path('out')).map(row => row['loss']),
			['1', '2', '3', '4', '5', ''],
		);
		assert.equal(readFileSync(world.path('other'), 'utf8'), 'not ours');
		assert.ok(lstatSync(world.path('out', 'trials', '000002', 'e01', 'metrics.csv')).isFile());
	});
});
