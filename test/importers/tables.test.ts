import assert from 'node:assert/strict';
import {gzipSync} from 'node:zlib';
import {describe, it} from 'node:test';
import {parquetWriteBuffer} from 'hyparquet-writer';
import {csvExporter} from '../../source/exporters/csv.ts';
import {jsonExporter} from '../../source/exporters/json.ts';
import {ndjsonExporter} from '../../source/exporters/ndjson.ts';
import type {SweepState} from '../../source/domain/sweep-state.ts';
import {openFile, openFolder} from '../helpers/foreign-files.ts';
import {importedState, importSource, openFormat, trialsOf} from '../helpers/imported.ts';
import {foldFacts, SAMPLE_FACTS} from '../helpers/sample-sweep.ts';

async function csvTrials(t: Parameters<typeof openFile>[0], text: string | Uint8Array, name = 'r.csv') {
	return trialsOf(await importedState(openFile(t, name, text)));
}

describe('csv: columns', () => {
	it('tells parameters from metrics by what they hold', async () => {
		const state = await importedState(openFormat('lab3_grid_4x4.csv'));
		assert.equal(state.trials.length, 16);
		assert.deepEqual(
			state.sweep?.space.parameters.map(({name}) => name),
			['data_in_width', 'data_in_frac_width', 'weight_width', 'weight_frac_width'],
		);
		assert.deepEqual(
			state.sweep?.metrics.map(({name}) => name),
			['accuracy', 'loss', 'latency_us', 'cpu_power_w', 'gpu_power_delta_w'],
		);
		assert.deepEqual(state.sweep?.objectives, [{metric: 'accuracy', direction: 'maximize'}]);
	});

	it('believes the header and the person before its own guess', async t => {
		const text = 'params.a,config/b,metrics.c,d,note\n1.5,x,0.1,7,first\n2.5,y,0.2,8,second\n';
		const [trial] = await csvTrials(t, text);
		assert.deepEqual(trial?.params, {a: 1.5, b: 'x'});
		assert.deepEqual(trial?.metrics, {c: 0.1, d: 7});
		assert.deepEqual(trial?.telemetry, {note: 'first'});
		const source = openFile(t, 'r.csv', 'u,v\n1,1\n2,2\n');
		const state = await importedState(source, {params: ['v'], objectives: [{metric: 'u', direction: 'maximize'}]});
		assert.deepEqual(trialsOf(state)[1]?.params, {v: 2});
		assert.deepEqual(trialsOf(state)[1]?.metrics, {u: 2});
		await assert.rejects(importSource(source, {params: ['w']}), /no column is named "w"/);
	});

	it("reads Optuna's own data frame", async t => {
		const text = [
			'number,value,datetime_start,datetime_complete,duration,params_lr,user_attrs_watts,state',
			'0,0.5,2026-01-01 00:00:00.250000,2026-01-01 00:00:01.250000,0 days 00:00:01,0.1,3.5,COMPLETE',
			'1,,2026-01-01 00:00:02,,,0.2,,FAIL',
			'',
		].join('\n');
		const [first, second] = await csvTrials(t, text);
		assert.deepEqual(first?.params, {lr: 0.1});
		assert.deepEqual(first?.metrics, {value: 0.5, watts: 3.5});
		assert.equal(first?.startedAt, '2026-01-01T00:00:00.250Z');
		assert.equal(first?.durationS, 1);
		assert.equal(second?.state, 'failed');
		assert.equal(second?.metrics['value'], undefined, 'a blank is not 0');
	});
});

