import assert from 'node:assert/strict';
import {existsSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import process from 'node:process';
import {test} from 'node:test';
import {buildProgram} from '../helpers/built-program.ts';
import {eventsOf} from './run-files.ts';
import {eventually, exitOf, openWorld} from './world.ts';

buildProgram();

/** A program that prints what Optuna prints, rewrites a bar, and ends on SIGINT by its own means. */
const SEARCH = `#!${process.execPath}
const trials = Number(process.argv[2] ?? 3);
const planned = Number(process.argv[3] ?? trials);
const pauseMs = Number(process.argv[4] ?? 60);
const fs = require('node:fs');
const say = text => fs.writeSync(1, '\\x1b[32m[I 2026-11-21 19:29:36,162]\\x1b[0m ' + text + '\\n');
const bar = done => fs.writeSync(1, '\\r ' + Math.round(done / planned * 100) + '%|█▌  | ' + done + '/' + planned + ' [00:0' + 1 + '<00:12,  1.04s/it]');
const wipe = () => fs.writeSync(1, '\\r' + ' '.repeat(60) + '\\r');
process.on('SIGINT', () => { wipe(); say('interrupted, writing the log'); fs.writeFileSync('shutdown.txt', 'done'); process.exit(0); });
say('A new study created in memory with name: e2e');
bar(0);
let trial = 0;
const next = () => {
	wipe();
	const loss = 1 / (trial + 1);
	say('Trial ' + trial + ' finished with value: ' + loss + " and parameters: {'lr': " + (trial + 1) / 10 + ", 'opt': '" + (trial % 2 ? 'sgd' : 'adam') + "'}. Best is trial " + trial + ' with value: ' + loss + '.');
	trial += 1;
	bar(trial);
	if (trial === trials) { fs.writeSync(1, '\\n'); process.exit(Number(process.env.EXIT ?? 0)); }
	setTimeout(next, pauseMs);
};
setTimeout(next, pauseMs);
`;

test('a program that prints as Optuna does becomes a sweep; 3 of 5 and exit 0 is an exhausted space', async t => {
	const world = openWorld(t);
	world.write('search.cjs', SEARCH);
	const {code, out, note} = await world.run(['watch', '--headless', '--out', 'out', '--', './search.cjs', '3', '5']);
	assert.equal(code, 0, note);
	assert.match(out, /^#1 \(source 0\) complete 1\/5 value=1 .* lr=0\.1 opt=adam$/m);
	assert.match(out, /^sweep +search: space exhausted 3\/5$/m);
	assert.match(out, /^best +#3 \(source 2\) value=0\.333/m);
	assert.match(note, /reading trials from the terminal: Optuna's log \(--parse optuna\)/);
	const {trials} = JSON.parse(readFileSync(world.path('out', 'trials.json'), 'utf8'));
	assert.deepEqual(
		trials.map(({params, metrics}: {params: unknown; metrics: unknown}) => [params, metrics]),
		[
			[{lr: 0.1, opt: 'adam'}, {value: 1}],
			[{lr: 0.2, opt: 'sgd'}, {value: 0.5}],
			[{lr: 0.3, opt: 'adam'}, {value: 1 / 3}],
		],
	);
	// Every byte of the terminal, bars and colours too.
	const log = readFileSync(world.path('out', 'console.log'), 'utf8');
	assert.equal(log.match(/Trial \d finished/g)?.length, 3);
	assert.ok(log.includes('\u001B[32m'));
	// And each trial has its own lines of it.
	for (const trial of [1, 2, 3]) {
		const own = readFileSync(world.path('out', 'trials', `00000${trial}`, 'e01', 'output.log'), 'utf8');
		assert.deepEqual(own.match(/Trial \d finished/g), [`Trial ${trial - 1} finished`]);
		assert.ok(!own.includes('A new study created'), 'that was before the first trial');
	}
	const table = await world.run(['table', 'out', '--sort=value', '--columns', 'trial,value,lr']);
	assert.match(table.out, /^3 .*0\.333 +0\.3$/m);
	const resumed = await world.run(['resume', 'out']);
	assert.equal(resumed.code, 2);
	assert.match(resumed.note, /sweeptop watch -- COMMAND/);
});

test('exit codes: a program that fails, one that says nothing, one that is not there', async t => {
	const world = openWorld(t);
	world.write('search.cjs', SEARCH);
	const failed = await world.run(['watch', '--headless', '--out', 'failed', '--', './search.cjs', '2'], {
		environment: {EXIT: '3'},
	});
	assert.equal(failed.code, 1);
	assert.match(failed.out, /the program failed: exit 3/);
	const silent = await world.run(['watch', '--headless', '--out', 'silent', '--', 'true']);
	assert.equal(silent.code, 1);
	assert.match(silent.note, /no trial was heard of: --parse names a listener/);
	const other = await world.run(['watch', '--headless', '--out', 'other', '--', 'echo', 'x=3']);
	assert.equal(other.code, 1);
	assert.match(
		other.note,
		/no trial was heard of in 1 line of the program; there are lines with name=value, e\.g\. x=3/,
	);
	const absent = await world.run(['watch', '--headless', '--out', 'absent', '--', './nosuch']);
	assert.equal(absent.code, 2);
	assert.match(absent.note, /cannot be started: ENOENT/);
	assert.ok(!existsSync(world.path('absent')), 'nothing was written');
	const wrong = await world.run(['watch', '--parse', 'optun', '--', 'true']);
	assert.equal(wrong.code, 2);
	assert.match(wrong.note, /did you mean optuna\?/);
});

test('lines of matrix multiplications, with the seconds that they say', async t => {
	const world = openWorld(t);
	const script = [
		'echo Starting HALF',
		'for n in 64 128; do echo "Matrix $n (Non-tensor) - $((n * 1000)).5 FLOPS (0.050000 seconds, 12 iterations)"; sleep 0.1; done',
		'echo Done HALF',
	].join('; ');
	const {code, out} = await world.run(['watch', '--headless', '--out', 'out', '--', 'sh', '-c', script]);
	assert.equal(code, 0);
	assert.match(out, /^best +#2 flops=128 kFLOP\/s .*matrix_size=128/m);
	const [first] = eventsOf(world.path('out'), 'execution-ended');
	assert.ok(Math.abs((first?.duration_s ?? 0) - 0.05) < 1e-6);
	assert.deepEqual(first?.metrics, {flops: 64_000.5, iterations: 12, seconds: 0.05});
});

test('patterns of a person, and a mistake in them with its place', async t => {
	const world = openWorld(t);
	world.write(
		'mine.toml',
		[
			'[[patterns]]',
			"pattern = '^try (?<trial>\\d+) lr=(?<lr>\\S+)'",
			'event = "start"',
			'params = ["lr"]',
			'[[patterns]]',
			"pattern = '^cost (?<cost>\\S+)'",
			'event = "end"',
			'',
		].join('\n'),
	);
	const script = 'for i in 0 1 2; do echo "try $i lr=0.$i"; sleep 0.05; echo "cost $((9 - i))"; done';
	const argv = [
		'watch',
		'--headless',
		'--parse',
		'mine.toml',
		'--minimize',
		'cost',
		'--out',
		'out',
		'--',
		'sh',
		'-c',
		script,
	];
	const {code, out, note} = await world.run(argv);
	assert.equal(code, 0, note);
	assert.match(out, /^best +#3 cost=7 +lr=0\.2$/m);
	world.write('broken.toml', "[[patterns]]\npattern = '(?<x>'\n");
	const broken = await world.run(['watch', '--parse', 'broken.toml', '--', 'true']);
	assert.equal(broken.code, 2);
	assert.match(broken.note, /broken\.toml:2:11: it is no regular expression/);
});

test('pairs on the terminal are read unasked, and patterns need none of the end', async t => {
	const world = openWorld(t);
	const trial = 'sleep 0.05; for s in 1 2; do echo "step $s loss $((9 - i - s))"; sleep 0.05; done';
	const pairs = `echo "INFO lr=0.7"; for i in 0 1 2; do echo "trial $i lr=0.$i"; ${trial}; done`;
	const unasked = await world.run(['watch', '--headless', '--out', 'unasked', '--', 'sh', '-c', pairs]);
	assert.equal(unasked.code, 0, unasked.note);
	assert.match(unasked.note, /reading trials from the terminal: `name=value`, .*\(--parse metrics\)/);
	assert.match(unasked.out, /^best +#3 \(source 2\) loss=5 +lr=0\.2$/m);
	assert.match(unasked.out, /^trials +3: 3 complete$/m);
	world.write(
		'mine.toml',
		"[[patterns]]\npattern = '^try (?<lr>\\S+)'\nevent = 'start'\nparams = ['lr']\n\n[[patterns]]\npattern = '^step (?<step>\\d+) loss (?<loss>\\S+)'\n",
	);
	const argv = ['watch', '--headless', '--parse', 'mine.toml', '--minimize', 'loss', '--out', 'patterns', '--'];
	const own = await world.run([...argv, 'sh', '-c', `for i in 0 1 2; do echo "try 0.$i"; ${trial}; done; sleep 0.5`]);
	assert.equal(own.code, 0, own.note);
	assert.doesNotMatch(own.note, /what came/);
	assert.match(own.out, /^trials +3: 3 complete$/m);
	const ended = eventsOf(world.path('patterns'), 'execution-ended');
	assert.deepEqual(
		ended.map(({metrics, flags}) => [metrics['loss'], flags.includes('SHARED')]),
		[
			[7, false],
			[6, false],
			[5, false],
		],
	);
	// It ended with its last value, not with the program.
	const begunMs = eventsOf(world.path('patterns'), 'execution-started').at(-1)?.mono_ms ?? Number.NaN;
	const lastMs = eventsOf(world.path('patterns'), 'metric-reported').at(-1)?.mono_ms ?? Number.NaN;
	assert.ok(Math.abs(begunMs + 1000 * (ended.at(-1)?.duration_s ?? Number.NaN) - lastMs) < 200);
});

test('SIGINT is passed on: the program ends by its own means', async t => {
	const world = openWorld(t);
	world.write('search.cjs', SEARCH);
	const running = world.start(['watch', '--headless', '--out', 'out', '--', './search.cjs', '100', '100', '100']);
	await eventually('two trials', () => /^#2 \(source \d\) complete/m.test(running.out()));
	running.child.kill('SIGINT');
	const {code, out} = await running.ended;
	assert.equal(code, 130);
	assert.match(out, /search: ended by SIGINT/);
	assert.equal(readFileSync(world.path('shutdown.txt'), 'utf8'), 'done');
	assert.match(readFileSync(world.path('out', 'console.log'), 'utf8'), /interrupted, writing the log/);
	assert.equal(eventsOf(world.path('out'), 'sweep-ended').length, 1);
});

test('a program that does not hear SIGINT gets SIGTERM at the second one', async t => {
	const world = openWorld(t);
	const script =
		'trap "" INT; echo "Trial 0 finished with value: 1.0 and parameters: {}."; while :; do sleep 0.05; done';
	const running = world.start(['watch', '--headless', '--out', 'out', '--', 'bash', '-c', script]);
	await eventually('a trial', () => /^#1 \(source \d\) complete/m.test(running.out()));
	running.child.kill('SIGINT');
	await eventually('the first one is heard', async () => {
		await new Promise(resolve => setTimeout(resolve, 300));
		return running.child.exitCode === null;
	});
	running.child.kill('SIGINT');
	const {code} = await running.ended;
	assert.equal(code, 130);
	assert.deepEqual(
		world.processes().filter(({command}) => command.includes('trap')),
		[],
	);
});

test('kill -9 of the watcher leaves a journal that loads, with the trials that were acknowledged', async t => {
	const world = openWorld(t);
	world.write('search.cjs', SEARCH);
	const running = world.start(['watch', '--headless', '--out', 'out', '--', './search.cjs', '1000', '1000', '30']);
	await eventually('five trials', () => /^#5 \(source \d\) complete/m.test(running.out()));
	running.child.kill('SIGKILL');
	await running.ended;
	const ended = eventsOf(world.path('out'), 'trial-ended').map(({trial}) => trial);
	assert.ok(ended.length >= 4, `${ended.length} trials`);
	assert.deepEqual(
		ended,
		Array.from({length: ended.length}, (_, index) => index + 1),
	);
	const {code, out} = await world.run(['table', 'out', '--json']);
	assert.equal(code, 0);
	assert.ok(JSON.parse(out).length >= ended.length);
});

test('on a screen: the terminal of the program, detached and attached again, stopped', async t => {
	const world = openWorld(t);
	world.write('search.cjs', SEARCH);
	const screen = world.screen(['watch', '--out', 'out', '--', './search.cjs', '1000', '1000', '200'], {
		columns: 100,
		rows: 30,
	});
	await eventually(
		'a trial and the terminal',
		() => /program \.\/search\.cjs/.test(screen.text()) && /Trial \d+ finished/.test(screen.text()),
	);
	screen.type('d');
	assert.equal((await exitOf(screen)).code, 0);
	const again = world.screen(['attach', 'out'], {columns: 100, rows: 30});
	await eventually('the terminal again', () => /program \.\/search\.cjs/.test(again.text()));
	const stopped = await world.run(['stop', 'out']);
	assert.match(stopped.note, /the program got SIGINT/);
	await eventually('its end', () => /stopped by the user/.test(again.text()));
	await again.close();
	assert.equal(readFileSync(world.path('shutdown.txt'), 'utf8'), 'done');
});

test('a log that the program writes at its shutdown is imported where it said nothing else', async t => {
	const world = openWorld(t);
	const journal = readFileSync(join(import.meta.dirname, '..', 'fixtures', 'formats', 'optuna_journal.log'), 'utf8');
	world.write('source.txt', journal);
	const {code, out, note} = await world.run([
		'watch',
		'--headless',
		'--out',
		'out',
		'--',
		'sh',
		'-c',
		'sleep 0.2; cp source.txt written.log',
	]);
	assert.equal(code, 0, note);
	assert.match(note, /trials are those of .*written\.log/);
	assert.match(out, /^trials +\d+: .*complete/m);
	const curve = readFileSync(world.path('out', 'trials', '000001', 'e01', 'metrics.csv'), 'utf8').split('\n');
	assert.equal(curve[0], 'mono_ms,step,val_loss');
	assert.ok(curve.length > 2, 'a row a point');
	assert.match(
		readFileSync(world.path('out', 'all_metrics.csv'), 'utf8'),
		/^trial,execution,mono_ms,step,val_loss\n1,1,/,
	);
});
