import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {ImportedSweep} from '../../source/domain/importer.ts';
import {formatPythonFloat} from '../../source/domain/foreign/python-float.ts';
import {readPowerFile} from '../../source/importers/jetson-data.ts';
import {parseJetsonName} from '../../source/importers/jetson/jetson-names.ts';
import {jetsonPower} from '../../source/importers/jetson-power.ts';
import {openFolder, openSystem} from '../helpers/foreign-files.ts';

function only(sweeps: readonly ImportedSweep[]): ImportedSweep {
	const [sweep, ...others] = sweeps;
	assert.ok(sweep !== undefined && others.length === 0);
	return sweep;
}

test('names of all generations; a dot in the number of xgboost is no ending', () => {
	assert.deepEqual(parseJetsonName('AGX-float-64-tensor-1377000000.data'), {
		kind: 'square',
		params: {device: 'AGX', datatype: 'float', matrix_size: 64, tensor: true, gpu_frequency: 1_377_000_000},
	});
	assert.deepEqual(parseJetsonName('Nano-half-512-2048-nontensor-921600000.data'), {
		kind: 'nonsquare',
		params: {device: 'Nano', datatype: 'half', rows: 512, cols: 2048, tensor: false, gpu_frequency: 921_600_000},
	});
	assert.deepEqual(parseJetsonName('0.3_905250000.data'), {
		kind: 'xgboost',
		params: {number: 0.3, gpu_frequency: 905_250_000},
	});
	for (const name of ['AGX-float-64-maybe-1377000000.data', 'notes.data', '0.3_905250000.csv', '../0.3_1.data.txt'])
		assert.equal(parseJetsonName(name), undefined, name);
});

test('2021: 54 tests, FLOPS in the last line without an end, power in exact double arithmetic', () => {
	const source = openSystem('jetson/square_2021');
	assert.equal(jetsonPower.recognise(source), 'sure');
	const sweep = only(jetsonPower.read(source));
	const trials = [...sweep.trials];
	assert.equal(trials.length, 54);
	assert.ok(trials.every(trial => trial.state === 'complete'));
	const trial = trials.find(({params}) => Object.values(params).join(' ') === 'DEMO float 2048 true 905250000');
	const lines = source.text('DEMO-float-2048-tensor-905250000.data').split('\n');
	const watts = lines.slice(0, -1).map(line => Number(line.split(',')[1]));
	const mean = watts.reduce((total, value) => total + value, 0) / watts.length;
	assert.equal(trial?.telemetry?.['power_mean_w'], mean);
	assert.equal(trial?.metrics['flops'], Number(lines.at(-1)));
	assert.equal(trial?.metrics['flops_per_watt'], Number(lines.at(-1)) / mean);
	assert.equal(trial?.telemetry?.['power_max_w'], Math.max(...watts));
	assert.equal(trial?.metrics['power_min_w'], Math.min(...watts));
	assert.deepEqual(sweep.objectives, [{metric: 'flops_per_watt', direction: 'maximize'}]);
	assert.deepEqual(
		[...new Set(trials.map(({params}) => params['gpu_frequency']))],
		[114_750_000, 905_250_000, 1_377_000_000],
	);
	assert.deepEqual([...new Set(trials.map(({params}) => params['matrix_size']))], [64, 512, 2048]);
});

test('readings of trials that overlap are laid one after the other, each in its trial, and it is said', () => {
	const {trials, telemetry, notes} = only(jetsonPower.read(openSystem('jetson/square_2021')));
	assert.deepEqual(notes, ['times of trials overlap: they were laid one after the other, 1 s apart']);
	assert.deepEqual(
		telemetry?.channels.map(({channel, unit}) => [channel, unit]),
		[['board.power_w', 'W']],
	);
	const rows = [...(telemetry?.rows ?? [])];
	assert.ok(rows.every((row, index) => index === 0 || row.timeMs > (rows[index - 1]?.timeMs ?? 0)));
	for (const {startedMs = 0, durationS = 0, telemetry: own} of trials) {
		const inside = rows.filter(({timeMs}) => startedMs <= timeMs && timeMs <= startedMs + durationS * 1000);
		const watts = inside.map(({values}) => values[0] ?? 0);
		assert.equal(watts.reduce((total, value) => total + value, 0) / watts.length, own?.['power_mean_w']);
	}
});

test('2022: iterations and seconds stand in the last line too', () => {
	const [first] = only(jetsonPower.read(openSystem('jetson/square_2022'))).trials;
	assert.deepEqual(
		[first?.metrics['flops'], first?.metrics['iterations'], first?.metrics['seconds']],
		[272_321_787_496.7866, 2540, 20.020231],
	);
});

test('non-square 2021 and xgboost', () => {
	const shapes = [...only(jetsonPower.read(openSystem('jetson/nonsquare_2021'))).trials];
	assert.deepEqual(
		shapes.map(({params}) => [params['rows'], params['cols']]),
		[
			[512, 2048],
			[1024, 1000],
		],
	);
	const boosted = only(jetsonPower.read(openSystem('jetson/xgboost')));
	assert.deepEqual(boosted.objectives, [{metric: 'seconds', direction: 'minimize'}]);
	assert.deepEqual(
		[...boosted.trials].map(({params, metrics}) => [params['number'], metrics['seconds']]),
		[
			[0.1, 40],
			[0.3, 40],
		],
	);
});

