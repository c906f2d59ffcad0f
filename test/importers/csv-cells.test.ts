import assert from 'node:assert/strict';
import {it} from 'node:test';
import fc from 'fast-check';
import {createRecordCursor, cutRecord} from '../../source/importers/csv/csv-cells.ts';
import {createTableRow, type TableCell} from '../../source/importers/table/table-cells.ts';

/** Cuts all records of a text whose lines end with LF. */
function cutAll(text: string, isNumber: readonly boolean[]): readonly (readonly TableCell[])[] {
	const bytes = Buffer.from(text);
	const row = createTableRow(isNumber.length);
	const cursor = createRecordCursor();
	const records: TableCell[][] = [];
	while (cursor.at < bytes.length) {
		row.numbers.fill(Number.NaN);
		const isText = bytes.length === text.length;
		const shape = {delimiter: ','.charCodeAt(0), isNumber};
		const width = cutRecord({bytes, text: isText ? text : undefined}, cursor, shape, row);
		if (width === 0) break;
		const cellAt = (column: number): TableCell => {
			const number = row.numbers[column];
			return number === undefined || Number.isNaN(number) ? row.cells[column] : number;
		};
		records.push(Array.from({length: width}, (_, column) => cellAt(column)));
	}
	return records;
}

function cutLine(line: string, isNumber: readonly boolean[]): readonly TableCell[] {
	return cutAll(`${line}\n`, isNumber)[0] ?? [];
}

it('cuts a line as split does, and numbers are what Number gives', () => {
	const cell = fc.oneof(
		fc.double({noNaN: true, noDefaultInfinity: true}).map(String),
		fc.integer().map(String),
		fc.tuple(fc.nat(), fc.nat({max: 1_000_000})).map(([whole, rest]) => `${whole}.${rest}`),
		fc.constantFrom(
			'',
			'-',
			'.',
			'-.5',
			'5.',
			'007',
			'-00.5',
			'0x10',
			'1e5',
			'1_000',
			' 1',
			'sgd',
			'123456789012345678',
		),
	);
	fc.assert(
		fc.property(fc.array(cell, {minLength: 1, maxLength: 8}), cells => {
			const line = cells.join(',');
			const cut = cutLine(
				line,
				cells.map(() => true),
			);
			assert.equal(cut.length, cells.length);
			for (const [index, text] of cells.entries()) {
				const got = cut[index];
				if (typeof got === 'number') assert.ok(Object.is(got, Number(text)), `${text} gave ${got}`);
				else assert.equal(got, text);
			}
			assert.deepEqual(cutLine(line, []), cells);
		}),
		{numRuns: 2000},
	);
});

it('reads plain numbers as such, and leaves what is a name or has many digits', () => {
	assert.deepEqual(
		cutLine(
			'12,-0.25,007,0.1,1e3,123456789012345678,',
			Array.from({length: 7}, () => true),
		),
		[12, -0.25, '007', 0.1, 1000, '123456789012345678', ''],
	);
	assert.deepEqual(cutLine('12,12', [false, true]), ['12', 12]);
});

it('walks from record to record, each with the cells it has', () => {
	const records = cutAll('1,a,2\n,\n3,b,4,5\n6\n', [true, false, true]);
	assert.deepEqual(records, [[1, 'a', 2], ['', ''], [3, 'b', 4, '5'], [6]]);
});

it('reads cells in quotes, and gives up where a quote is not closed or something stands behind it', () => {
	assert.deepEqual(cutAll('"a ""b"", c\nd",1\n"5",6\n', [true, true]), [
		['a "b", c\nd', 1],
		['5', 6],
	]);
	assert.deepEqual(cutAll('1,x"y\n1,"open\n', [true]), [[1, 'x"y']]);
	assert.deepEqual(cutAll('1,"a"b\n', [true]), []);
	assert.deepEqual(cutAll('"ä, ö",ü\n', []), [['ä, ö', 'ü']]);
});
