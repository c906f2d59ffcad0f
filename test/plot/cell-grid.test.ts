import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import fc from 'fast-check';
import {createCellGrid} from '../../source/plot/cell-grid.ts';
import {textOf} from '../../source/plot/cells.ts';
import {cellText, displayWidth} from '../../source/plot/width.ts';

describe('cell grid', () => {
	it('joins cells of one style into runs', () => {
		const grid = createCellGrid(6, 1);
		grid.put(0, 0, 'ab', {bold: true});
		grid.put(2, 0, 'c', {bold: true});
		grid.put(4, 0, 'd');
		assert.deepEqual(grid.picture(), [[{text: 'abc', style: {bold: true}}, {text: ' d '}]]);
	});

	it('keeps wide characters whole', () => {
		const grid = createCellGrid(5, 1);
		grid.put(0, 0, '漢字漢');
		assert.equal(grid.picture().map(textOf).join(''), '漢字 ');
		grid.put(1, 0, 'x');
		assert.equal(grid.picture().map(textOf).join(''), ' x字 ');
	});

	it('stays as wide as it is, whatever is drawn on it', () => {
		const draw = fc.record({
			column: fc.integer({min: -5, max: 30}),
			row: fc.integer({min: -1, max: 3}),
			text: fc.oneof(fc.string({unit: 'binary'}), fc.constantFrom('漢字', '👩‍👩‍👧', 'e\u0301', '\u0301', '\u0CBE')),
		});
		fc.assert(
			fc.property(fc.array(draw), draws => {
				const grid = createCellGrid(25, 3);
				for (const {column, row, text} of draws) grid.put(column, row, cellText(text, 'unicode'));
				assert.deepEqual(
					grid.picture().map(line => displayWidth(textOf(line))),
					[25, 25, 25],
				);
			}),
			{numRuns: 300},
		);
	});
});
