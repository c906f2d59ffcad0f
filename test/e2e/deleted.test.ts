import assert from 'node:assert/strict';
import {existsSync, readdirSync, readFileSync, rmSync} from 'node:fs';
import {suite, test} from 'node:test';
import {buildProgram} from '../helpers/built-program.ts';
import {isRunning} from './processes.ts';
import {enginePid, eventsOf, readState} from './run-files.ts';
import {LOSS, shellSweep} from './sweeps.ts';
import {eventually, exitOf, openWorld, type World} from './world.ts';

buildProgram();

const LONG = shellSweep('echo loss=1; sleep 600', 3, LOSS);
const SHORT = shellSweep('echo loss=1', 2, LOSS);

/** Nothing is left of a run: no process, no folder, and no entry among the live ones. */
async function assertGone(world: World, out: string): Promise<void> {
	await eventually('the end of every process', () => world.processes().length === 0);
	assert.ok(!existsSync(out), 'no partial directory');
	const live = world.path('state', 'sweeptop', 'live');
	assert.deepEqual(existsSync(live) ? readdirSync(live) : [], []);
}

/** `rmSync` gives up silently where the engine replaces a file under it. */
function wipe(out: string): void {
	while (existsSync(out)) rmSync(out, {recursive: true, force: true, maxRetries: 5});
}

suite('a run directory that is deleted', {concurrency: 2}, () => {
	test('D6: while a trial runs that says nothing: the engine notices, ends the trial, tells the screen and ends', async t => {
		const world = openWorld(t);
		world.write('sweep.toml', LONG);
		const out = world.path('out');
		const screen = world.screen(['run', 'sweep.toml', '--out', 'out']);
		await eventually('a trial', () => existsSync(out) && eventsOf(out, 'execution-started').length > 0);
		await screen.waitForText('running');
		const engine = enginePid(out);
		wipe(out);
		await screen.waitForText(/the sweep has stopped: out was deleted or moved/);
		await eventually('the end of the engine', () => !isRunning(engine));
		screen.type('q');
		assert.equal((await exitOf(screen)).signal, 0);
		await assertGone(world, out);
	});

	test('D6: without a screen the message is on stderr, with exit 2', async t => {
		const world = openWorld(t);
		world.write('sweep.toml', LONG);
		const out = world.path('out');
		const told = world.path('told');
		const notify = world.write('notify', `#!/bin/sh\necho "$1" >> '${told}'\n`);
		const running = world.start(['run', 'sweep.toml', '--headless', '--out', 'out', '--notify', `${notify} {text}`]);
		await eventually('a trial', () => existsSync(out) && eventsOf(out, 'execution-started').length > 0);
		wipe(out);
		const {code, note} = await running.ended;
		assert.equal(code, 2, note);
		await eventually('the message', () => existsSync(told));
		assert.match(readFileSync(told, 'utf8'), /^test ended \(.*out was deleted or moved.*\): 0 of 1 trial complete\n$/);
		assert.match(note, /the run directory .*out was deleted or moved while the sweep ran/);
		await assertGone(world, out);
	});

	test('D6: while the sweep is paused: as while it runs', async t => {
		const world = openWorld(t);
		world.write('sweep.toml', shellSweep('echo loss=1; sleep 0.2', 500, LOSS));
		const out = world.path('out');
		assert.equal((await world.run(['run', 'sweep.toml', '--detach', '--out', 'out'])).code, 0);
		assert.equal((await world.run(['pause', 'out'])).code, 0);
		await eventually('the pause', () => {
			const {phase, trials} = readState(out);
			return phase === 'paused' && !trials.some(trial => trial?.state === 'running');
		});
		wipe(out);
		await assertGone(world, out);
	});

	test('D6: after the end, with the screen still there: nothing waits for it, and what was seen stays to see', async t => {
		const world = openWorld(t);
		world.write('sweep.toml', SHORT);
		const out = world.path('out');
		const screen = world.screen(['run', 'sweep.toml', '--out', 'out']);
		await screen.waitForText(/complete · grid 2\/2/);
		const engine = enginePid(out);
		wipe(out);
		await eventually('the end of the engine', () => !isRunning(engine));
		screen.type('2');
		await screen.waitForText(/complete · grid 2\/2/);
		screen.type('q');
		assert.equal((await exitOf(screen)).signal, 0);
		await assertGone(world, out);
	});

	test('D6: at the end, with nobody there: the engine ends', async t => {
		const world = openWorld(t);
		world.write('sweep.toml', SHORT);
		const out = world.path('out');
		assert.equal((await world.run(['run', 'sweep.toml', '--detach', '--out', 'out'])).code, 0);
		await eventually('the last trial', () => readState(out).counts.complete === 2);
		wipe(out);
		await assertGone(world, out);
	});
});
