import assert from 'node:assert/strict';
import {test} from 'node:test';
import {decodeNumber} from '../../source/domain/number.ts';
import {chooseImporter} from '../../source/importers/choose.ts';
import {csvImporter} from '../../source/importers/csv.ts';
import {IMPORTERS} from '../../source/importers/registry.ts';
import {openSystem} from '../helpers/foreign-files.ts';

/** Every file and folder of the five systems: who claims it, and how many trials each sweep in it has. */
const GOLDEN: Readonly<Record<string, readonly [importer: string, ...trials: number[]]>> = {
	'asap7/asap7-tuning-20220804141156': ['scrapbook', 16],
	'asap7/asap7.csv': ['csv', 16],
	'asap7/mmi_out_sample.ipynb': ['scrapbook', 1],
	'asap7/output.metrics': ['hypertune', 15],
	'asap7/vertex_hpt_job_console.txt': ['vertex-trials', 0],
	'asap7/vertex_hptuning_result.json': ['vertex-trials', 4],
	'asap7/vertex_mmi_tuning_400trials.csv': ['csv', 400],
	jetson: ['jetson-power', 56, 2, 2, 7],
	'jetson/square_2021': ['jetson-power', 54],
	'jetson/triton': ['jetson-power', 7],
	'plaidml/eventlog.gz': ['plaidml-eventlog', 0],
	'plaidml/small_mobilenet_coco_log.gz': ['plaidml-eventlog', 83, 139, 1964],
	'plaidml/small_mobilenet_coco_log.kernels.csv': ['csv', 83],
	'algoperf/logs_2022_03': ['algoperf', 2],
	'algoperf/logs_2022_03/all_metrics.csv': ['csv', 12],
	'algoperf/scoring': ['algoperf', 2],
};

for (const [path, [id, ...counts]] of Object.entries(GOLDEN)) {
	test(`${path} is claimed by ${id} alone`, async () => {
		const source = openSystem(path);
		const importer = chooseImporter(IMPORTERS, source);
		assert.equal(importer.id, id);
		const sweeps = await importer.read(source);
		assert.deepEqual(
			sweeps.map(sweep => [...sweep.trials].length),
			counts,
		);
	});
}

test('the study of 400 trials: all numbers, the first at the middle of every range, its best and its worst', () => {
	const params = ['width_mmi', 'length_mmi', 'gap_mmi', 'width_taper'];
	const options = {params, objectives: [{metric: 'transmission_1550', direction: 'maximize'}]} as const;
	const [sweep] = csvImporter.read(openSystem('asap7/vertex_mmi_tuning_400trials.csv'), options);
	const trials = [...(sweep?.trials ?? [])];
	const values = trials.map(({metrics}) => decodeNumber(metrics['transmission_1550']));
	assert.ok(values.every(Number.isFinite));
	assert.deepEqual(trials[0]?.params, {width_mmi: 6.5, length_mmi: 11, gap_mmi: 1.25, width_taper: 1.5});
	assert.deepEqual([values[0], Math.max(...values), Math.min(...values)], [0.242729, 0.497996, 0.047977]);
	assert.deepEqual([values.indexOf(0.497996) + 1, values.indexOf(0.047977) + 1], [353, 399]);
	const ranges = params.map(name => trials.map(trial => Number(trial.params[name])));
	assert.deepEqual(
		ranges.map(range => [Math.round(Math.min(...range)), Math.round(Math.max(...range))]),
		[
			[3, 10],
			[5, 17],
			[1, 2],
			[1, 2],
		],
	);
});