describe('csv: traps', () => {
	it('I1: reads quotes, line ends in cells, doubled quotes, and a delimiter in a cell', async t => {
		const [first, second] = await csvTrials(t, 'name,loss\n"a ""b"", c\nd",1\nplain,2\n');
		assert.equal(first?.params['name'], 'a "b", c\nd');
		assert.equal(second?.metrics['loss'], 2);
	});

	it('I1: reads CR LF, CR alone, a byte order mark, UTF-16 and gzip alike', async t => {
		const text = 'lr,loss\n0.1,1\n0.1,2\n';
		const files: readonly (string | Uint8Array)[] = [
			text.replaceAll('\n', '\r\n'),
			text.replaceAll('\n', '\r'),
			`\uFEFF${text}`,
			Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]),
			gzipSync(text),
		];
		for (const [index, file] of files.entries()) {
			const trials = await csvTrials(t, file, index === 4 ? 'r.csv.gz' : 'r.csv');
			assert.deepEqual(
				trials.map(trial => [trial.params['lr'], trial.metrics['loss']]),
				[
					[0.1, 1],
					[0.1, 2],
				],
				String(index),
			);
		}
	});

	it('reads semicolons with decimal commas, and tabs', async t => {
		assert.equal((await csvTrials(t, 'lr;loss\n0,5;1,25\n0,5;2\n'))[0]?.metrics['loss'], 1.25);
		assert.equal((await csvTrials(t, 'lr\tloss\n1\t1,25\n', 'r.tsv'))[0]?.metrics['loss'], 1.25);
	});

	it('keeps NaN, infinity and texts in place of numbers apart from nothing', async t => {
		const trials = await csvTrials(t, 'lr,loss\n1,nan\n1,-inf\n1,\n1,NA\n1,0.5\n');
		assert.deepEqual(
			trials.map(trial => trial.metrics['loss']),
			['NaN', '-Infinity', undefined, undefined, 0.5],
		);
		const rows = Array.from({length: 2100}, () => '1,0.5').join('\n');
		const late = await csvTrials(t, `lr,loss\n${rows}\n1,oops\n`);
		assert.equal(late.at(-1)?.metrics['loss'], undefined);
		assert.equal(late.at(-1)?.missing['loss'], 'the file says "oops"');
	});

	it('changes no text of a parameter: 007, 0x10 and 2^53 + 1', async t => {
		const [trial] = await csvTrials(t, 'size,block,seed,loss\n007,0x10,9007199254740993,1\n');
		assert.deepEqual(trial?.params, {size: '007', block: '0x10', seed: '9007199254740993'});
	});

	it('tells columns without a name and twice of one name apart', async t => {
		const {sweeps} = await importSource(openFile(t, 'r.csv', 'lr,loss,loss,\n1,2,3,4.5\n1,4,5,6.5\n'));
		assert.deepEqual(
			sweeps[0]?.metrics?.map(({name}) => name),
			['loss', 'loss.2', 'column4'],
		);
	});

	it('I1: names the line of a row with too many cells and of an open quote, and refuses nothing', async t => {
		await assert.rejects(csvTrials(t, 'a,b\n1,2\n3,4,5\n'), /r\.csv:3 has 3 cells, the header has 2/);
		await assert.rejects(csvTrials(t, 'a,b\n1,2\n"3,4\n5,6\n'), /r\.csv:3 opens a quote that is never closed/);
		await assert.rejects(csvTrials(t, ''), /r\.csv is empty/);
		await assert.rejects(csvTrials(t, 'a,b\n'), /r\.csv has no rows/);
	});

	it('I2: leaves out a half last line, and keeps a short one that has its end', async t => {
		assert.equal((await csvTrials(t, 'lr,loss\n1,2\n1')).length, 1);
		const short = await csvTrials(t, 'lr,loss\n1,2\n1\n');
		assert.deepEqual(
			short.map(trial => trial.metrics['loss']),
			[2, undefined],
		);
	});

	it('I2: says which line is half, and takes a whole one without an end', async t => {
		const read = async (text: string): Promise<readonly [number, string]> => {
			const source = openFile(t, 'r.csv', text);
			const [warning = ''] = (await importSource(source)).sweeps[0]?.warnings ?? [];
			return [(await importedState(source)).trials.length, warning];
		};
		const half = 'r.csv:3 is half a line: its program is within it, or was cut off; it was left out';
		for (const end of ['2', '2,', '2,-', '2,1e', '2,1.5e-'])
			assert.deepEqual(await read(`lr,loss\n1,0.5\n${end}`), [1, half], end);
		for (const end of ['2,1', '2,1.5', '2,1\n', '2,\n', '2\n'])
			assert.deepEqual(await read(`lr,loss\n1,0.5\n${end}`), [2, ''], end);
		// A last column that is empty elsewhere too says nothing of the end.
		assert.deepEqual(await read('lr,loss,remark\n1,0.5,\n2,0.25,'), [2, '']);
	});

	it('I1: reads 20,000 columns', async t => {
		const names = Array.from({length: 20_000}, (_, index) => `m${index}.5`);
		const [trial] = await csvTrials(t, `${names.join(',')}\n${names.map((_, index) => index + 0.5).join(',')}\n`);
		assert.equal(trial?.metrics['m19999.5'], 19_999.5);
	});

	it('takes __proto__, constructor and our own column names for ordinary names', async t => {
		const text = 'params.__proto__,params.constructor,params.state,metrics.energy_j,metrics.confidence\n1,2,3,4,5\n';
		const [trial] = await csvTrials(t, text);
		assert.deepEqual(Object.entries(trial?.params ?? {}), [
			['__proto__', 1],
			['constructor', 2],
			['state.param', 3],
		]);
		assert.deepEqual(trial?.telemetry, {energy_j: 4});
		assert.deepEqual(trial?.metrics, {'confidence.metric': 5});
	});
});

