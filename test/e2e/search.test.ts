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

	test('a sampler in a thread: the same trials in one go and in two', async t => {
		const world = openWorld(t);
		world.write(
			'sweep.toml',
			`
name = "valley"
shell = "awk \\"BEGIN{print \\\\\\"loss=\\\\\\" ($SWEEP_x - 3)^2 + ($SWEEP_y + 1)^2}\\""
[parameters]
x = { min = -10.5, max = 10.5 }
y = { min = -10.5, max = 10.5 }
[metrics]
loss = { goal = "minimize" }
[sampler]
name = "gp"
[budget]
trials = 20
`,
		);
		const options = ['--headless', '--reporter', 'silent', '--seed', '7'];
		await world.run(['run', 'sweep.toml', ...options, '--out', 'whole']);
		await world.run(['run', 'sweep.toml', ...options, '--out', 'parts', '--trials', '13']);
		await world.run(['resume', 'parts', '--headless', '--reporter', 'silent', '--trials', '+7']);
		const points = (name: string): readonly unknown[] => readState(world.path(name)).trials.map(trial => trial?.params);
		assert.equal(points('whole').length, 20);
		assert.deepEqual(points('parts'), points('whole'));
		assert.deepEqual(
			readState(world.path('whole')).notices.filter(({about}) => about === 'sampler'),
			[],
		);
	});

	test('without the Python that it names, optuna:TPESampler is our tpe, and the run says so once', async t => {
		const world = openWorld(t);
		const sweep = `${TRAINING.replace('sleep 0.1', 'true')}[sampler]\nname = "optuna:TPESampler"\n[budget]\ntrials = 3\n`;
		world.write('sweep.toml', sweep);
		const {code} = await world.run(['run', 'sweep.toml', '--headless', '--out', 'out'], {
			environment: {SWEEPTOP_PYTHON: '/nowhere/python'},
		});
		assert.equal(code, 0);
		const state = readState(world.path('out'));
		assert.equal(state.counts.complete, 3);
		const [notice, ...more] = state.notices.filter(({about}) => about === 'sampler');
		assert.match(notice?.text ?? '', /ENOENT.*goes on with the sampler tpe/);
		assert.deepEqual(more, []);
	});

	test('a trial that runs much longer than the best one is ended, though it reports nothing', async t => {
		const world = openWorld(t);
		world.write(
			'sweep.toml',
			`
name = "nap"
command = ["sh", "-c", "sleep {t}; echo loss={t}"]
[parameters]
t = [0.2, 60]
[metrics]
loss = { goal = "minimize" }
[pruner]
name = "slow"
grace = 0.5
`,
		);
		const {code} = await world.run(['run', 'sweep.toml', '--headless', '--out', 'out']);
		assert.equal(code, 0);
		const [first, second] = readState(world.path('out')).trials;
		assert.deepEqual([first?.state, second?.state], ['complete', 'pruned']);
		assert.match(second?.why ?? '', /more than 3 × the 0\.\d+ s of the best trial #1/);
	});

	test('wrong options of a pruner or sampler are said before anything runs', async t => {
		const world = openWorld(t);
		world.write('sweep.toml', `${TRAINING}[pruner]\nname = "threshold"\n`);
		const {code, note} = await world.run(['run', 'sweep.toml', '--headless', '--out', 'out']);
		assert.equal(code, 2);
		assert.match(note, /threshold has no bounds/);
	});
});
