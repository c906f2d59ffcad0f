import assert from 'node:assert/strict';
import {test} from 'node:test';
import {setTimeout as sleep} from 'node:timers/promises';
import {childrenOf, signal} from '../e2e/processes.ts';
import {countEndedTrials, enginePid, eventsOf, readEvents, readRows, readState} from '../e2e/run-files.ts';
import {LOSS, shellSweep} from '../e2e/sweeps.ts';
import {eventually, exitOf, openWorld} from '../e2e/world.ts';
import {buildProgram} from '../helpers/built-program.ts';

buildProgram();

const STOPPED_MS = 35_000;

for (const withProbes of [false, true]) {
	const who = withProbes ? 'the engine and its probes' : 'the engine alone';
	test(`C7: ${who} are stopped for 35 s: the trial that ends meanwhile is whole, nothing is made up, the screen goes on`, async t => {
		const world = openWorld(t);
		world.write('sweep.toml', shellSweep('sleep 6; echo loss=$SWEEP_i', 3, `${LOSS}[run]\ntimeout = "20s"\n`));
		const out = world.path('out');
		const screen = world.screen(['run', 'sweep.toml', '--out', 'out']);
		await eventually('the first trial', () => eventsOf(out, 'execution-started').length > 0, 30_000);
		const engine = enginePid(out);
		const [started] = eventsOf(out, 'execution-started');
		await sleep(2000);
		const probes = childrenOf(engine).filter(pid => pid !== started?.pid);
		const stopped = [engine, ...(withProbes ? probes : [])];
		for (const pid of stopped) signal(pid, 'SIGSTOP');
		await sleep(STOPPED_MS);
		assert.equal(countEndedTrials(out), 0, 'a stopped engine writes nothing');
		for (const pid of stopped) signal(pid, 'SIGCONT');
		await screen.waitForText(/complete · grid 3\/3/, 60_000);
		screen.type('q');
		assert.equal((await exitOf(screen)).signal, 0);

		const {trials} = readState(out);
		assert.deepEqual(
			trials.map(trial => trial?.state),
			['complete', 'complete', 'complete'],
			'a program that ended in time is not timed out',
		);
		const events = readEvents(out);
		assert.deepEqual(
			events.map(({seq}) => seq),
			events.map((_, index) => index + 1),
		);
		// While nobody listened, the probe process either waited for its turn to speak or was stopped too.
		assert.deepEqual(
			eventsOf(out, 'notice')
				.map(({text}) => text)
				.filter(text => text.includes('probe process')),
			[],
		);
		const times = readRows(out, 'telemetry.csv').map(row => Number(row['mono_ms']));
		assert.deepEqual(
			times,
			times.toSorted((a, b) => a - b),
		);
		const gapMs = Math.max(...times.slice(1).map((time, index) => time - (times[index] ?? time)));
		if (withProbes) assert.ok(gapMs > STOPPED_MS - 2000, `${gapMs} ms without a sample`);
		else assert.ok(gapMs < 10_000, `${gapMs} ms without a sample, though the probes went on`);
	});
}

test('C7: a resume of a run whose engine is stopped says so, with and without --headless', async t => {
	const world = openWorld(t);
	world.write('sweep.toml', shellSweep('sleep 600', 2, LOSS));
	assert.equal((await world.run(['run', 'sweep.toml', '--detach', '--out', 'out'])).code, 0);
	const out = world.path('out');
	await eventually('the first trial', () => eventsOf(out, 'execution-started').length > 0, 30_000);
	signal(enginePid(out), 'SIGSTOP');
	const said = await Promise.all([world.run(['resume', 'out']), world.run(['resume', 'out', '--headless'])]);
	signal(enginePid(out), 'SIGCONT');
	for (const {code, note} of said) {
		assert.equal(code, 2, note);
		assert.match(note, /the engine of .*out does not answer: it is stopped/);
		assert.match(note, /kill -CONT PID/);
	}
});
