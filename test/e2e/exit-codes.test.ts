import assert from 'node:assert/strict';
import {chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import process from 'node:process';
import {suite, test} from 'node:test';
import {buildProgram} from '../helpers/built-program.ts';
import {isRunning, processesOfRun} from './processes.ts';
import {enginePid, eventsOf, readRows, readRunId, readState} from './run-files.ts';
import {argvSweep, LOSS, shellSweep} from './sweeps.ts';
import {eventually, exitOf, openWorld, type World} from './world.ts';

buildProgram();

function runHeadless(world: World, text: string, ...argv: readonly string[]) {
	world.write('sweep.toml', text);
	return world.run(['run', 'sweep.toml', '--headless', '--out', 'out', ...argv]);
}

suite('exit codes', {concurrency: 3}, () => {
	test('0: the sweep ended as planned, though not every trial completed', async t => {
		const world = openWorld(t);
		const {code, out} = await runHeadless(world, shellSweep('echo loss=$SWEEP_i; exit $((SWEEP_i == 2))', 3, LOSS));
		assert.equal(code, 0);
		assert.match(out, /^#2 failed 2\/3 .* exit 1$/m);
		assert.match(out, /^trials {2}3: 2 complete, 1 failed$/m);
	});

	test('1: no trial completed', async t => {
		const world = openWorld(t);
		const {code, out} = await runHeadless(world, shellSweep('exit 3', 3));
		assert.equal(code, 1);
		assert.match(out, /^best {4}none: no trial completed/m);
		assert.match(out, /^trials {2}3: 3 failed$/m);
	});

	test('1: the failure limit was hit, though one trial completed', async t => {
		const world = openWorld(t);
		const {code, out} = await runHeadless(world, shellSweep('exit $((SWEEP_i > 1))', 20, '[budget]\nfailures = 3\n'));
		assert.equal(code, 1);
		assert.match(out, /^sweep {3}test: 3 trials failed in a row$/m);
		assert.match(out, /^trials {2}4: 1 complete, 3 failed$/m);
	});

	test('failed trials tell a missing program, one without permission and a metric that never came apart', async t => {
		const world = openWorld(t);
		world.write('denied', 'exit 0');
		world.write('no-interpreter', '#!/absent/interpreter\n');
		const sweep = `name = "test"\ncommand = ["{program}"]\n[parameters]\nprogram = ["./absent", "./denied", "./no-interpreter", "true"]\n${LOSS}`;
		const {code} = await runHeadless(world, sweep);
		assert.equal(code, 1);
		const trials = readState(world.path('out')).trials.map(trial => [trial?.state, trial?.why]);
		assert.deepEqual(trials, [
			['failed', 'spawn failed: ENOENT ./absent'],
			['failed', 'spawn failed: EACCES ./denied'],
			['failed', 'spawn failed: ENOENT ./no-interpreter (its interpreter "/absent/interpreter")'],
			['failed', 'no value for "loss"'],
		]);
		assert.deepEqual(
			readRows(world.path('out')).map(row => row['loss']),
			['', '', '', ''],
		);
	});

	test('1: cancelled from the screen before a trial completed: the end is waited for and told', async t => {
		const world = openWorld(t);
		world.write('sweep.toml', shellSweep('sleep 600', 3));
		const screen = world.screen(['run', 'sweep.toml', '--out', 'out'], {columns: 100});
		await screen.waitForText(/test {2}running/);
		await eventually('the first trial', () => eventsOf(world.path('out'), 'execution-started').length > 0);
		screen.type('q');
		await screen.waitForText('Leave it running');
		screen.type('c');
		assert.deepEqual(await exitOf(screen), {code: 1, signal: 0});
		const said = screen.received().toString();
		assert.match(said, /stopping at once/);
		assert.match(said, /sweep +test: stopped by the user/);
		assert.match(said, /trials +1: 1 killed/);
		assert.deepEqual(processesOfRun(readRunId(world.path('out'))), []);
	});

	test('1: the engine died under the screen: the way on stays on the terminal', async t => {
		const world = openWorld(t);
		world.write('sweep.toml', shellSweep('sleep 600', 3));
		const screen = world.screen(['run', 'sweep.toml', '--out', 'out'], {columns: 100});
		await screen.waitForText(/test {2}running/);
		await eventually('the first trial', () => eventsOf(world.path('out'), 'execution-started').length > 0);
		process.kill(enginePid(world.path('out')), 'SIGKILL');
		await screen.waitForText(/the engine is gone/);
		screen.type('q');
		assert.deepEqual(await exitOf(screen), {code: 1, signal: 0});
		assert.match(screen.received().toString(), /the engine is gone; go on with: sweeptop resume \S*out\s*$/);
	});

	test('2: mistakes of the person run nothing and write nothing', async t => {
		const world = openWorld(t);
		world.write('bad.toml', 'name = "x"\ncommand = ["true"]\n[parameters]\nlr = { min = 1, max = 0 }\n');
		world.write('good.toml', argvSweep(['true'], 1));
		for (const [argv, said] of [
			[['run', 'bad.toml', '--headless', '--out', 'out'], /^sweeptop: \S*bad\.toml:4:\d+: /],
			[['run', 'good.toml', '--hedless', '--out', 'out'], /--hedless[^]*--headless/],
			[['run', 'gem', '--out', 'out'], /no sweep file or preset "gem"\n {2}did you mean the preset "gemm"\?/],
			[['run', 'good.toml', '--headless', '--out', 'out', '--set', 'run.jbos=2'], /jobs/],
			[['run', 'good.toml', '--headless', '--out', 'out', '--time', 'soon'], /--time cannot be "soon"/],
			[['resume', 'nothing'], /no run "nothing"/],
			[['runn', 'good.toml'], /runn[^]*run/],
			[[], undefined],
		] as const) {
			const {code, note} = await world.run(argv);
			if (said === undefined) continue;
			assert.equal(code, 2, `${argv.join(' ')}\n${note}`);
			assert.match(note, said);
			assert.doesNotMatch(note, /^\s+at /m);
		}
		assert.ok(!existsSync(world.path('out')));
		assert.ok(!existsSync(world.runs));
	});

	test('2: a run directory that cannot be made, or holds a run', async t => {
		const world = openWorld(t);
		world.write('good.toml', argvSweep(['true'], 1));
		world.write('file', '');
		const under = await world.run(['run', 'good.toml', '--headless', '--out', 'file/out']);
		assert.deepEqual(
			[under.code, under.note.split('\n')[0]],
			[2, `sweeptop: cannot make the folder ${world.path('file', 'out')}: ENOTDIR`],
		);
		assert.equal((await world.run(['run', 'good.toml', '--headless', '--out', 'out'])).code, 0);
		const again = await world.run(['run', 'good.toml', '--headless', '--out', 'out']);
		assert.equal(again.code, 2);
		assert.match(again.note, /out already holds a run\n {2}Continue it with `sweeptop resume /);
		const proc = await world.run(['run', 'good.toml', '--headless', '--out', '/proc/sweep']);
		assert.equal(proc.code, 2);
		assert.match(proc.note, /cannot make the folder \/proc\/sweep: ENOENT/);
	});

	for (const [signal, expected] of [
		['SIGINT', 130],
		['SIGTERM', 143],
		['SIGHUP', 129],
	] as const) {
		test(`${expected}: ${signal} ends the sweep in good order, and a resume runs the trial that it ended`, async t => {
			const world = openWorld(t);
			const text = shellSweep(
				'sleep 30 & [ -e go ] || wait; kill $!; echo loss=$SWEEP_i',
				3,
				`${LOSS}[run]\ngrace = "1s"\n`,
			);
			world.write('sweep.toml', text);
			const running = world.start(['run', 'sweep.toml', '--headless', '--out', 'out']);
			await eventually('the first trial', () => eventsOf(world.path('out'), 'execution-started').length > 0);
			running.child.kill(signal);
			const {code, out} = await running.ended;
			assert.equal(code, expected);
			assert.match(out, new RegExp(`^sweep {3}test: ended by ${signal}$`, 'm'));
			assert.deepEqual(processesOfRun(readRunId(world.path('out'))), []);
			assert.deepEqual(
				readRows(world.path('out')).map(row => row['state']),
				['killed'],
			);
			world.write('go', '');
			const resumed = await world.run(['resume', 'out', '--headless']);
			assert.equal(resumed.code, 0, resumed.note);
			assert.deepEqual(
				readRows(world.path('out')).map(row => [row['trial'], row['state'], row['loss']]),
				[
					['1', 'complete', '1'],
					['2', 'complete', '2'],
					['3', 'complete', '3'],
				],
			);
		});
	}

	test('a second SIGINT cuts the grace short', async t => {
		const world = openWorld(t);
		world.write(
			'sweep.toml',
			shellSweep("trap '' TERM INT HUP; : > deaf; while :; do sleep 0.1; done", 1, '[run]\ngrace = "300s"\n'),
		);
		const running = world.start(['run', 'sweep.toml', '--headless', '--out', 'out']);
		const [started] = await eventually('the trial', () => {
			const events = eventsOf(world.path('out'), 'execution-started');
			return events.length > 0 && events;
		});
		await eventually('it hears no signal', () => existsSync(world.path('deaf')));
		running.child.kill('SIGINT');
		await new Promise(resolve => setTimeout(resolve, 300));
		assert.ok(isRunning(started?.pid ?? 0), 'the program has its grace');
		const secondMs = performance.now();
		running.child.kill('SIGINT');
		assert.equal((await running.ended).code, 130);
		assert.ok(performance.now() - secondMs < 60_000);
		assert.ok(!isRunning(started?.pid ?? 0));
	});

	test('an engine that cannot be opened ends, and leaves nothing that listens', async t => {
		const world = openWorld(t);
		world.write('good.toml', argvSweep(['true'], 1));
		mkdirSync(world.path('state', 'sweeptop'), {recursive: true});
		// Where the list of live runs should be.
		world.write(join('state', 'sweeptop', 'live'), '');
		for (const how of ['--headless', '--detach']) {
			const {code, note} = await world.run(['run', 'good.toml', how, '--out', `out${how}`], {timeoutMs: 60_000});
			assert.equal(code, 2, note);
			assert.match(note, /live/);
			await eventually('the end of every process', () => world.processes().length === 0);
			assert.ok(!existsSync(world.path(`out${how}`, 'socket')));
		}
	});

	test('a run of a newer version: what this one lacks is named, and no engine goes on', async t => {
		const world = openWorld(t);
		assert.equal((await runHeadless(world, argvSweep(['true'], 3), '--trials', '1')).code, 0);
		const path = world.path('out', 'sweep.lock.json');
		const frozen = JSON.parse(readFileSync(path, 'utf8'));
		writeFileSync(path, JSON.stringify({...frozen, sweep: {...frozen.sweep, sampler: {name: 'future', options: {}}}}));
		for (const how of ['--headless', '--detach']) {
			const {code, note} = await world.run(['resume', 'out', how, '--trials', '3'], {timeoutMs: 60_000});
			assert.equal(code, 2, note);
			assert.match(note, /there is no sampler "future"/);
			await eventually('the end of every process', () => world.processes().length === 0);
		}
	});

	test('a run directory without permission to write is refused by name', async t => {
		const world = openWorld(t);
		if (process.getuid?.() === 0) return t.skip('needs another user than root, whom permissions do not stop');
		world.write('good.toml', argvSweep(['true'], 1));
		mkdirSync(world.path('closed'));
		chmodSync(world.path('closed'), 0o500);
		const {code, note} = await world.run(['run', 'good.toml', '--headless', '--out', 'closed/out']);
		rmSync(world.path('closed'), {recursive: true});
		assert.equal(code, 2);
		assert.match(note, /closed\/out: EACCES/);
		return undefined;
	});
});
