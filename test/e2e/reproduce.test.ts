import assert from 'node:assert/strict';
import {mkdirSync, readdirSync, readFileSync} from 'node:fs';
import {suite, test} from 'node:test';
import {buildProgram} from '../helpers/built-program.ts';
import {LOSS, shellSweep} from './sweeps.ts';
import {openWorld, type World} from './world.ts';

buildProgram();

/** Says all that a trial has from the sweep, and leaves something behind. */
const SCRIPT = `echo "$SWEEP_SEED $SWEEP_EXECUTION $CARD $(pwd) $(cat prepared)"; echo '{"loss": 7}' >> $SWEEP_METRICS; touch $SWEEP_DIR/kept; [ -e failed$SWEEP_i ] || { touch failed$SWEEP_i; exit 9; }; echo loss=$SWEEP_i`;

async function sweep(world: World, more: string) {
	mkdirSync(world.path('my work'));
	const settings = `workdir = "my work"\n${shellSweep(SCRIPT, 2, LOSS)}[env]\nCARD = ["it's a", "b"]\n${more}`;
	world.write('sweep.toml', settings);
	const {code, note} = await world.run(['run', 'sweep.toml', '--headless', '--out', 'out']);
	assert.equal(code, 0, note);
}

suite('reproduce', {concurrency: 2}, () => {
	test('the line of a trial runs as the trial did, and writes nothing of the run over', async t => {
		const world = openWorld(t);
		await sweep(
			world,
			'[run]\nretries = 1\nsetup = "echo $SWEEP_i > built"\nprepare = "echo ready for $(cat built) > prepared"\n',
		);
		const folder = world.path('out', 'trials', '000002', 'e02');
		const log = readFileSync(`${folder}/output.log`, 'utf8').replaceAll('\r', '');
		const {code, out} = await world.run(['reproduce', 'out', '2']);
		assert.equal(code, 0);
		const before = readdirSync(`${folder}/artifacts`);
		const again = await world.shell(`${out.trim()} | cat; pwd`, {environment: {SWEEP_DIR: world.path('runs')}});
		const [said, reported, value, pwd] = again.out.split('\n');
		assert.equal(log, `${said}\nloss=2\n`, 'seed, execution, [env], folder, preparation');
		assert.match(said ?? '', /^\d+ 2 it's a .*\/my work ready for 2$/);
		assert.deepEqual([reported, value], ['{"loss": 7}', 'loss=2']);
		assert.equal(pwd, world.directory, 'the shell stays where it was');
		assert.deepEqual(readdirSync(`${folder}/artifacts`), before);
	});

	test('without a number it is the best; what there is not is told', async t => {
		const world = openWorld(t);
		await sweep(world, '[run]\nretries = 1\n');
		const {out, note} = await world.run(['reproduce', 'out']);
		assert.match(out, / SWEEP_TRIAL=1 /);
		assert.match(note, /^#1, the best/m);
		const missing = await world.run(['reproduce', 'out', '3']);
		assert.equal(missing.code, 2);
		assert.match(missing.note, /there is no trial 3\n {2}trials are numbers from 1 to 2/);
		world.write('results.csv', 'lr,loss\n0.1,1\n0.2,2\n');
		assert.equal((await world.run(['import', 'results.csv', '--minimize', 'loss', '--out', 'there'])).code, 0);
		const imported = await world.run(['reproduce', 'there']);
		assert.equal(imported.code, 2);
		assert.match(imported.note, /has no command of its own for a trial/);
	});
});
