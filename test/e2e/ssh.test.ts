import assert from 'node:assert/strict';
import {test} from 'node:test';
import {buildProgram} from '../helpers/built-program.ts';
import type {PtyScreen} from '../helpers/pty-screen.ts';
import {LAUNCHER} from '../helpers/repository.ts';
import {isRunning} from './processes.ts';
import {countEndedTrials, enginePid, eventsOf, onlyRun} from './run-files.ts';
import {skipsFor} from './needs.ts';
import {startSshServer} from './sshd.ts';
import {LOSS, shellSweep} from './sweeps.ts';
import {eventually, exitOf, openWorld} from './world.ts';

buildProgram();

/** How soon attach has to show the sweep. */
const LIMIT_MS = process.env['SWEEPTOP_FAULTS'] === '1' ? 1000 : 20_000;

const RUNNING = /test {2}running · grid [1-9]\d*\/200/;

/** Milliseconds until a screen shows a running sweep with at least that many trials. */
async function timeToShow(open: () => PtyScreen, trials: number): Promise<number> {
	const startMs = performance.now();
	const screen = open();
	await screen.waitUntil(
		rows => RUNNING.test(rows.join('\n')) && Number(/grid (\d+)\/200/.exec(rows.join('\n'))?.[1]) >= trials,
		`trial ${trials}`,
		60_000,
	);
	const shownMs = performance.now() - startMs;
	screen.type('d');
	assert.equal((await exitOf(screen)).code, 0);
	return shownMs;
}

/** The best of some tries, up to the first that is good enough: what the machine does besides is not what is measured. */
async function bestOf(tries: number, goodMs: number, measure: () => Promise<number>): Promise<number> {
	let bestMs = Number.POSITIVE_INFINITY;
	for (let left = tries; left > 0 && bestMs >= goodMs; left--) bestMs = Math.min(bestMs, await measure());
	return bestMs;
}

test('C1: over OpenSSH the line is cut in mid-sweep: the engine goes on, attach shows it within a second', async t => {
	if (skipsFor(t, 'sshd')) return;
	const world = openWorld(t);
	const server = await startSshServer(t, world);
	world.write('sweep.toml', shellSweep('echo line-$SWEEP_i; sleep 0.3; echo loss=$SWEEP_i', 200, LOSS));
	const {XDG_STATE_HOME: state, XDG_RUNTIME_DIR: runtime, SWEEPTOP_RUNS: runs} = world.environment;
	const far = (words: string) =>
		server.argv(
			`cd '${world.directory}' && exec env LANG=C.UTF-8 XDG_STATE_HOME='${state}' XDG_RUNTIME_DIR='${runtime}' SWEEPTOP_RUNS='${runs}' '${LAUNCHER}' ${words}`,
		);
	const client = world.terminal(far('run sweep.toml'));
	await client.waitForText(RUNNING);
	const run = onlyRun(world.runs);
	const engine = enginePid(run);
	const screens = world.processes().filter(({command}) => /^sweeptop (?!engine of )|dist\/cli\.js/.test(command));
	assert.equal(screens.length, 1, 'the screen runs on the far side');

	client.signal('SIGKILL');
	await client.exited;
	await eventually('the end of the far screen', () => !isRunning(screens[0]?.pid ?? 0));
	assert.ok(isRunning(engine));
	const cut = countEndedTrials(run);
	await eventually('three more trials', () => countEndedTrials(run) >= cut + 3);

	const localMs = await bestOf(8, LIMIT_MS, () =>
		timeToShow(() => world.screen(['attach', run]), countEndedTrials(run)),
	);
	const handshakeMs = await bestOf(3, 0, async () => {
		const startMs = performance.now();
		assert.equal((await exitOf(world.terminal(server.argv('true')))).code, 0);
		return performance.now() - startMs;
	});
	const farMs = await bestOf(8, LIMIT_MS + handshakeMs, () =>
		timeToShow(() => world.terminal(far('attach last')), countEndedTrials(run)),
	);
	t.diagnostic(
		`attach: ${Math.round(localMs)} ms here, ${Math.round(farMs)} ms over ssh, of which ${Math.round(handshakeMs)} ms are ssh's own`,
	);
	assert.ok(localMs < LIMIT_MS, `${localMs} ms`);
	assert.ok(farMs - handshakeMs < LIMIT_MS, `${farMs} ms, ${handshakeMs} of it for ssh`);
	assert.deepEqual(
		eventsOf(run, 'execution-ended').filter(({outcome}) => outcome !== 'complete'),
		[],
	);
	assert.equal((await world.run(['stop', run, '--now'])).code, 0);
	await eventually('the end of the engine', () => !isRunning(engine));
});
