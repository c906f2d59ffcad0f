import assert from 'node:assert/strict';
import {test} from 'node:test';
import {buildProgram} from '../helpers/built-program.ts';
import {eventsOf} from './run-files.ts';
import {LOSS, shellSweep} from './sweeps.ts';
import {openWorld} from './world.ts';

buildProgram();

test('trials are told in the order in which they ran, short ones behind one whose samples come later', async t => {
	const world = openWorld(t);
	world.write('sweep.toml', shellSweep('[ $SWEEP_i != 1 ] || sleep 1.5; echo loss=$SWEEP_i', 4, LOSS));
	const {code, out: told, note} = await world.run(['run', 'sweep.toml', '--headless', '--out', 'out']);
	assert.equal(code, 0, note);
	assert.deepEqual(
		[...told.matchAll(/^#(\d) complete (\d)\/4 /gm)].map(([, ...numbers]) => numbers.map(Number)),
		[1, 2, 3, 4].map(number => [number, number]),
		told,
	);
	const ended = eventsOf(world.path('out'), 'trial-ended');
	assert.deepEqual(
		ended.map(({trial}) => trial),
		[1, 2, 3, 4],
	);
});