describe('json, ndjson, parquet', () => {
	it('reads lists of records, objects that hold one, and columns', async t => {
		const records = [
			{params: {lr: 0.1, net: {depth: 2}}, metrics: {loss: 0.5}},
			{params: {lr: 0.2, net: {depth: 2}}, metrics: {loss: 0.25}},
		];
		for (const value of [records, {version: 1, trials: records}]) {
			const state = await importedState(openFile(t, 'r.json', JSON.stringify(value)));
			assert.deepEqual(trialsOf(state)[1]?.params, {lr: 0.2, 'net.depth': 2});
			assert.deepEqual(trialsOf(state)[1]?.metrics, {loss: 0.25});
		}
		for (const value of [
			{lr: [1, 1], loss: [3, 4]},
			{lr: {0: 1, 1: 1}, loss: {0: 3, 1: 4}},
		]) {
			const state = await importedState(openFile(t, 'r.json', JSON.stringify(value)));
			assert.deepEqual(
				trialsOf(state).map(trial => [trial.params['lr'], trial.metrics['loss']]),
				[
					[1, 3],
					[1, 4],
				],
			);
		}
		await assert.rejects(importSource(openFile(t, 'r.json', '[1, 2]')), /holds no records/);
		await assert.rejects(importSource(openFile(t, 'r.json', `${'['.repeat(100_000)}${']'.repeat(100_000)}`)), /deep/);
	});

	it('reads lines up to a half last one, and names a bad one', async t => {
		const good = '{"lr":1,"loss":NaN}\n{"lr":1,"loss":2}\n';
		const source = openFile(t, 'r.jsonl', `${good}{"lr":1,"lo`);
		assert.equal((await importSource(source)).id, 'ndjson');
		assert.deepEqual(
			trialsOf(await importedState(source)).map(trial => trial.metrics['loss']),
			['NaN', 2],
		);
		await assert.rejects(importSource(openFile(t, 'r.jsonl', `{"lr":\n${good}`)), /r\.jsonl:1 is no JSON/);
	});

	it('reads Parquet with numbers of 64 bits, times, booleans and nothing', async t => {
		const bytes = parquetWriteBuffer({
			columnData: [
				{name: 'params.seed', data: [1n, 2n], type: 'INT64'},
				{name: 'params.fast', data: [true, false], type: 'BOOLEAN'},
				{name: 'metrics.loss', data: [0.5, null], type: 'DOUBLE'},
				{name: 'started_at', data: [new Date(1_795_289_375_907), new Date(1_795_289_376_907)], type: 'TIMESTAMP'},
			],
		});
		const source = openFile(t, 'r.parquet', new Uint8Array(bytes));
		assert.equal((await importSource(source)).id, 'parquet');
		const trials = trialsOf(await importedState(source));
		assert.deepEqual(
			trials.map(trial => trial.params),
			[
				{seed: 1, fast: true},
				{seed: 2, fast: false},
			],
		);
		assert.equal(trials[0]?.startedAt, new Date(1_795_289_375_907).toISOString());
		assert.equal(trials[1]?.metrics['loss'], undefined);
		const cut = openFile(t, 'cut.parquet', new Uint8Array(bytes).subarray(0, 100));
		await assert.rejects(importSource(cut), /no whole Parquet/);
	});
});

describe('round trips: export, import, export', () => {
	const state: SweepState = foldFacts(SAMPLE_FACTS);
	const options = {csvSafe: false};
	const text = (exporter: {write: typeof csvExporter.write}, of: SweepState): string =>
		[...exporter.write(of, options)].join('');

	it('csv gives the same bytes', async t => {
		const exported = text(csvExporter, state);
		const again = await importedState(openFile(t, 'trials.csv', exported));
		assert.equal(text(csvExporter, again), exported);
	});

	it('json and ndjson give the same trials, executions and sweep', async t => {
		const plain = (of: string): unknown =>
			JSON.parse(of, (key, value: unknown) => (key === 'started_mono_ms' ? undefined : value));
		const json = text(jsonExporter, state);
		const again = await importedState(openFile(t, 'trials.json', json));
		assert.deepEqual(
			plain(`[${text(ndjsonExporter, again).trim().replaceAll('\n', ',')}]`),
			plain(`[${text(ndjsonExporter, state).trim().replaceAll('\n', ',')}]`),
		);
		assert.deepEqual(again.sweep?.space, state.sweep?.space);
		assert.deepEqual(again.sweep?.objectives, state.sweep?.objectives);
		assert.deepEqual(
			again.sweep?.metrics.map(({name}) => name),
			state.sweep?.metrics.map(({name}) => name),
		);
		const lines = await importedState(openFile(t, 'trials.ndjson', text(ndjsonExporter, state)));
		assert.deepEqual(
			plain(`[${text(ndjsonExporter, lines).trim().replaceAll('\n', ',')}]`),
			plain(`[${text(ndjsonExporter, state).trim().replaceAll('\n', ',')}]`),
		);
	});

	it('a run directory without its journal is read from its tables: run', async t => {
		const files = {'trials.json': text(jsonExporter, state), 'trials.csv': text(csvExporter, state)};
		const {id} = await importSource(openFolder(t, files));
		assert.equal(id, 'run');
		const again = await importedState(openFolder(t, files));
		assert.equal(text(csvExporter, again), text(csvExporter, state));
	});
});
