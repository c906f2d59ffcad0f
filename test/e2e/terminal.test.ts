import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import {readdirSync, readFileSync} from 'node:fs';
import {suite, test} from 'node:test';
import {setTimeout as sleep} from 'node:timers/promises';
import {buildProgram} from '../helpers/built-program.ts';
import {LAUNCHER} from '../helpers/repository.ts';
import {childrenOf, isRunning, signal} from './processes.ts';
import {countEndedTrials, enginePid, eventsOf, onlyRun, readRows, readState} from './run-files.ts';
import {LOSS, shellSweep} from './sweeps.ts';
import {eventually, exitOf, openWorld, type World} from './world.ts';

buildProgram();

const TICKING = shellSweep('echo line-$SWEEP_i; sleep 0.3; echo loss=$SWEEP_i', 200, LOSS);
const RUNNING = /test {2}running · grid [1-9]\d*\/200/;

/** A sweep of short trials with a screen on it that shows that it runs. */
async function openTicking(world: World, size = {columns: 80, rows: 24}) {
	world.write('sweep.toml', TICKING);
	const screen = world.screen(['run', 'sweep.toml'], size);
	await screen.waitForText(RUNNING);
	const run = onlyRun(world.runs);
	return {screen, run, engine: enginePid(run)};
}

async function makesProgress(run: string): Promise<void> {
	const before = countEndedTrials(run);
	await eventually('two more trials', () => countEndedTrials(run) >= before + 2);
}

/** Monotonic times of the samples on disk of the power, or the use, of the CPU; a new channel begins another file. */
function sampleTimes(run: string): readonly number[] {
	const segments = readdirSync(run).filter(name => name.startsWith('telemetry.csv'));
	return segments
		.flatMap(name => readRows(run, name))
		.filter(row => row['cpu.power_w'] !== '' || row['cpu.util_pct'] !== '')
		.map(row => Number(row['mono_ms']))
		.toSorted((a, b) => a - b);
}

const lastSampleMs = (run: string): number => sampleTimes(run).at(-1) ?? 0;

/** Longest time between two samples of a channel, in ms, within a span of monotonic time. */
function longestGapMs(run: string, fromMs: number, toMs: number): number {
	const times = sampleTimes(run).filter(ms => ms >= fromMs && ms <= toMs);
	return Math.max(...[fromMs, ...times].map((ms, index, all) => (all[index + 1] ?? toMs) - ms));
}

const monotonicMs = (): number => Number(process.hrtime.bigint() / 1_000_000n);

