import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import fc from 'fast-check';
import {textOf} from '../../source/plot/cells.ts';
import {renderSimpleLine} from '../../source/plot/simple-line.ts';
import {numberColumn, renderTable, textColumn} from '../../source/plot/text-table.ts';
import {displayWidth, isPlainAscii} from '../../source/plot/width.ts';

const glyphs = fc.constantFrom('ascii' as const, 'unicode' as const);

describe('printed table', () => {
	it('aligns numbers at their points and says what is missing', () => {
		const table = [
			textColumn('name', ['漢字', undefined, 'c'], 'unicode'),
			numberColumn('time', [1.5, 12.25, undefined], {unit: 's', glyphs: 'unicode'}),
		];
		const lines = renderTable(table, {glyphs: 'unicode'}).picture.map(textOf);
		assert.deepEqual(lines, ['name  time', '         s', '漢字   1.5', '—     12.3', 'c        —']);
	});

	it('aligns numbers as they are written, too', () => {
		const lines = renderTable([numberColumn('n', ['1', '2.5', '1e-7', '10.25'], {glyphs: 'unicode'})], {
			glyphs: 'unicode',
		}).picture.map(textOf);
		assert.deepEqual(lines, ['    n', ' 1   ', ' 2.5 ', ' 1e-7', '10.25']);
	});

	it('leaves columns out from the right, and says which', () => {
		const table = ['a', 'b', 'c'].map(title => textColumn(title, ['xxxx'], 'unicode'));
		const {picture, hidden} = renderTable(table, {glyphs: 'unicode', columns: 11});
		assert.deepEqual(picture.map(textOf), ['a     b   ', 'xxxx  xxxx']);
		assert.deepEqual(hidden, ['c']);
	});

	it('has lines of one width for any texts', () => {
		fc.assert(
			fc.property(
				fc.array(fc.array(fc.string({unit: 'binary'}), {minLength: 3, maxLength: 3}), {minLength: 1}),
				glyphs,
				(columns, set) => {
					const {picture} = renderTable(
						columns.map((texts, index) => textColumn(texts[0] ?? String(index), texts, set)),
						{glyphs: set},
					);
					assert.equal(new Set(picture.map(line => displayWidth(textOf(line)))).size, 1);
					if (set === 'ascii') for (const line of picture) assert.ok(isPlainAscii(textOf(line)));
				},
			),
		);
	});
});

describe('simple line', () => {
	it('fills exactly its rectangle for any samples', () => {
		const point = fc.record({x: fc.double({min: 0, max: 1e6, noNaN: true}), y: fc.double()});
		fc.assert(
			fc.property(
				fc.array(point),
				fc.nat(130),
				fc.nat(45),
				glyphs,
				fc.string({unit: 'binary'}),
				(points, columns, rows, set, name) => {
					const input = {name, unit: 'W', points: points.toSorted((a, b) => a.x - b.x), empty: 'none'};
					const picture = renderSimpleLine(input, {columns, rows, glyphs: set});
					assert.equal(picture.length, rows);
					for (const line of picture) {
						assert.equal(displayWidth(textOf(line)), columns);
						if (set === 'ascii') assert.ok(isPlainAscii(textOf(line)), textOf(line));
					}
				},
			),
			{numRuns: 300},
		);
	});

	it('shows the one high sample among many', () => {
		const points = Array.from({length: 10_000}, (_, x) => ({x, y: x === 7321 ? 50 : 10}));
		const [, top = ''] = renderSimpleLine(
			{name: 'w', unit: 'W', points, empty: ''},
			{columns: 60, rows: 12, glyphs: 'unicode'},
		).map(textOf);
		assert.match(top, /50.*[╭╮]/);
	});
});
