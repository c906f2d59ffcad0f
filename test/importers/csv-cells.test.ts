import assert from 'node:assert/strict';
import {it} from 'node:test';
import fc from 'fast-check';
import {cutRecord} from '../../source/importers/csv-cells.ts';
import type {TableCell} from '../../source/importers/table-cells.ts';

const COMMA = ','.charCodeAt(0);

function cutLine(line: string, isNumber: readonly boolean[], width = 0): readonly TableCell[] {
	return cutRecord(line, {at: 0}, {delimiter: COMMA, isNumber, width});
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
		[12, -0.25, '007', 0.1, '1e3', '123456789012345678', ''],
	);
	assert.deepEqual(cutLine('12,12', [false, true]), ['12', 12]);
});

it('walks from record to record, each with the cells it has', () => {
	const text = '1,a,2\n,\n3,b,4,5\n6';
	const shape = {delimiter: COMMA, isNumber: [true, false, true], width: 3};
	const cursor = {at: 0};
	const records: (readonly TableCell[])[] = [];
	while (cursor.at <= text.length) records.push(cutRecord(text, cursor, shape));
	assert.deepEqual(records, [[1, 'a', 2], ['', ''], [3, 'b', 4, '5'], [6]]);
});
