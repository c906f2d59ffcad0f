import assert from 'node:assert/strict';
import {existsSync, readFileSync} from 'node:fs';
import {suite, test} from 'node:test';
import {buildProgram} from '../helpers/built-program.ts';
import {eventsOf, onlyRun} from './run-files.ts';
import {LOSS, shellSweep} from './sweeps.ts';
import {eventually, exitOf, openWorld} from './world.ts';

buildProgram();

/** Appends its arguments as a line to a file. */
const SCRIPT =
	'#!/bin/sh\nout=$1; shift\necho "noise on stdout"; echo "noise on stderr" >&2\nprintf "%s|" "$@" >> "$out"\necho >> "$out"\n';

/** Trial 2 fails; the loss falls from trial to trial. */
const TRIALS = 'sleep 0.7; [ $SWEEP_i = 2 ] && exit 9; echo loss=$((10 - SWEEP_i))';

suite('--notify', {concurrency: 2}, () => {
	test('a headless run tells a failure, a new best and the end to a command, at most one a second', async t => {
		const world = openWorld(t);
		world.write('note.sh', SCRIPT);
		world.write('sweep.toml', shellSweep(TRIALS, 3, LOSS));
		const {code, out, note} = await world.run([
			'run',
			'sweep.toml',
			'--headless',
			'--notify',
			'./note.sh told.txt {event} "{text}" {run} {trial} {value}',
		]);
		assert.equal(code, 0, note);
		assert.doesNotMatch(out + note, /noise/);
		const run = onlyRun(world.runs);
		await eventually(
			'the last message',
			() => existsSync(world.path('told.txt')) && readFileSync(world.path('told.txt'), 'utf8').includes('complete|'),
		);
		const lines = readFileSync(world.path('told.txt'), 'utf8').trimEnd().split('\n');
		assert.deepEqual(lines[0], `failed|trial 2 failed: exit 9|${run}|2||`);
		const end = lines.at(-1)?.split('|') ?? [];
		assert.equal(end[0], 'complete');
		assert.match(end[1] ?? '', /^test ended \(.*\): 2 of 3 trials complete$/);
		assert.deepEqual(end.slice(2, 5), [run, '3', '7']);
		assert.deepEqual(
			eventsOf(run, 'notice').filter(({about}) => about === 'notify'),
			[],
		);
	});

	test('the engine of a detached run tells, and a command that cannot be run is one notice', async t => {
		const world = openWorld(t);
		world.write('note.sh', SCRIPT);
		world.write('sweep.toml', shellSweep(TRIALS, 3, LOSS));
		const {code, note} = await world.run([
			'run',
			'sweep.toml',
			'--detach',
			'--notify=./note.sh told.txt {event}',
			'--notify=./no-such-program {event}',
		]);
		assert.equal(code, 0, note);
		await eventually(
			'the end of the sweep',
			() => existsSync(world.path('told.txt')) && readFileSync(world.path('told.txt'), 'utf8').includes('complete|'),
		);
		const notices = eventsOf(onlyRun(world.runs), 'notice').filter(({about}) => about === 'notify');
		assert.deepEqual(
			notices.map(({text}) => text),
			['--notify ./no-such-program: spawn ./no-such-program ENOENT; further trouble with it is not told'],
		);
	});

	test('a screen that is attached tells what is news to it, and rings only when asked', async t => {
		const world = openWorld(t);
		world.write('note.sh', SCRIPT);
		world.write(
			'sweep.toml',
			shellSweep('[ $SWEEP_i -lt 3 ] || while [ ! -e go ]; do sleep 0.05; done; echo loss=$((10 - SWEEP_i))', 4, LOSS),
		);
		assert.equal((await world.run(['run', 'sweep.toml', '--detach'])).code, 0);
		await eventually('two trials', () => eventsOf(onlyRun(world.runs), 'trial-ended').length === 2);
		const screen = world.screen([
			'attach',
			'last',
			'--notify',
			'./note.sh told.txt {event} {trial}',
			'--notify',
			'bell',
		]);
		await screen.waitForText(/grid 2\/4/);
		assert.ok(!screen.received().includes(7));
		world.write('go', '');
		await eventually(
			'the end of the sweep',
			() => existsSync(world.path('told.txt')) && readFileSync(world.path('told.txt'), 'utf8').includes('complete|'),
		);
		const lines = readFileSync(world.path('told.txt'), 'utf8').trimEnd().split('\n');
		assert.ok(
			lines.every(line => /^(?:best\|[34]\||complete\|4\|)$/.test(line)),
			lines.join(' '),
		);
		assert.ok(screen.received().includes(7));
		screen.type('q');
		assert.deepEqual(await exitOf(screen), {code: 0, signal: 0});
	});

	test('a command line that cannot be meant is refused before anything is made', async t => {
		const world = openWorld(t);
		world.write('sweep.toml', shellSweep('true', 1));
		const {code, note} = await world.run(['run', 'sweep.toml', '--headless', '--notify', 'mail {who}']);
		assert.equal(code, 2);
		assert.match(note, /--notify has \{who\}\n.*\{event\} \{text\}/);
		assert.ok(!existsSync(world.runs));
		const detached = await world.run(['run', 'sweep.toml', '--detach', '--notify', 'bell']);
		assert.equal(detached.code, 2);
		assert.match(detached.note, /need a terminal/);
	});
});
