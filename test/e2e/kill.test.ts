import assert from 'node:assert/strict';
import {existsSync, readFileSync} from 'node:fs';
import process from 'node:process';
import {suite, test} from 'node:test';
import {setTimeout as sleep} from 'node:timers/promises';
import {philox4x32} from '../../source/samplers/philox.ts';
import {buildProgram} from '../helpers/built-program.ts';
import {isRunning, processesOfRun, signal} from './processes.ts';
import {countEndedTrials, enginePid, eventsOf, readRows, readRunId, readState} from './run-files.ts';
import {LOSS, shellSweep} from './sweeps.ts';
import {type Running, type World, eventually, exitOf, openWorld} from './world.ts';

buildProgram();

const FAULTS = process.env['SWEEPTOP_FAULTS'] === '1';
const TRIALS = FAULTS ? 60 : 24;
const KILLS = FAULTS ? 10 : 3;
const SWEEP = `name = "killed"
shell = 'echo $SWEEP_TRIAL >> side; sleep 0.03; echo loss=$SWEEP_lr'
seed = 7
[parameters]
lr = { min = 1e-5, max = 1e-1, scale = "log" }
batch = [16, 32, 64]
[sampler]
name = "random"
[budget]
trials = ${TRIALS}
${LOSS}`;

/** How often each trial's command ran. */
function countSideEffects(world: World): ReadonlyMap<number, number> {
	const counts = new Map<number, number>();
	const text = existsSync(world.path('side')) ? readFileSync(world.path('side'), 'utf8') : '';
	for (const line of text.split('\n').slice(0, -1)) counts.set(Number(line), (counts.get(Number(line)) ?? 0) + 1);
	return counts;
}

/** What stands before and after a `kill -9` of the engine. */
type Death = {readonly acknowledged: ReadonlyMap<number, number>; readonly inFlight: ReadonlySet<number>};

/** Kills the engine when some more trials have ended, at any point of the next one. */
async function killSometime(world: World, engine: Running, more: number, delayMs: number): Promise<Death | undefined> {
	const before = countEndedTrials(world.path('out'));
	await eventually(
		`trial ${before + more}`,
		() => engine.child.exitCode !== null || countEndedTrials(world.path('out')) >= Math.min(TRIALS - 1, before + more),
	);
	await sleep(delayMs);
	engine.child.kill('SIGKILL');
	const {signal: endedBy} = await engine.ended;
	if (endedBy === null) return undefined; // It had ended by itself: no death.
	const ended = new Set(eventsOf(world.path('out'), 'trial-ended').map(({trial}) => trial));
	const counts = countSideEffects(world);
	return {
		acknowledged: new Map([...counts].filter(([trial]) => ended.has(trial))),
		inFlight: new Set([...counts.keys()].filter(trial => !ended.has(trial))),
	};
}

test(`kill -9 of the engine at ${KILLS} random moments: nothing lost, nothing twice, the same results`, async t => {
	const seed = Date.now() % 2 ** 32;
	t.diagnostic(`seed ${seed}`);
	const random = (draw: number): number => philox4x32([draw, 0, 0, 0], [seed, 0])[0] / 2 ** 32;
	const world = openWorld(t);
	world.write('sweep.toml', SWEEP);
	const out = world.path('out');
	const deaths: Death[] = [];
	let engine = world.start(['run', 'sweep.toml', '--headless', '--out', 'out']);
	await eventually('the journal', () => existsSync(`${out}/journal.ndjson`));
	for (let kill = 0; kill < KILLS; kill++) {
		const death = await killSometime(world, engine, 1 + Math.floor(random(kill) * 5), random(KILLS + kill) * 60);
		if (death !== undefined) deaths.push(death);
		engine = world.start(['resume', 'out', '--headless']);
		await eventually('the next engine', () => engine.child.exitCode !== null || enginePid(out) === engine.pid);
	}
	const {code, note} = await engine.ended;
	assert.equal(code, 0, note);
	assert.ok(deaths.length >= KILLS - 1, `${deaths.length} engines died`);

	const rows = readRows(out);
	assert.deepEqual(
		rows.map(row => [row['trial'], row['state']]),
		Array.from({length: TRIALS}, (_, index) => [String(index + 1), 'complete']),
	);
	const counts = countSideEffects(world);
	for (const [number, {acknowledged}] of deaths.entries()) {
		for (const [trial, count] of acknowledged) {
			assert.equal(
				counts.get(trial),
				count,
				`trial ${trial} ran again after it was acknowledged before death ${number + 1}`,
			);
		}
	}
	for (let trial = 1; trial <= TRIALS; trial++) {
		const interrupted = deaths.filter(({inFlight}) => inFlight.has(trial)).length;
		const ran = counts.get(trial) ?? 0;
		assert.ok(ran >= 1 && ran <= 1 + interrupted, `trial ${trial} ran ${ran} times, interrupted ${interrupted} times`);
	}
	assert.deepEqual(processesOfRun(readRunId(out)), []);

	assert.equal((await world.run(['run', 'sweep.toml', '--reporter', 'silent', '--out', 'unbroken'])).code, 0);
	const results = (folder: string) => readRows(world.path(folder)).map(row => [row['lr'], row['batch'], row['loss']]);
	assert.deepEqual(results('out'), results('unbroken'));
});

