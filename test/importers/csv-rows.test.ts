import assert from 'node:assert/strict';
import {it} from 'node:test';
import {parse} from 'csv-parse/sync';
import fc from 'fast-check';
import {openCsvRows, readCsvRows} from '../../source/importers/csv/csv-rows.ts';

const DIALECT = {delimiter: ',', hasCarriageReturns: false} as const;

/** Bytes in pieces of whole lines, cut behind these line ends. */
function piecesOf(text: string, cuts: readonly number[]): readonly Uint8Array[] {
	const bytes = Buffer.from(text);
	const pieces: Buffer[] = [];
	let from = 0;
	let line = 0;
	for (let at = bytes.indexOf('\n'); at >= 0; at = bytes.indexOf('\n', at + 1)) {
		line += 1;
		if (!cuts.includes(line)) continue;
		pieces.push(bytes.subarray(from, at + 1));
		from = at + 1;
	}
	if (from < bytes.length) pieces.push(bytes.subarray(from));
	return pieces;
}

const bare = fc.constantFrom('', '1', '-0.5', 'sgd', 'ä', ' x ', '0.123456789012345', '1e-5', '日本');
const quoted = fc
	.array(fc.constantFrom('a', ',', '\n', '""', ' ', 'é', '1'), {maxLength: 6})
	.map(parts => `"${parts.join('')}"`);
const records = fc.array(fc.array(fc.oneof(bare, quoted), {minLength: 2, maxLength: 4}), {minLength: 1, maxLength: 12});

it('gives the records that csv-parse gives, however the file is cut into pieces', () => {
	fc.assert(
		fc.property(
			records,
			fc.array(fc.nat({max: 30})),
			fc.constantFrom('\n', '\r\n'),
			fc.boolean(),
			(rows, cuts, lineEnd, isEnded) => {
				const text = rows.map(cells => cells.join(',')).join('\n') + (isEnded ? '\n' : '');
				const expected = parse(text, {relax_column_count: true, skip_empty_lines: true});
				const file = text.replaceAll('\n', lineEnd);
				assert.deepEqual([...readCsvRows(piecesOf(file, cuts), DIALECT, 'r.csv')], expected, JSON.stringify(text));
			},
		),
		{numRuns: 1000},
	);
});

it('says on which line each record ends, with quotes over many lines and blank ones between', () => {
	const text = 'a,b\n\n"x\ny",1\n\n2,3\n"p"q,4\n5,6\n';
	const cursor = openCsvRows(piecesOf(text, [3]), DIALECT, {where: 'r.csv'});
	const places: (readonly [number, string])[] = [];
	while (cursor.next()) places.push([cursor.line(), String(cursor.row.cells[0])]);
	assert.deepEqual(places, [
		[1, 'a'],
		[4, 'x\ny'],
		[6, '2'],
		[7, '"p"q'],
		[8, '5'],
	]);
});

it('knows the last record of each kind before the next is asked for', () => {
	for (const text of ['a,b\n1,2', 'a,b\n"1",2', 'a,b\n"1"x,2', 'a,b\n1,2\n\n']) {
		const cursor = openCsvRows(piecesOf(text, [1]), DIALECT, {where: 'r.csv'});
		assert.ok(cursor.next());
		assert.equal(cursor.isLast(), false, text);
		assert.ok(cursor.next());
		assert.equal(cursor.isLast(), true, text);
		assert.equal(cursor.row.cells[1], '2');
		assert.equal(cursor.next(), false, text);
	}
});

it('an inch mark within a cell is text; a quote that is never closed is named', () => {
	assert.deepEqual([...readCsvRows(piecesOf('disk,gb\n3.5" new,1\n', []), DIALECT, 'r.csv')][1], ['3.5" new', '1']);
	assert.throws(() => [...readCsvRows(piecesOf('a,b\n1,2\n"3,4\n5,6\n', [2]), DIALECT, 'r.csv')], {
		message: /r\.csv:3 opens a quote that is never closed/,
	});
});
