import assert from 'node:assert/strict';
import {suite, test} from 'node:test';
import {pathToFileURL} from 'node:url';
import {buildProgram} from '../helpers/built-program.ts';
import {isRunning} from './processes.ts';
import {countEndedTrials, enginePid, onlyRun} from './run-files.ts';
import {LOSS, shellSweep} from './sweeps.ts';
import {eventually, exitOf, openWorld} from './world.ts';

buildProgram();

/** From the signal on, whatever draws a frame throws: a function of the language fails below `drawFrame`. */
const INJECTION = `
const {flatMap} = Array.prototype;
process.on('SIGALRM', () => {
	Array.prototype.flatMap = function (...values) {
		if (new Error().stack.includes('drawFrame')) throw new Error('injected into a component');
		return flatMap.apply(this, values);
	};
});
`;

suite('a screen that fails', () => {
	test('C8: a component throws: the terminal is restored, the exit says so, and the engine goes on', async t => {
		const world = openWorld(t);
		world.write('sweep.toml', shellSweep('sleep 0.3; echo loss=$SWEEP_i', 200, LOSS));
		assert.equal((await world.run(['run', 'sweep.toml', '--detach'])).code, 0);
		const run = onlyRun(world.runs);
		const preload = pathToFileURL(world.write('inject.mjs', INJECTION)).href;
		const screen = world.screen(['attach', 'last'], {environment: {NODE_OPTIONS: `--import=${preload}`}});
		await screen.waitForText(/grid [1-9]\d*\/200/);
		assert.ok(screen.alternate());
		screen.signal('SIGALRM');
		assert.deepEqual(await exitOf(screen), {code: 70, signal: 0});
		assert.ok(!screen.alternate());
		// The cursor is shown, and mouse and pasted text are the shell's again.
		const received = screen.received().toString('latin1');
		for (const mode of ['?1000', '?1006', '?2004']) {
			assert.ok(received.lastIndexOf(`\x1b[${mode}l`) > received.lastIndexOf(`\x1b[${mode}h`), mode);
		}
		assert.ok(received.lastIndexOf('\x1b[?25h') > received.lastIndexOf('\x1b[?25l'));
		assert.match(screen.text(), /the screen failed; the sweep goes on\s+Error: injected into a component/);

		const engine = enginePid(run);
		assert.ok(isRunning(engine));
		const ended = countEndedTrials(run);
		await eventually('another trial', () => countEndedTrials(run) > ended);
		const again = world.screen(['attach', 'last']);
		await again.waitForText(/grid [1-9]\d*\/200/);
		again.type('d');
		assert.deepEqual(await exitOf(again), {code: 0, signal: 0});
	});
});
