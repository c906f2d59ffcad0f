import assert from 'node:assert/strict';
import {test} from 'node:test';
import {buildProgram} from '../helpers/built-program.ts';
import {readRows} from './run-files.ts';
import {openWorld} from './world.ts';

buildProgram();

test('the kernels preset leaves a trace that opens as kernels, and as the timeline of one invocation', async t => {
	const world = openWorld(t);
	const run = ['run', 'kernels', '--headless', '--trials', '2', '--set', 'parameters.seconds=0.1', '--out', 'out'];
	const {code, note} = await world.run(run, {timeoutMs: 60_000});
	assert.equal(code, 0, note);
	for (const row of readRows(world.path('out'))) {
		assert.equal(row['state'], 'complete');
		assert.ok(Number(row['flops']) > 0 && Number(row['convolution_us']) > 0 && Number(row['latency']) > 0);
	}
	const trace = `${world.path('out')}/trials/000002/e01/artifacts/trace.json`;
	const table = await world.run(['table', `${trace}#kernels`, '--json']);
	assert.equal(table.code, 0, table.note);
	const kernels: readonly {readonly params: {readonly kernel: string}; readonly metrics: {readonly total_s: number}}[] =
		JSON.parse(table.out);
	assert.deepEqual(kernels.map(({params}) => params.kernel).toSorted(), [
		'convolution',
		'dense',
		'maximum',
		'rectifier',
		'softmax',
	]);
	const totals = kernels.map(({metrics}) => metrics.total_s);
	assert.deepEqual(
		totals,
		totals.toSorted((a, b) => b - a),
		'what takes longest stands first',
	);
	const gantt = await world.run(['plot', `${trace}#timeline`, 'gantt', '--fix', 'invocation=1', '--columns', '90']);
	assert.equal(gantt.code, 0, gantt.note);
	assert.match(gantt.out, /^6 trials, invocation 1/);
	for (const name of ['convolution', 'softmax'])
		assert.match(gantt.out, new RegExp(`^ *#\\d+ ${name} +kernel *│.*▒`, 'm'));
});
