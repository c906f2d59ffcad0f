import assert from 'node:assert/strict';
import {readFileSync, writeFileSync} from 'node:fs';
import {suite, test} from 'node:test';
import {setTimeout as sleep} from 'node:timers/promises';
import {buildProgram} from '../helpers/built-program.ts';
import {isRunning} from './processes.ts';
import {countEndedTrials, enginePid, eventsOf, onlyRun, readRows, readState} from './run-files.ts';
import {give, startDetached} from './steering.ts';
import {LOSS, shellSweep} from './sweeps.ts';
import {eventually, exitOf, openWorld} from './world.ts';

buildProgram();

/** A trial that ends at once where it is the first or the sweep was paused; what follows it waits for `paused`. */
const PACED = '[ $SWEEP_i = 1 ] || until [ -e paused ]; do sleep 0.05; done; echo loss=$SWEEP_i';

const LONG_THIRD = '[ $SWEEP_i != 3 ] || sleep 600';
/** The last trial ends, and with it the sweep, when everything has been asked of it. */
const LAST = '[ $SWEEP_i != 4 ] || until [ -e asked ]; do sleep 0.05; done';

suite('steering a sweep', {concurrency: 3}, () => {
	test('resume --headless of a paused live sweep reports it to its end, and nothing that had happened before', async t => {
		const world = openWorld(t);
		const out = await startDetached(world, shellSweep(PACED, 4, LOSS));
		await give(world, 'pause', 'out');
		world.write('paused', '');
		await eventually('the end of the running trial', () => readState(out).counts.running === 0);
		const before = countEndedTrials(out);
		const {code, out: told, note} = await world.run(['resume', 'out', '--headless']);
		assert.equal(code, 0, note);
		assert.match(note, /^resumed$/m);
		assert.deepEqual(
			[...told.matchAll(/^#(\d) complete \1\/4 /gm)].map(([, trial]) => Number(trial)),
			[1, 2, 3, 4].slice(before),
			`${told}\n${note}`,
		);
		assert.match(told, /^trials {2}4: 4 complete$/m);
	});

	test('by commands: pause, enqueue, rerun, resume, stop', async t => {
		const world = openWorld(t);
		const out = await startDetached(world, shellSweep(PACED, 8, LOSS));
		assert.match(await give(world, 'pause', 'out'), /^paused: running executions finish/);
		world.write('paused', '');
		await eventually('the end of the running trial', () => readState(out).counts.running === 0);
		const ended = countEndedTrials(out);
		await sleep(700);
		assert.deepEqual([countEndedTrials(out), readState(out).phase], [ended, 'paused']);
		assert.equal(await give(world, 'enqueue', 'out', 'i=8'), `queued as #${ended + 1}\n`);
		const wrong = await world.run(['enqueue', 'out', 'j=7']);
		assert.equal(wrong.code, 2);
		assert.match(wrong.note, /\bj\b/);
		assert.match((await world.run(['enqueue', 'out', 'i=77'])).note, /i cannot be "77": a whole number from 1 to 8/);
		assert.equal(await give(world, 'rerun', 'out', '--trials', '1'), '#1 queued again\n');
		assert.equal(await give(world, 'resume', 'out'), 'resumed\n');
		const engine = enginePid(out);
		await eventually('the end', () => !isRunning(engine));
		const rows = readRows(out);
		assert.deepEqual(
			rows.map(row => [row['i'], row['state']]).toSorted(([a], [b]) => Number(a) - Number(b)),
			[1, 2, 3, 4, 5, 6, 7, 8].map(i => [String(i), 'complete']),
		);
		assert.equal(readState(out).trials[ended]?.by, 'user', 'the grid does not come to that point again');
		const [first] = readState(out).trials;
		assert.deepEqual(
			first?.executions.map(({execution, superseded}) => [execution, superseded]),
			[
				[1, true],
				[2, undefined],
			],
		);
		assert.deepEqual(
			eventsOf(out, 'command-given').map(({command, by}) => [command, by]),
			[
				['pause', 'user'],
				['enqueue', 'user'],
				['rerun', 'user'],
				['resume', 'user'],
			],
		);
	});

	test('a run without an engine: rerun --failed and enqueue wait for the resume', async t => {
		const world = openWorld(t);
		world.write('sweep.toml', shellSweep('[ -e mended -o $SWEEP_i != 2 ] && echo loss=$SWEEP_i', 3, LOSS));
		assert.equal((await world.run(['run', 'sweep.toml', '--headless', '--out', 'out'])).code, 0);
		world.write('mended', '');
		assert.match(await give(world, 'rerun', 'out', '--failed'), /^#2 queued again\nrun them: sweeptop resume out$/m);
		assert.match(await give(world, 'enqueue', 'out', 'i=1'), /^queued as #4$/m);
		const again = await world.run(['resume', 'out', '--headless']);
		assert.equal(again.code, 0, again.note);
		assert.deepEqual(
			readRows(world.path('out')).map(row => [row['i'], row['state'], row['loss']]),
			[
				['1', 'complete', '1'],
				['2', 'complete', '2'],
				['3', 'complete', '3'],
				['1', 'complete', '1'],
			],
		);
		const journal = readFileSync(world.path('out', 'journal.ndjson'), 'utf8');
		const nothing = await world.run(['rerun', 'out', '--failed']);
		assert.deepEqual([nothing.code, nothing.note], [2, 'sweeptop: no ended trial matches: nothing to run again\n']);
		assert.equal(readFileSync(world.path('out', 'journal.ndjson'), 'utf8'), journal, 'a refusal leaves no trace');
	});

	test('by keys: pause and go on, kill the running trial, queue one by hand, run one again', async t => {
		const world = openWorld(t);
		world.write('sweep.toml', shellSweep(`echo loss=$SWEEP_i; ${LONG_THIRD}; ${LAST}`, 4, LOSS));
		const screen = world.screen(['run', 'sweep.toml'], {columns: 100, rows: 30});
		await screen.waitForText(/grid 2\/4/);
		const run = onlyRun(world.runs);
		await eventually('the long trial', () => readState(run).trials[2]?.state === 'running');
		screen.type('p');
		await eventually('the pause', () => readState(run).phase === 'paused');
		await screen.waitForText(/test {2}paused/);
		screen.type('p');
		await eventually('going on', () => readState(run).phase === 'running');

		await screen.waitForText(/ 3 .* running/);
		screen.press('end');
		await screen.waitForText(/▌ *3 /);
		screen.type('X');
		await screen.waitForText(/#3/);
		screen.type('y');
		await eventually('its end', () => readState(run).trials[2]?.state === 'killed');
		assert.equal(readState(run).trials[2]?.why, 'skipped by the user');

		screen.type('n');
		await screen.waitForText(/ queue:/);
		screen.type('i=4\r');
		await eventually(
			'the trial by hand',
			() => readState(run).trials.filter(trial => trial?.params['i'] === 4 && trial.by === 'user').length === 1,
		);
		world.write('asked', '');
		const engine = enginePid(run);
		await eventually('the end', () => !isRunning(engine));
		await screen.waitForText(/test {2}(?:complete|ended)/);
		// Of a run that has ended the same screen takes it for the next resume.
		screen.type('2');
		await screen.waitForText(/▌ *3 /);
		screen.type('r');
		await screen.waitForText(/#3 queued again; to run it: sweeptop resume /);
		assert.deepEqual([readState(run).trials[2]?.state, readState(run).phase], ['queued', 'ended']);
		await screen.waitForText(/ 3 .* queued/);
		screen.type('q');
		assert.deepEqual(await exitOf(screen), {code: 0, signal: 0});
		assert.deepEqual(
			readRows(run)
				.map(row => [row['i'], row['state']])
				.toSorted(([a], [b]) => Number(a) - Number(b)),
			[
				['1', 'complete'],
				['2', 'complete'],
				['3', 'killed'],
				['4', 'complete'],
				['4', 'complete'],
			],
		);
	});

	test('a attaches to the running trial: what is typed reaches it', async t => {
		const world = openWorld(t);
		world.write(
			'sweep.toml',
			shellSweep(
				'printf "name? "; until read x && [ -n "$x" ]; do sleep 0.1; done; echo "got <$x>"; echo loss=1; sleep 1',
				1,
				LOSS,
			),
		);
		const screen = world.screen(['run', 'sweep.toml'], {columns: 100, rows: 30});
		await screen.waitForText('name?');
		screen.type('a');
		await screen.waitForText(/\] back/);
		screen.type('ada\r');
		await screen.waitForText('got <ada>');
		const run = onlyRun(world.runs);
		await eventually('the end', () => readState(run).phase === 'ended');
		assert.match(readFileSync(`${run}/trials/000001/e01/output.log`, 'utf8'), /got <ada>/);
		await screen.waitForText(/#1 has ended: what is typed goes nowhere/);
		screen.type('q');
		await screen.waitForText(/q does nothing here: esc back/);
		screen.press('escape');
		await screen.waitForText(/trials\.csv and trials\.json are in/);
	});

	test('E9: a resume after the sweep file was changed is refused with the difference, unless --frozen', async t => {
		const world = openWorld(t);
		const text = shellSweep('[ -e go ] || exit 1; echo loss=$SWEEP_i', 3, LOSS);
		world.write('sweep.toml', text);
		assert.equal((await world.run(['run', 'sweep.toml', '--headless', '--out', 'out'])).code, 1);
		world.write('sweep.toml', text.replace('max = 3', 'max = 30'));
		const refused = await world.run(['resume', 'out', '--headless']);
		assert.equal(refused.code, 2);
		assert.match(
			refused.note,
			/sweep\.toml was changed since this run was frozen\n {2}line \d+:\n {2}- i = .*max = 3,.*\n {2}\+ i = .*max = 30,.*\n.*--frozen/,
		);
		world.write('go', '');
		await give(world, 'rerun', 'out', '--failed');
		const frozen = await world.run(['resume', 'out', '--headless', '--frozen']);
		assert.equal(frozen.code, 0, frozen.note);
		assert.equal(readRows(world.path('out')).length, 3, 'the frozen sweep is used');
		writeFileSync(world.path('out', 'sweep.toml'), 'name = "other"\n');
		world.write('sweep.toml', text);
		assert.match((await world.run(['resume', 'out', '--headless'])).note, /out\/sweep\.toml was changed/);
	});

	test('K1, K9: of many engines that start on one run directory one runs, the others name it', async t => {
		const world = openWorld(t);
		world.write(
			'sweep.toml',
			shellSweep('[ -e go ] || exit 1; until [ -e done ]; do sleep 0.1; done; echo loss=$SWEEP_i', 8, LOSS),
		);
		assert.equal((await world.run(['run', 'sweep.toml', '--headless', '--out', 'out'])).code, 1);
		world.write('go', '');
		await give(world, 'rerun', 'out', '--failed');
		const racers = Array.from({length: 5}, () => world.start(['resume', 'out', '--headless']));
		const lost = () => racers.filter(({child}) => child.exitCode !== null).length;
		await eventually('all but one give up', () => lost() === racers.length - 1);
		world.write('done', '');
		const ended = await Promise.all(racers.map(async ({pid, ended: end}) => ({pid, ...(await end)})));
		const winners = ended.filter(({code}) => code === 0);
		assert.equal(winners.length, 1, ended.map(({code, note}) => `${code} ${note}`).join('\n'));
		for (const {code, note} of ended.filter(racer => racer !== winners[0])) {
			assert.equal(code, 2);
			assert.match(
				note,
				new RegExp(`in use by another sweeptop \\(pid ${winners[0]?.pid}, since 20|the sweep is not paused`),
			);
		}
		assert.equal(enginePid(world.path('out')), winners[0]?.pid);
		assert.deepEqual(
			readRows(world.path('out')).map(row => row['state']),
			Array(8).fill('complete'),
		);
		assert.equal(eventsOf(world.path('out'), 'sweep-ended').length, 3);
	});
});
