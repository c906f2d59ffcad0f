import assert from 'node:assert/strict';
import {existsSync} from 'node:fs';
import process from 'node:process';
import {test} from 'node:test';
import {buildProgram} from '../helpers/built-program.ts';
import {eventsOf} from './run-files.ts';
import {eventually, openWorld} from './world.ts';

buildProgram();

/** A program that prints lines, a moment apart. */
const printing = (...lines: readonly string[]): readonly string[] => [
	'sh',
	'-c',
	'for line in "$@"; do printf "%s\\n" "$line"; sleep 0.05; done',
	'tune',
	...lines,
];

test('JSON lines with a start and an end, with steps, and flat: each trial has its loss', async t => {
	const world = openWorld(t);
	const three = [0, 1, 2];
	const programs = {
		both: three.flatMap(trial => [
			`{"trial":${trial},"params":{"lr":${trial}}}`,
			`{"trial":${trial},"loss":${9 - trial}}`,
		]),
		steps: three.flatMap(trial =>
			three.map(step => `{"trial":${trial},"params":{"lr":${trial}},"step":${step},"loss":${11 - trial - step}}`),
		),
		flat: three.map(trial => `{"lr":${trial},"width":64,"loss":${9 - trial}}`),
	};
	for (const [name, lines] of Object.entries(programs)) {
		const argv = ['watch', '--headless', '--minimize', 'loss', '--out', name, '--', ...printing(...lines)];
		const {code, out, note} = await world.run(argv);
		assert.equal(code, 0, `${name}: ${note}`);
		assert.match(out, /^best +#3 .*loss=7(?:\.00)? +lr=2/m, name);
		assert.match(out, /^trials +3: 3 complete$/m, name);
		assert.doesNotMatch(out, /SHARED/, name);
	}
});

test('an objective that never came is told with the names that did, and the exit code is 1', async t => {
	const world = openWorld(t);
	const lines = ['{"trial":0,"params":{"lr":1},"acc":2}', '{"trial":1,"params":{"lr":2},"acc":3}'];
	const run = (...options: readonly string[]) =>
		world.run(['watch', '--headless', ...options, '--', ...printing(...lines)]);
	const {code, out, note} = await run('--minimize', 'los', '--out', 'absent');
	assert.equal(code, 1);
	assert.match(note, /no trial has a value for --minimize los; what came: acc/);
	assert.match(out, /the program ended; no trial completed with a value for los$/m);
	assert.equal((await run('--maximize', 'acc', '--out', 'there')).code, 0);
	assert.equal((await world.run(['watch'])).code, 2);
});

test('watch --study without a command: what is there, what comes, and the end with its writer', async t => {
	if (process.env['SWEEPTOP_FAULTS'] !== '1') return t.skip('needs SWEEPTOP_FAULTS=1: it waits for seconds');
	const world = openWorld(t);
	const writer = world.startProgram(
		[
			process.execPath,
			'-e',
			`const fs = require('node:fs');
		const file = fs.openSync('grow.csv', 'w');
		fs.writeSync(file, 'lr,loss\\n0.1,3\\n0.2,2\\n');
		process.stdin.once('data', () => { fs.writeSync(file, '0.3,1\\n'); setTimeout(() => process.exit(), 1500); });`,
		],
		{stdin: 'pipe'},
	);
	await eventually('its file', () => existsSync(world.path('grow.csv')));
	const watching = world.start(['watch', '--headless', '--study', 'grow.csv', '--minimize', 'loss', '--out', 'out']);
	await eventually(
		'what is there',
		() => /^#2 complete/m.test(watching.out()) && watching.note().includes('it is written by'),
	);
	writer.child.stdin?.write('go');
	const {code, out} = await watching.ended;
	assert.equal(code, 0);
	assert.match(out, /^#3 complete/m);
	assert.match(out, /^best +#3 loss=1.* lr=0\.3$/m);
	const before = eventsOf(world.path('out'), 'execution-ended')[0];
	assert.equal(before?.duration_s, undefined);
	assert.equal(before?.missing?.['energy_j'], 'it ran before it was watched');
	assert.ok(!existsSync(world.path('out', 'trials', '000001', 'e01', 'output.log')), 'its output is not ours');
});

test('watch --study without a command: a storage that nobody writes is followed until SIGINT', async t => {
	const world = openWorld(t);
	const watching = world.start(['watch', '--headless', '--study', 'late.jsonl', '--minimize', 'loss', '--out', 'out']);
	await eventually('a word that it waits', () =>
		watching.note().includes('late.jsonl is not there yet: waiting for it'),
	);
	world.write('late.jsonl', '{"params":{"lr":1},"loss":2}\n{"params":{"lr":2}}\n');
	await eventually('a trial', () => /^#1 complete/m.test(watching.out()));
	watching.child.kill('SIGINT');
	const {code, out} = await watching.ended;
	assert.equal(code, 130);
	assert.match(out, /^#2 lost .*it was no longer followed$/m);
});
