import assert from 'node:assert/strict';
import {suite, test} from 'node:test';
import {buildProgram} from '../helpers/built-program.ts';
import {eventsOf, readRows, readState} from './run-files.ts';
import {openWorld} from './world.ts';

buildProgram();

/** Five steps of a tenth of a second; the loss of trial i begins at i and falls by a tenth a step. */
const TRAINING = `
name = "train"
shell = "for s in 1 2 3 4 5; do echo loss=$(awk \\"BEGIN{print $SWEEP_i - $s/10}\\") step=$s; sleep 0.1; done"
[parameters]
i = [1, 2, 9, 3]
[metrics]
loss = { goal = "minimize" }
`;

suite('search in the whole program', {concurrency: 2}, () => {
	test('a pruner ends a trial in the middle of its curve, and says why', async t => {
		const world = openWorld(t);
		world.write('sweep.toml', `${TRAINING}[pruner]\nname = "threshold"\nupper = 5\n`);
		const {code} = await world.run(['run', 'sweep.toml', '--headless', '--out', 'out']);
		assert.equal(code, 0);
		const rows = readRows(world.path('out'));
		assert.deepEqual(
			rows.map(row => row['state']),
			['complete', 'complete', 'pruned', 'complete'],
		);
		const trial = readState(world.path('out')).trials[2];
		assert.match(trial?.why ?? '', /8\.9 at step 1 is above 5/);
		assert.ok((trial?.curves['loss']?.length ?? 9) < 5, 'it did not run to its end');
		const [ended] = eventsOf(world.path('out'), 'execution-ended').filter(event => event.trial === 3);
		assert.equal(ended?.outcome, 'pruned');
	});

	test('a learning sampler gives the same trials again, also when resumed', async t => {
		const world = openWorld(t);
		world.write(
			'sweep.toml',
			`
name = "quadratic"
shell = "awk \\"BEGIN{print \\\\\\"loss=\\\\\\" ($SWEEP_x - 3)^2}\\""
[parameters]
x = { min = -10.5, max = 10.5 }
[metrics]
loss = { goal = "minimize" }
[sampler]
name = "tpe"
[budget]
trials = 24
`,
		);
		const options = ['--headless', '--reporter', 'silent', '--seed', '7'];
		await world.run(['run', 'sweep.toml', ...options, '--out', 'whole']);
		await world.run(['run', 'sweep.toml', ...options, '--out', 'parts', '--trials', '15']);
		await world.run(['resume', 'parts', '--headless', '--reporter', 'silent', '--trials', '+9']);
		const points = (name: string): readonly unknown[] => readState(world.path(name)).trials.map(trial => trial?.params);
		assert.equal(points('whole').length, 24);
		assert.deepEqual(points('parts'), points('whole'));
	});

	test('wrong options of a pruner or sampler are said before anything runs', async t => {
		const world = openWorld(t);
		world.write('sweep.toml', `${TRAINING}[pruner]\nname = "threshold"\n`);
		const {code, note} = await world.run(['run', 'sweep.toml', '--headless', '--out', 'out']);
		assert.equal(code, 2);
		assert.match(note, /threshold has no bounds/);
	});
});