suite('the terminal of the screen', {concurrency: 3}, () => {
	test('C1: the terminal is taken away: the engine goes on, and attach shows it', async t => {
		const world = openWorld(t);
		const {screen, run, engine} = await openTicking(world);
		screen.hangUp();
		await eventually('the end of the screen', () => !isRunning(screen.pid));
		assert.ok(isRunning(engine));
		await makesProgress(run);
		const second = world.screen(['attach', run]);
		await second.waitForText(RUNNING);
		second.type('d');
		assert.deepEqual(await exitOf(second), {code: 0, signal: 0});
	});

	test('C9: kill -9 of the screen: the engine goes on', async t => {
		const world = openWorld(t);
		const {screen, run, engine} = await openTicking(world);
		screen.signal('SIGKILL');
		assert.equal((await exitOf(screen)).signal, 9);
		await makesProgress(run);
		assert.ok(isRunning(engine));
	});

	test('A19, C9: kill -9 of the engine: the screen says so and what can be done; after a resume it goes on', async t => {
		const world = openWorld(t);
		const {screen, run, engine} = await openTicking(world, {columns: 120, rows: 30});
		const ended = countEndedTrials(run);
		const killedMs = performance.now();
		signal(engine, 'SIGKILL');
		await screen.waitForText(/test {2}the engine is gone/);
		t.diagnostic(`said after ${Math.round(performance.now() - killedMs)} ms`);
		assert.match(screen.text(), /q leaves, then go on with: sweeptop resume \S*test-/);
		screen.type('p');
		await screen.waitForText(/the engine is gone: q leaves, then/);
		assert.equal((await world.run(['resume', run, '--detach'])).code, 0);
		await screen.waitUntil(
			rows => Number(/running · grid (\d+)\/200/.exec(rows.join('\n'))?.[1] ?? 0) > ended,
			'the next engine',
		);
		screen.type('d');
		assert.deepEqual(await exitOf(screen), {code: 0, signal: 0});
	});

	test('C2, C3: a terminal that takes no bytes delays no sample and no trial; then the screen catches up', async t => {
		const world = openWorld(t);
		const {screen, run} = await openTicking(world, {columns: 200, rows: 50});
		const fromMs = monotonicMs();
		const before = countEndedTrials(run);
		screen.stall();
		for (let view = 0; view < 40; view++) {
			screen.type('21'[view % 2] ?? '');
			await sleep(75);
		}
		const toMs = monotonicMs();
		await eventually('four more trials', () => countEndedTrials(run) >= before + 4);
		const during = countEndedTrials(run);
		screen.flow();
		await screen.waitUntil(
			rows => Number(/grid (\d+)\/200/.exec(rows.join('\n'))?.[1] ?? 0) >= during,
			'what it missed',
		);
		await eventually('the samples of that time', () => lastSampleMs(run) > toMs);
		const gapMs = longestGapMs(run, fromMs, toMs);
		t.diagnostic(`longest time between two samples: ${Math.round(gapMs)} ms`);
		// Held up by the screen they would come after the whole of it; a busy machine takes a second now and then.
		assert.ok(gapMs < Math.max(1300, (toMs - fromMs) / 2), `${gapMs} ms without a sample`);
		screen.type('d');
		assert.deepEqual(await exitOf(screen), {code: 0, signal: 0});
	});

	test('C6: Ctrl-Z gives the terminal back and stops the screen alone; fg draws it anew', async t => {
		const world = openWorld(t);
		world.write('sweep.toml', TICKING);
		const shell = world.terminal(['bash', '--norc', '--noprofile', '-i'], {environment: {PS1: '$ '}});
		await shell.waitForText('$');
		shell.type(`'${LAUNCHER}' run sweep.toml\r`);
		await shell.waitForText(RUNNING);
		const run = onlyRun(world.runs);
		shell.press('ctrl+z');
		await shell.waitForText(/Stopped/);
		assert.ok(!shell.alternate());
		shell.type('stty -a; echo "done"\r');
		const modes = await shell.waitForText(/^done/m);
		assert.match(modes, /[^-]icanon/);
		assert.match(modes, /[^-]echo /);
		await makesProgress(run);
		shell.type('fg\r');
		await shell.waitUntil(() => shell.alternate(), 'the alternate screen');
		const ended = countEndedTrials(run);
		await shell.waitUntil(rows => Number(/grid (\d+)\/200/.exec(rows.join('\n'))?.[1] ?? 0) >= ended, 'progress');
		shell.type('d');
		await shell.waitForText(/the sweep goes on/);
		assert.ok(!shell.alternate());
	});

	test('C7: the sweep ends while the screen stands still: it shows the end, from the journal where the engine is gone', async t => {
		const world = openWorld(t);
		world.write('sweep.toml', shellSweep('until [ -e go ]; do sleep 0.1; done; echo loss=$SWEEP_i', 300, LOSS));
		const screen = world.screen(['run', 'sweep.toml', '--out', 'out']);
		await screen.waitForText(/running · grid 0\/300/);
		const engine = enginePid(world.path('out'));
		screen.signal('SIGSTOP');
		world.write('go', '');
		await eventually('the end of the engine', () => !isRunning(engine));
		screen.signal('SIGCONT');
		await screen.waitForText(/complete · grid 300\/300/);
		screen.type('q');
		assert.equal((await exitOf(screen)).signal, 0);
	});

	test('B4, B5: from 1×1 to 500×200, and hundreds of sizes a second', async t => {
		const world = openWorld(t);
		const {screen, run} = await openTicking(world);
		for (const [columns, rows] of [
			[1, 1],
			[5, 2],
			[20, 5],
			[59, 19],
			[500, 200],
		] as const) {
			screen.resize(columns, rows);
			await sleep(250);
			if (columns > 5)
				await screen.waitUntil(shown => shown.some(row => row !== ''), `something in ${columns}×${rows}`);
		}
		screen.resize(40, 10);
		await screen.waitForText(/60.{0,3}20|too small/);
		await sleep(200);
		const before = screen.received().length;
		const startMs = performance.now();
		for (let index = 0; index < 400; index++) {
			screen.resize(1 + ((index * 37) % 300), 1 + ((index * 13) % 90));
			await sleep(3);
		}
		const elapsedS = (performance.now() - startMs) / 1000;
		screen.resize(80, 24);
		await screen.waitForText(RUNNING);
		const drawn =
			screen
				.received()
				.subarray(before)
				.toString('latin1')
				.match(/\u001B\[2J|\u001B\[H/g)?.length ?? 0;
		t.diagnostic(`${drawn} full redraws for 400 sizes in ${elapsedS.toFixed(1)} s`);
		assert.ok(drawn <= 20 * elapsedS + 20, `${drawn} redraws in ${elapsedS} s`);
		await makesProgress(run);
		screen.type('d');
		assert.deepEqual(await exitOf(screen), {code: 0, signal: 0});
	});

	for (const [name, change] of [
		['dumb', 'TERM=dumb'],
		['unset', '-uTERM'],
	] as const) {
		test(`C10: TERM ${name}: lines in place of a screen`, async t => {
			const world = openWorld(t);
			world.write('sweep.toml', shellSweep('echo loss=$SWEEP_i', 3, LOSS));
			const screen = world.terminal(['env', change, LAUNCHER, 'run', 'sweep.toml']);
			assert.deepEqual(await exitOf(screen), {code: 0, signal: 0});
			assert.match(screen.text(), /#3 complete 3\/3[^]*sweep {3}test: space exhausted 3\/3/);
			assert.doesNotMatch(screen.received().toString('latin1'), /\u001B/);
			const attached = world.terminal(['env', change, LAUNCHER, 'view', 'last']);
			assert.equal((await exitOf(attached)).code, 2);
			assert.match(attached.text(), /a screen needs a terminal/);
		});
	}

	for (const TERM of ['linux', 'screen', 'vt100', 'unknown-terminal']) {
		test(`C10, C12: TERM=${TERM} with LANG=C: ASCII only, every escape one that it knows`, async t => {
			const world = openWorld(t);
			world.write('sweep.toml', shellSweep('sleep 0.3; echo loss=$SWEEP_i', 4, LOSS));
			const environment = {TERM, LANG: 'C', LC_ALL: 'C', NO_COLOR: '1'};
			const screen = world.screen(['run', 'sweep.toml'], {environment});
			await screen.waitForText(/test {2}(?:complete|ended)/);
			for (const key of '1234567') {
				screen.type(key);
				await sleep(120);
			}
			screen.type('q');
			assert.deepEqual(await exitOf(screen), {code: 0, signal: 0});
			const bytes = screen.received().toString('latin1');
			assert.doesNotMatch(bytes, /[\u0080-\u00FF]/);
			// NO_COLOR: bold, dim, underline and inverse only.
			for (const [, parameters = ''] of bytes.matchAll(/\u001B\[([\d;]*)m/g)) {
				assert.doesNotMatch(parameters, /(?:^|;)(?:[34]\d|9\d|10\d)(?:;|$)/, `colour ${parameters}`);
			}
		});
	}

	test('C15: inside tmux', async t => {
		if (spawnSync('tmux', ['-V']).status !== 0) return t.skip('needs tmux');
		const world = openWorld(t);
		world.write('sweep.toml', TICKING);
		const tmux = (...argv: readonly string[]) =>
			world.startProgram(['tmux', '-S', world.path('tmux.sock'), '-f', '/dev/null', ...argv]).ended;
		await tmux('new-session', '-d', '-x', '100', '-y', '30', `'${LAUNCHER}' run sweep.toml`);
		const shown = async () => (await tmux('capture-pane', '-p')).out;
		await eventually('the screen', async () => RUNNING.test(await shown()));
		const run = onlyRun(world.runs);
		await tmux('kill-server');
		await makesProgress(run);
		assert.ok(isRunning(enginePid(run)));
		return undefined;
	});

	test('C7: the engine and its probes are stopped for 3 s: no samples are made up, the trial goes on, nothing comes in a burst', async t => {
		const world = openWorld(t);
		world.write('sweep.toml', shellSweep('sleep 8; echo loss=$SWEEP_i', 2, `${LOSS}[run]\ntimeout = "300s"\n`));
		assert.equal((await world.run(['run', 'sweep.toml', '--detach', '--out', 'out'])).code, 0);
		const out = world.path('out');
		await eventually('the first trial', () => eventsOf(out, 'execution-started').length > 0);
		const engine = enginePid(out);
		const [started] = eventsOf(out, 'execution-started');
		const probes = () => childrenOf(engine).filter(pid => pid !== started?.pid);
		// At first it also asks for the packages of the machine.
		await sleep(1000);
		await eventually('its probes alone', () => probes().length === 1);
		const stopped = [engine, ...probes()];
		for (const pid of stopped) signal(pid, 'SIGSTOP');
		const fromMs = monotonicMs();
		await sleep(3000);
		for (const pid of stopped) signal(pid, 'SIGCONT');
		const toMs = monotonicMs();
		await eventually('the end of the trial', () => countEndedTrials(out) === 1);
		const [trial] = readState(out).trials;
		assert.equal(trial?.state, 'complete');
		assert.ok((trial?.durationS ?? 0) > 7.9 && (trial?.durationS ?? 0) < 10.9, `${trial?.durationS} s`);
		await eventually('the next second', () => lastSampleMs(out) > toMs + 1000);
		assert.ok(longestGapMs(out, fromMs, toMs) > 2500);
		const after = sampleTimes(out).filter(ms => ms > toMs - 100 && ms <= toMs + 1000).length;
		assert.ok(after <= 8, `${after} samples in the second after it went on`);
		assert.ok(readFileSync(`${out}/engine.log`, 'utf8').split('\n').length < 10);
	});
});
