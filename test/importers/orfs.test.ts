import assert from 'node:assert/strict';
import {test} from 'node:test';
import {orfs} from '../../source/importers/orfs.ts';
import {openFile, openFolder} from '../helpers/foreign-files.ts';

/** A flow's metrics with every kind of value that the tools write. */
const METRICS = {
	run__flow__generate_date: '2022-04-19 17:40',
	run__flow__design: 'gcd',
	run__flow__platform: 'asap7',
	run__flow__platform__timing_units: '1ps',
	constraints__clocks__details: ['core_clock: 420.0000'],
	synth__runtime__total: '0:06.27',
	globalplace__route__wirelength__estimated: 'N/A',
	placeopt__timing__drv__max_fanout_limit: 'NoLimit',
	globalroute__timing__clock__slack: -19.12,
	globalroute__timing__clock__period: 417.17,
	finish__timing__setup__ws: 15.99,
	finish__design__instance__area: 197.0,
	finish__design__instance__utilization: 100.0,
	total_time: '0:00:49.830000',
};

function result(id: string, metric: number | 'NaN', more: object = {}): string {
	const line = {
		metric,
		effective_clk_period: metric,
		num_drc: 0,
		done: true,
		trial_id: id,
		timestamp: 1_740_768_329,
		time_total_s: 66.5,
	};
	return JSON.stringify({...line, config: {_SDC_CLK_PERIOD: 473.2, CTS_CLUSTER_SIZE: 84}, ...more}).replace(
		'"NaN"',
		'NaN',
	);
}

test('a flat metrics file: numbers, durations of both shapes, N/A and NoLimit, a list with one clock', t => {
	const source = openFile(t, 'metadata-base-ok.json', JSON.stringify(METRICS));
	assert.equal(orfs.recognise(source), 'sure');
	const [sweep, ...others] = orfs.read(source);
	assert.equal(others.length, 0);
	const [trial] = sweep?.trials ?? [];
	assert.deepEqual(trial?.params, {design: 'gcd', platform: 'asap7'});
	assert.deepEqual(trial?.metrics, {
		constraints__clocks__details: 420,
		synth__runtime__total: 6.27,
		globalroute__timing__clock__slack: -19.12,
		globalroute__timing__clock__period: 417.17,
		finish__timing__setup__ws: 15.99,
		finish__design__instance__area: 197,
		finish__design__instance__utilization: 100,
		total_time: 49.83,
	});
	assert.deepEqual(trial?.missing, {
		globalplace__route__wirelength__estimated: 'N/A',
		placeopt__timing__drv__max_fanout_limit: 'NoLimit',
	});
	assert.deepEqual([trial?.durationS, trial?.startedMs], [49.83, Date.UTC(2022, 3, 19, 17, 40)]);
});

test('a tune folder: 9e+99 and NaN are failures and keep their value; the space covers the parameters', t => {
	const folder = 'tune-x';
	const source = openFolder(t, {
		[`${folder}/variant-AutoTunerBase-a-ray/result.json`]: `${result('a', 45_652.66)}\n`,
		[`${folder}/variant-AutoTunerBase-b-ray/result.json`]: `${result('b', 9e99)}\n`,
		[`${folder}/variant-AutoTunerBase-c-ray/result.json`]: `${result('c', 'NaN')}\n`,
		[`${folder}/variant-AutoTunerBase-d-ray/result.json`]: `${result('d', 7, {done: false})}\n${result('d', 8).slice(0, 40)}`,
		'autotuner.json': JSON.stringify({
			_SDC_FILE_PATH: 'constraint.sdc',
			_SDC_CLK_PERIOD: {type: 'float', minmax: [400, 500], step: 0},
			CTS_CLUSTER_SIZE: {type: 'int', minmax: [10, 200], step: 1},
		}),
	});
	assert.equal(orfs.recognise(source), 'sure');
	const [sweep] = orfs.read(source);
	assert.deepEqual(
		[...(sweep?.trials ?? [])].map(({label, state, why, metrics}) => [label, state, why, metrics['metric']]),
		[
			['a', 'complete', undefined, 45_652.66],
			['b', 'failed', 'metric 9e+99 stands for a flow that failed', 9e99],
			['c', 'failed', 'metric NaN stands for a flow that failed', undefined],
			['d', 'running', undefined, 7],
		].map(row => (row[0] === 'c' ? [...row.slice(0, 3), 'NaN'] : row)),
	);
	assert.deepEqual(sweep?.space?.parameters, [
		{name: '_SDC_CLK_PERIOD', domain: {kind: 'real', min: 400, max: 500, scale: 'linear'}},
		{name: 'CTS_CLUSTER_SIZE', domain: {kind: 'integer', min: 10, max: 200, scale: 'linear', step: 1}},
	]);
	assert.deepEqual(sweep?.objectives, [{metric: 'metric', direction: 'minimize'}]);
});

test('a space that does not name every parameter is not used; a constant is one', t => {
	const space = {X: {type: 'float', minmax: [1, 1], step: 0}, Y: {type: 'float', minmax: [0, 0.2], step: 0.05}};
	const [sweep] = orfs.read(openFolder(t, {'r/result.json': result('a', 1), 'space.json': JSON.stringify(space)}));
	assert.equal(sweep?.space, undefined);
	const [whole] = orfs.read(
		openFolder(t, {'r/result.json': result('a', 1, {config: {X: 1, Y: 0.05}}), 'space.json': JSON.stringify(space)}),
	);
	assert.deepEqual(
		whole?.space?.parameters.map(parameter => parameter.domain),
		[
			{kind: 'constant', value: 1},
			{kind: 'real', min: 0, max: 0.2, scale: 'linear', step: 0.05},
		],
	);
});

test('damage inside of a result file names file and line', t => {
	const source = openFolder(t, {'r/result.json': `{"effective_clk_period": 1, "num_drc": \n${result('a', 1)}\n`});
	assert.throws(() => orfs.read(source), /r\/result\.json:1 is no JSON/);
});
