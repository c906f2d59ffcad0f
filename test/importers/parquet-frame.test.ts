import assert from 'node:assert/strict';
import {test} from 'node:test';
import {parquetWriteBuffer} from 'hyparquet-writer';
import {readParquetFrame} from '../../source/importers/parquet-frame.ts';

test('a frame of pandas: its index is no column', async () => {
	const pandas = JSON.stringify({index_columns: ['run'], columns: []});
	const bytes = parquetWriteBuffer({
		columnData: [
			{name: 'power', data: [0.5, 0.25], type: 'DOUBLE'},
			{name: 'area', data: [553, 1026], type: 'INT32'},
			{name: 'run', data: ['a', 'b'], type: 'STRING'},
		],
		kvMetadata: [{key: 'pandas', value: pandas}],
	});
	const {columns, rows} = await readParquetFrame(new Uint8Array(bytes), 'x');
	assert.deepEqual(columns, ['power', 'area']);
	assert.deepEqual(
		rows.map(row => [row['power'], row['area']]),
		[
			[0.5, 553],
			[0.25, 1026],
		],
	);
});

test('a file whose content inflates a thousandfold is refused by its header', async () => {
	const bytes = parquetWriteBuffer({
		columnData: [{name: 'x', data: Array.from({length: 2_000_000}, () => 0), type: 'DOUBLE'}],
	});
	await assert.rejects(readParquetFrame(new Uint8Array(bytes), 'bomb'), /bomb promises 2000000 rows × 1 columns/);
});

test('any other bytes are no Parquet', async () => {
	for (const text of ['', 'PAR1', 'PAR1xxxxPAR1', 'x'.repeat(100)])
		await assert.rejects(readParquetFrame(Buffer.from(text), 'thing'), /thing is no Parquet/);
});
