import assert from 'node:assert/strict';
import {test, type TestContext} from 'node:test';
import {rankTrials} from '../../source/domain/ranking/rank.ts';
import type {SweepState} from '../../source/domain/sweep-state.ts';
import type {PlotId} from '../../source/domain/view/view-table.ts';
import {createColorScale} from '../../source/plot/color-scale.ts';
import {findPlot} from '../../source/plot/registry.ts';
import {cpuMs} from '../helpers/cpu-time.ts';
import {manyTrials} from '../helpers/many-trials.ts';

/** CPU time that a plot of all trials may take the second time, when its code is warm: generous, as other tests run beside it. */
const LIMIT_MS = 800;

const state = manyTrials(100_000);
const ranking = rankTrials(state);

const IDS: readonly PlotId[] = ['history', 'pareto', 'importance', 'correlation', 'distribution', 'bars', 'parallel'];

for (const id of IDS) test(`${id} of 100,000 trials`, t => assertQuick(t, id, state));

test('importance where each of 100,000 trials has a name of its own: its kernels are flat but for one point', t => {
	const names = state.trials.map((_, index) => `id-${index}`);
	const parameters = [{name: 'id', domain: {kind: 'choice', values: names}} as const];
	assertQuick(t, 'importance', {
		...state,
		sweep: state.sweep === undefined ? undefined : {...state.sweep, space: {...state.sweep.space, parameters}},
		trials: state.trials.map((trial, index) => trial && {...trial, params: {id: names[index] ?? ''}}),
	});
});

function assertQuick(t: TestContext, id: PlotId, shown: SweepState): void {
	const choice = {fix: {}, aggregate: 'mean', log: new Set<'y'>()} as const;
	const draw = (): number => {
		const started = cpuMs();
		const prepared = findPlot(id)?.prepare({state: shown, ranking, choice, samples: () => undefined, channels: []});
		prepared?.paint({columns: 200, rows: 45, glyphs: 'unicode', scale: createColorScale()}, 77);
		return cpuMs() - started;
	};
	const first = draw();
	const spent = Math.min(draw(), draw());
	t.diagnostic(`${first.toFixed(0)} ms, then ${spent.toFixed(0)} ms`);
	assert.ok(spent < LIMIT_MS, `${spent} ms of CPU time`);
}
