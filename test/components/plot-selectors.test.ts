import assert from 'node:assert/strict';
import {test} from 'node:test';
import {createPlotSelectors} from '../../components/plot-selectors.ts';
import {PLOTS} from '../../source/plot/registry.ts';
import {createHands} from '../helpers/screen-hands.ts';

test('a mark prepares only those plots again whose picture depends on marks', () => {
	for (const plot of PLOTS) {
		const model = createHands({view: plot.id, atMs: 600_000}).model();
		const {prepare} = createPlotSelectors();
		const before = prepare(plot, model);
		assert.equal(prepare(plot, {...model, ui: {...model.ui, frozen: true}}), before);
		const marked = prepare(plot, {...model, ui: {...model.ui, marks: new Set([2])}});
		assert.equal(marked !== before, plot.readsMarks, plot.id);
	}
});
