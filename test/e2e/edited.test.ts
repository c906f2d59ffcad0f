import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {test} from 'node:test';
import {buildProgram} from '../helpers/built-program.ts';
import {readRows} from './run-files.ts';
import {LOSS, shellSweep} from './sweeps.ts';
import {openWorld} from './world.ts';

buildProgram();

test('H8: a sweep file that is changed and then removed while it runs changes nothing: the frozen copy is used', async t => {
	const world = openWorld(t);
	const change =
		'[ $SWEEP_i != 1 ] || sed -i "s/max = 4/max = 9/" sweep.toml; [ $SWEEP_i != 2 ] || rm sweep.toml; echo loss=$SWEEP_i';
	const text = shellSweep(change, 4, LOSS);
	world.write('sweep.toml', text);
	const {code, note} = await world.run(['run', 'sweep.toml', '--headless', '--out', 'out']);
	assert.equal(code, 0, note);
	assert.equal(readRows(world.path('out')).length, 4);
	assert.equal(readFileSync(world.path('out', 'sweep.toml'), 'utf8'), text, 'the file as it was given');
});
