import assert from 'node:assert/strict';
import {existsSync, readFileSync} from 'node:fs';
import {suite, test} from 'node:test';
import {buildProgram} from '../helpers/built-program.ts';
import {LAUNCHER} from '../helpers/repository.ts';
import {eventsOf, readState} from './run-files.ts';
import {LOSS, shellSweep} from './sweeps.ts';
import {eventually, openWorld} from './world.ts';

buildProgram();

/** The first trial waits for a file, so that the test decides when it ends. */
const SCRIPT = 'touch began; while [ ! -e go ]; do sleep 0.05; done; echo loss=$SWEEP_i';
const LINE = ['run', 'sweep.toml', '--headless', '--out', 'out', '--resume'] as const;

/** The job script of docs/scripts.md with the program of this folder; its requeue is a word on stdout. */
function jobScript(): string {
	const page = readFileSync(new URL('../../docs/scripts.md', import.meta.url), 'utf8');
	const [, script = ''] = /```sh\n(#!\/bin\/sh\n#SBATCH[^`]*)```/.exec(page) ?? [];
	assert.match(script, /scontrol requeue "\$SLURM_JOB_ID"/);
	assert.match(script, /^sweeptop run /m);
	return script
		.replace('scontrol requeue "$SLURM_JOB_ID"', 'echo requeued')
		.replace(/^sweeptop run/m, `'${LAUNCHER}' run`);
}

suite('a job that is requeued', {concurrency: 2}, () => {
	test('USR1 lets the running trial finish; the same script goes on with the rest, and then rests', async t => {
		const world = openWorld(t);
		world.write('sweep.toml', shellSweep(SCRIPT, 3, LOSS));
		world.write('job.sh', jobScript());
		const job = world.startProgram(['sh', 'job.sh']);
		await eventually('the first trial', () => existsSync(world.path('began')));
		process.kill(job.pid, 'SIGUSR1');
		await eventually('the signal', () => job.note().includes('no new trial starts'));
		world.write('go', '');
		const first = await job.ended;
		assert.match(first.out, /sweep {3}test: ended by SIGUSR1\n(?:.*\n)*requeued\n$/, first.note);
		assert.equal(readState(world.path('results')).counts.complete, 1);
		const second = await world.startProgram(['sh', 'job.sh']).ended;
		assert.match(second.out, /space exhausted 3\/3/, second.note);
		assert.doesNotMatch(second.out, /requeued/);
		assert.deepEqual(
			eventsOf(world.path('results'), 'execution-started').map(({trial}) => trial),
			[1, 2, 3],
		);
	});

	test('a second job beside one that runs follows it to its end, and starts nothing', async t => {
		const world = openWorld(t);
		world.write('sweep.toml', shellSweep(SCRIPT, 2, LOSS));
		const first = world.start(LINE);
		await eventually('the first trial', () => existsSync(world.path('began')));
		const second = world.start(LINE);
		await eventually('the second job', () => second.note().includes('out runs already'));
		world.write('go', '');
		const [one, two] = await Promise.all([first.ended, second.ended]);
		assert.deepEqual([one.code, two.code], [0, 0], two.note);
		assert.match(two.out, /space exhausted 2\/2/);
		assert.equal(eventsOf(world.path('out'), 'execution-started').length, 2);
	});

	test('a second job while the first one drains waits for its end and runs the rest', async t => {
		const world = openWorld(t);
		world.write('sweep.toml', shellSweep(SCRIPT, 3, LOSS));
		const first = world.start(LINE);
		await eventually('the first trial', () => existsSync(world.path('began')));
		process.kill(first.pid, 'SIGUSR1');
		await eventually('the signal', () => first.note().includes('no new trial starts'));
		const second = world.start(LINE);
		await eventually('the second job', () => second.note().includes('waiting for the engine of out to end'));
		assert.match((await world.run(['ls'])).out, /stopping, pid/);
		world.write('go', '');
		const [one, two] = await Promise.all([first.ended, second.ended]);
		assert.deepEqual([one.code, two.code], [138, 0], two.note);
		assert.match(two.out, /space exhausted 3\/3/);
		assert.deepEqual(
			eventsOf(world.path('out'), 'execution-started').map(({trial}) => trial),
			[1, 2, 3],
		);
	});

	test('the same line begins, rests and extends; a sweep that is another one is refused', async t => {
		const world = openWorld(t);
		world.write('go', '');
		world.write('sweep.toml', shellSweep(SCRIPT, 9, `${LOSS}[sampler]\nname = "sobol"\n`));
		const trialsAfter = async (...more: readonly string[]): Promise<number> => {
			const {code, note} = await world.run([...LINE, ...more]);
			assert.equal(code, 0, note);
			return readState(world.path('out')).counts.complete;
		};
		assert.equal(await trialsAfter('--trials', '2'), 2);
		assert.equal(await trialsAfter('--trials', '2'), 2);
		assert.equal(await trialsAfter('--trials', '4'), 4);
		assert.equal(await trialsAfter('--trials', '2'), 4);
		const other = await world.run([...LINE, '--trials', '2', '--seed', '9', '--set', 'run.retries=1']);
		assert.equal(other.code, 2);
		assert.match(other.note, /holds a run of a sweep that differs in run, seed\n/);
		const nowhere = await world.run(['run', 'sweep.toml', '--trials', '2', '--resume']);
		assert.equal(nowhere.code, 2);
		assert.match(nowhere.note, /--resume needs --out/);
	});
});
