import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import {readdirSync, readFileSync} from 'node:fs';
import {suite, test, type TestContext} from 'node:test';
import {setTimeout as sleep} from 'node:timers/promises';
import {buildProgram} from '../helpers/built-program.ts';
import {isRunning} from './processes.ts';
import {countEndedTrials, enginePid, eventsOf, readRows, readState} from './run-files.ts';
import {LOSS, shellSweep} from './sweeps.ts';
import {eventually, openWorld} from './world.ts';

buildProgram();

/** Takes the descriptors of a detached engine away once its first trial has ended. */
async function exhaustDescriptors(t: TestContext) {
	const world = openWorld(t);
	world.write('sweep.toml', shellSweep('sleep 0.6; echo loss=$SWEEP_i', 5, LOSS));
	assert.equal((await world.run(['run', 'sweep.toml', '--detach', '--out', 'out'])).code, 0);
	const out = world.path('out');
	await eventually('a trial', () => countEndedTrials(out) > 0);
	const engine = enginePid(out);
	const limit = (files: number) => spawnSync('prlimit', [`--pid=${engine}`, `--nofile=${files}:`]).status;
	// Those that it holds stay; the next two cannot be opened.
	// While a trial runs: what it holds is all that is left for the next one, and to start one takes more.
	await eventually('a running trial', () => readState(out).counts.running === 1);
	assert.equal(limit(firstFree(engine)), 0);
	await eventually('the notice', () =>
		eventsOf(out, 'notice').some(({text}) => /no process could be started \(EMFILE\)/.test(text)),
	);
	return {world, out, engine, release: () => limit(1024)};
}

/** The lowest descriptor that a process does not hold. */
function firstFree(pid: number): number {
	const held = new Set(readdirSync(`/proc/${pid}/fd`).map(Number));
	let descriptor = 0;
	while (held.has(descriptor)) descriptor += 1;
	return descriptor;
}

const lacksPrlimit = (): boolean => spawnSync('prlimit', ['--version']).status !== 0;

suite('a machine without resources', {concurrency: 2}, () => {
	test('D7, B14: out of descriptors: the trial waits, is not failed, and runs when there are some', async t => {
		if (lacksPrlimit()) return t.skip('needs prlimit');
		const {out, engine, release} = await exhaustDescriptors(t);
		const before = countEndedTrials(out);
		await sleep(1500);
		assert.ok(countEndedTrials(out) <= before + 1);
		assert.ok(isRunning(engine));
		assert.equal(release(), 0);
		await eventually('the end', () => eventsOf(out, 'sweep-ended').length > 0);
		await eventually('its files', () => !isRunning(engine));
		assert.deepEqual(
			readRows(out).map(row => row['state']),
			Array(5).fill('complete'),
		);
		assert.equal(
			eventsOf(out, 'notice').filter(({text}) => /no process could be started/.test(text)).length,
			1,
			'told once',
		);
		return undefined;
	});

	test('D7: a sweep that waits for descriptors can be stopped', async t => {
		if (lacksPrlimit()) return t.skip('needs prlimit');
		const {out, engine, release} = await exhaustDescriptors(t);
		process.kill(engine, 'SIGTERM');
		await sleep(500);
		release();
		await eventually('the end', () => !isRunning(engine));
		assert.equal(eventsOf(out, 'sweep-ended')[0]?.why, 'ended by SIGTERM');
		assert.ok(countEndedTrials(out) < 5, 'it ran nothing more');
		assert.doesNotMatch(readFileSync(`${out}/engine.log`, 'utf8'), /bug of sweeptop/);
		return undefined;
	});
});
