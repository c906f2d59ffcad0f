import assert from 'node:assert/strict';
import {test} from 'node:test';
import {UserError} from '../../source/domain/errors.ts';
import {formatPythonFloat} from '../../source/domain/foreign/python-float.ts';
import {computeRatios, parseSplit} from '../../source/domain/ratio/ratio.ts';
import type {Params, Space} from '../../source/domain/space.ts';
import type {TrialRecord} from '../../source/domain/trial.ts';
import {SAMPLE_SWEEP} from '../helpers/sample-sweep.ts';

const SPACE: Space = {
	parameters: [
		{name: 'datatype', domain: {kind: 'choice', values: ['half', 'float', 'double']}},
		{name: 'size', domain: {kind: 'integer', min: 64, max: 256, step: 64, scale: 'linear'}},
		{name: 'tensor', domain: {kind: 'choice', values: [true, false]}},
		{name: 'path', domain: {kind: 'choice', values: ['a/b', 'a', 'b/c', 'b']}},
		{name: 'rounds', domain: {kind: 'constant', value: 8}},
	],
	exclude: [],
};

let number = 0;
function trial(params: Params, flops: number, rest: Partial<TrialRecord> = {}): TrialRecord {
	number += 1;
	const empty = {telemetry: {}, flags: [], missing: {}, executions: [], curves: {}, by: 'grid'};
	return {...empty, trial: number, state: 'complete', params: {rounds: 8, ...params}, metrics: {flops}, ...rest};
}

const TRIALS = [
	trial({datatype: 'float', size: 128, tensor: true, path: 'a'}, 10),
	trial({datatype: 'float', size: 128, tensor: false, path: 'a'}, 4),
	trial({datatype: 'float', size: 64, tensor: false, path: 'a'}, 8),
	trial({datatype: 'float', size: 64, tensor: true, path: 'a'}, 6),
	trial({datatype: 'half', size: 256, tensor: true, path: 'a'}, 3),
	trial({datatype: 'half', size: 256, tensor: false, path: 'a'}, 2),
];

const SPLIT = {parameter: 'tensor', numerator: true, denominator: false} as const;

test('a ratio for every combination of the free parameters, sorted by them; constants are left out', () => {
	const table = computeRatios(TRIALS, SPACE, 'flops', SPLIT);
	const counts = {numerator: 1, denominator: 1};
	assert.deepEqual(table, {
		free: ['datatype', 'size', 'path'],
		rows: [
			{free: ['half', 256, 'a'], numerator: 3, denominator: 2, ratio: 1.5, interval: undefined, counts},
			{free: ['float', 64, 'a'], numerator: 6, denominator: 8, ratio: 0.75, interval: undefined, counts},
			{free: ['float', 128, 'a'], numerator: 10, denominator: 4, ratio: 2.5, interval: undefined, counts},
		],
		unpaired: 0,
		lost: [],
	});
	const [, row] = table.rows;
	assert.equal(`float ${formatPythonFloat(64)} ${formatPythonFloat(row?.ratio ?? 0)}`, 'float 64.0 0.75');
});

test('several trials of a point give their mean; failed, valueless and unpaired ones give no row', () => {
	const trials = [
		...TRIALS.slice(0, 2),
		trial({datatype: 'float', size: 128, tensor: true, path: 'a'}, 14),
		trial({datatype: 'float', size: 128, tensor: true, path: 'a'}, 1e6, {state: 'failed'}),
		trial({datatype: 'double', size: 64, tensor: true, path: 'a'}, 1),
		trial({datatype: 'double', size: 64, tensor: false, path: 'a'}, 1, {metrics: {flops: 'NaN'}}),
	];
	const table = computeRatios(trials, SPACE, 'flops', SPLIT);
	assert.deepEqual(
		table.rows.map(row => [row.numerator, row.denominator, row.ratio]),
		[[12, 4, 3]],
	);
	assert.equal(table.unpaired, 1);
});

test('telemetry columns have ratios too', () => {
	const trials = TRIALS.slice(0, 2).map((made, index) => ({...made, telemetry: {power_mean_w: 4 + 4 * index}}));
	assert.equal(computeRatios(trials, SPACE, 'power_mean_w', SPLIT).rows[0]?.ratio, 0.5);
});

test('a split names a parameter and two of its values, by type', () => {
	assert.deepEqual(parseSplit('tensor=true/false', SPACE, TRIALS), SPLIT);
	assert.deepEqual(parseSplit('size=128/64', SPACE, TRIALS), {parameter: 'size', numerator: 128, denominator: 64});
	const paths = ['a/b', 'a', 'b/c', 'b'].map(path => trial({path}, 1));
	assert.deepEqual(parseSplit('path=a/b/b/c', SPACE, paths), {parameter: 'path', numerator: 'a/b', denominator: 'b/c'});
});

test('a wrong split says what there is', () => {
	const problemOf = (text: string): string => {
		try {
			parseSplit(text, SPACE, TRIALS);
		} catch (error) {
			assert.ok(error instanceof UserError);
			return `${error.problem} | ${error.hint}`;
		}
		return assert.fail(text);
	};
	assert.match(problemOf('tensor'), /has no "="/);
	assert.match(problemOf('tensr=true/false'), /no parameter "tensr" \| Did you mean "tensor"\?/);
	assert.match(problemOf('tensor=yes/no'), /two values of "tensor" \| .*true, false/);
	assert.match(problemOf('tensor=true'), /two values of "tensor"/);
});

test('between two runs what the second has not tried is lost; within one run a setting may have one side alone', () => {
	const trials = [...TRIALS.slice(0, 2), trial({datatype: 'double', size: 64, tensor: false, path: 'b'}, 5)];
	assert.deepEqual(computeRatios(trials, SPACE, 'flops', SPLIT, {sweep: SAMPLE_SWEEP}).lost, []);
	const merged = {...SAMPLE_SWEEP, runParameter: 'tensor'};
	const {lost, unpaired} = computeRatios(trials, SPACE, 'flops', SPLIT, {sweep: merged});
	assert.deepEqual([unpaired, lost], [1, [{free: ['double', 64, 'b'], why: 'the second run has not tried it'}]]);
});
