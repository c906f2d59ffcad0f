import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import {existsSync, readFileSync} from 'node:fs';
import {test} from 'node:test';
import {buildProgram} from '../helpers/built-program.ts';
import {readRows} from './run-files.ts';
import {openWorld} from './world.ts';

buildProgram();

test('the training preset: curves of losses, and a log folder that opens again', async t => {
	const world = openWorld(t);
	const short = ['--trials', '2', '--set', 'parameters.steps=40'];
	const {code, note} = await world.run(['run', 'training', '--headless', '--out', 'out', ...short], {
		timeoutMs: 60_000,
	});
	assert.equal(code, 0, note);
	for (const row of readRows(world.path('out'))) {
		assert.ok(Number(row['loss']) > 0.3 && Number(row['loss']) < 3, row['loss']);
		assert.deepEqual([row['goal_reached'], row['steps_taken']], ['0', '40']);
	}
	const exported = await world.run(['export', 'out', '--format', 'algoperf', '--output', 'logs']);
	assert.equal(exported.code, 0, exported.note);
	const [header = '', ...points] = readFileSync(world.path('logs/training/run_1/metrics.csv'), 'utf8')
		.trim()
		.split('\n');
	assert.match(header, /^workload,framework,run_idx,accumulated_submission_time,global_step,.*hparam\.learning_rate/);
	assert.equal(points.length, 3);
	const again = await world.run(['table', 'logs', '--json']);
	assert.equal(again.code, 0, again.note);
	assert.equal(JSON.parse(again.out).length, 2);
});

test('the quantization preset: pairs of formats, and what they cost', async t => {
	const world = openWorld(t);
	const short = ['--trials', '2', '--set', 'parameters.seconds=0.1'];
	const {code, note} = await world.run(['run', 'quantization', '--headless', '--out', 'out', ...short], {
		timeoutMs: 60_000,
	});
	assert.equal(code, 0, note);
	const rows = readRows(world.path('out'));
	assert.equal(rows.length, 2);
	for (const row of rows) {
		const [data, weight, bits] = ['data.width', 'weight.width', 'average_bitwidth'].map(name => Number(row[name]));
		assert.ok([4, 8, 16].includes(data ?? 0) && (bits ?? 0) >= (weight ?? 99), JSON.stringify(row));
		assert.ok(Number(row['accuracy']) > 0.6 && Number(row['latency']) > 0, JSON.stringify(row));
	}
});

test('the ppa preset: a circuit, its figures and its picture', async t => {
	if (spawnSync('yosys', ['-V']).status !== 0) return t.skip('needs yosys');
	const world = openWorld(t);
	const {code, note} = await world.run(['run', 'ppa', '--headless', '--trials', '1', '--out', 'out'], {
		timeoutMs: 60_000,
	});
	assert.equal(code, 0, note);
	const [row] = readRows(world.path('out'));
	assert.ok(Number(row?.['area']) > 100 && Number(row?.['depth']) > 1);
	assert.ok(existsSync(world.path('out/trials/000001/e01/artifacts/netlist.png')));
});