test('Triton: both series; first and last reading of a window dropped', () => {
	const source = openSystem('jetson/triton');
	const sweep = only(jetsonPower.read(source));
	const trials = [...sweep.trials];
	assert.deepEqual(
		trials.map(({params}) => [params['gpu_frequency'], params['batch_size'], params['dla']]),
		[
			[1_377_000_000, 1, false],
			[1_377_000_000, 2, false],
			[1_377_000_000, 4, false],
			[114_750_000, 16, undefined],
			[522_750_000, 16, undefined],
			[905_250_000, 16, undefined],
			[1_377_000_000, 16, undefined],
		],
	);
	const window = [...source.lines('1377000000_power.csv')]
		.map(line => line.split(',').map(Number))
		.filter(([time = 0]) => time >= 1_700_000_900_000 && time <= 1_700_000_912_000)
		.map(([, watts = 0]) => watts)
		.slice(1, -1);
	assert.equal(window.length, 11);
	assert.equal(trials[0]?.telemetry?.['power_mean_w'], window.reduce((total, watts) => total + watts, 0) / 11);
	assert.deepEqual([trials[0]?.metrics['inferences_per_second'], trials[0]?.metrics['p99_latency_us']], [180, 91_199]);
});

test('a folder of several generations is several sweeps', () => {
	const sweeps = jetsonPower.read(openSystem('jetson'));
	assert.deepEqual(
		sweeps.map(({name, trials}) => [name, [...trials].length]),
		[
			['jetson-square', 56],
			['jetson-nonsquare', 2],
			['jetson-xgboost', 2],
			['jetson-triton', 7],
		],
	);
});

test('a file without a result line is a failed trial; a line without a comma names file and line', t => {
	const files = {
		'AGX-half-64-tensor-1000.data': '1,5.0\n1001,7.0\n',
		'AGX-half-128-tensor-1000.data': '',
		'AGX-half-192-tensor-1000.data': '2001,5\n3001,6\n1e9',
	};
	const trials = [...only(jetsonPower.read(openFolder(t, files))).trials];
	assert.deepEqual(
		trials.map(({params, state, why, telemetry}) => [params['matrix_size'], state, why, telemetry?.['power_mean_w']]),
		[
			[64, 'failed', 'AGX-half-64-tensor-1000.data has no result line', 6],
			[128, 'failed', 'AGX-half-128-tensor-1000.data has no result line', undefined],
			[192, 'complete', undefined, 5.5],
		],
	);
	assert.throws(
		() => readPowerFile(['1,2', '17', '3,4', '5e9'], 'AGX-half-64-tensor-1000.data', 'square'),
		/AGX-half-64-tensor-1000\.data:2: expected ms,watts, not 17/,
	);
});

test('2,688 tests of the whole study are one sweep', t => {
	const files: Record<string, string> = {};
	const clocks = [
		114.75, 216.75, 318.75, 420.75, 522.75, 624.75, 675.75, 828.75, 905.25, 1032.75, 1198.5, 1236.75, 1338.75, 1377,
	];
	let ms = 1_626_477_215_148;
	for (const type of ['half', 'float', 'double'])
		for (const tensor of ['tensor', 'nontensor'])
			for (const clock of clocks)
				for (let size = 64; size <= 2048; size += 64) {
					const name = `AGX-${type}-${size}-${tensor}-${clock * 1e6}.data`;
					files[name] = `${ms},13.3\n${ms + 1000},14.1\n${(size * clock * 1e6).toFixed(6)}`;
					ms += 20_000;
				}
	const sweep = only(jetsonPower.read(openFolder(t, files)));
	assert.deepEqual(
		[[...sweep.trials].length, [...(sweep.telemetry?.rows ?? [])].length, sweep.notes],
		[2688, 5376, []],
	);
});

/** Tensor over non-tensor in single precision at 1377 MHz for 64, 128, … 2048, as the original document prints them. */
const PRINTED = `0.9294675997623285 1.0100375330024962 0.993580271289533 1.0004127182593558 0.9931683155671189
0.9982361431035907 1.0011837552417064 1.0016213681790727 0.9949193534240564 0.9936327318282169 1.0003020751877894
0.9960521623572154 1.0094845347702088 1.001199361354049 0.9970241841484568 1.0055879846252083 0.9972686160760723
0.9989444972230163 1.0008076632295422 1.0064465739487443 0.9897112892161065 1.0027391306962667 0.9979966223368636
0.9975413475384689 0.9920528046428654 1.0015476224285242 1.001195217641545 1.0001394725625345 1.0030833658927945
0.9784351659437291 0.972593420992484 0.9985777280456849`.split(/\s+/);

test('the 32 printed ratios are the shortest texts of their doubles, and all lie near 1', () => {
	assert.equal(PRINTED.length, 32);
	for (const text of PRINTED) {
		assert.equal(formatPythonFloat(Number(text)), text);
		assert.ok(Math.abs(Number(text) - 1) < 0.08, text);
	}
	assert.equal(formatPythonFloat(1_377_000_000), '1377000000.0');
});