suite('orphans of a dead engine', {concurrency: 2}, () => {
	test('A19: a resume ends what still runs, also in sessions of their own, and runs the trial once more', async t => {
		const world = openWorld(t);
		const text = shellSweep('[ -e go ] || { setsid sleep 300 & sleep 300; }; echo loss=$SWEEP_i', 2, LOSS);
		world.write('sweep.toml', text);
		const out = world.path('out');
		const engine = world.start(['run', 'sweep.toml', '--headless', '--out', 'out']);
		const left = await eventually('both programs', () => {
			if (eventsOf(out, 'execution-started').length === 0) return undefined;
			const found = processesOfRun(readRunId(out)).filter(({command}) => command === 'sleep 300');
			return found.length === 2 && found;
		});
		engine.child.kill('SIGKILL');
		await engine.ended;
		assert.ok(
			left.some(({pid}) => isRunning(pid)),
			'what has a session of its own outlives the engine',
		);
		world.write('go', '');
		const {code, note} = await world.run(['resume', 'out', '--headless']);
		assert.equal(code, 0, note);
		assert.match(note, /ended what the dead engine left running: .*sleep/);
		assert.deepEqual(
			left.filter(({pid}) => isRunning(pid)),
			[],
		);
		const executions = readState(out).trials.map(trial =>
			trial?.executions.map(({outcome, attempt}) => [outcome, attempt]),
		);
		assert.deepEqual(executions, [
			[
				['lost', 1],
				['complete', 1],
			],
			[['complete', 1]],
		]);
	});

	test('a detached engine that was killed is neither live nor in the way', async t => {
		const world = openWorld(t);
		world.write('sweep.toml', shellSweep('[ -e go ] || sleep 2; echo loss=1', 10, LOSS));
		const started = await world.run(['run', 'sweep.toml', '--detach', '--out', 'out']);
		assert.equal(started.code, 0, started.note);
		assert.equal(started.out, `${world.path('out')}\n`);
		const pid = await eventually('the engine', () => enginePid(world.path('out')));
		const live = await world.run(['ls']);
		assert.match(live.out, new RegExp(`out +live, pid ${pid} `));
		signal(pid, 'SIGKILL');
		await eventually('its death', () => !isRunning(pid));
		assert.match((await world.run(['ls'])).out, /out +interrupted .*sweeptop resume goes on/, 'begun with --out');
		const attached = await exitOf(world.screen(['attach', 'out']));
		assert.equal(attached.code, 2);
		assert.match((await world.run(['pause', 'out'])).note, /no engine runs .*out\n(?:.*\n)?.*sweeptop resume/);
		world.write('go', '');
		const {code, note} = await world.run(['resume', 'out', '--headless']);
		assert.equal(code, 0, note);
		assert.equal(readRows(world.path('out')).filter(row => row['state'] === 'complete').length, 10);
	});
});
