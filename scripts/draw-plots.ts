import {createPlotSamples} from '../components/plot-samples.ts';
import type {PlotChoice} from '../source/domain/view/plot-choice.ts';
import {rankTrials} from '../source/domain/ranking/rank.ts';
import type {SweepState} from '../source/domain/sweep-state.ts';
import type {TrialRecord} from '../source/domain/trial.ts';
import {viewRow} from '../source/domain/view/view-table.ts';
import {createColorScale} from '../source/plot/color-scale.ts';
import type {PlotInput} from '../source/plot/plot-definition.ts';
import {PLOTS} from '../source/plot/registry.ts';
import {renderSvg} from '../source/plot/render-svg.ts';
import {createDemoWorld} from '../source/store/demo/demo-world.ts';

const SIZE = {columns: 96, rows: 26} as const;
const INTRO =
	'Every plot is a view of the screen and a KIND of `sweeptop plot`, as text or with `--svg FILE`. Drawn from the demo by `npm run pictures:plots`.';
const VIEWS = `What is chosen by option can stand in the sweep file; the first \`[[views]]\` of a kind decides how it is drawn, the very
first which plot is shown when the sweep ends. Keys: \`kind\`, \`x\`, \`y\`, \`color\`, \`size\` (columns, or the plot's own
words as \`time\`, \`ecdf\`, \`none\`), \`log\`, \`fix\`, \`aggregate\`, \`ratio\`, \`isolines\`.

\`\`\`toml
[[views]]
kind = "scatter"
x = "energy_j"
y = "accuracy"
size = "duration_s"
log = ["x"]

[[views]]
kind = "heatmap"
ratio = "tensor=true/false"
fix = {n = 512}
\`\`\``;

/** The whole demo sweep, judged by its energy, too, so that there is a front. */
function drawnInput(): PlotInput {
	const world = createDemoWorld({seed: 1});
	world.advanceTo(600_000);
	const demo = world.state();
	const {sweep} = demo;
	if (sweep === undefined) throw new Error('the demo has no sweep');
	const objectives = [...sweep.objectives, {metric: 'energy_j', direction: 'minimize'} as const];
	const state: SweepState = {...demo, sweep: {...sweep, objectives}, trials: demo.trials.map(withCurve)};
	const choice: PlotChoice = {fix: {}, aggregate: 'mean', log: new Set()};
	return {state, ranking: rankTrials(state), choice, ...createPlotSamples()(world.samples(), true)};
}

/** The demo reports no steps: a made-up loss that falls to a level of its own stands in for a curve. */
function withCurve(trial: TrialRecord | undefined): TrialRecord | undefined {
	if (trial?.state !== 'complete') return trial;
	const level = 0.2 + ((trial.trial * 7) % 11) / 20;
	const loss = Array.from({length: 40}, (_, step) => ({
		step,
		value: level + 2 * Math.exp(-step / (4 + (trial.trial % 7))),
		monoMs: (trial.executions[0]?.startedMonoMs ?? 0) + step * 50,
	}));
	return {...trial, curves: {...trial.curves, loss}};
}

/** Every page that shows the plots of the demo: paths below `docs/` with their texts. */
export function drawPlotPages(): ReadonlyMap<string, string> {
	const input = drawnInput();
	const sections: string[] = [];
	const pages = new Map<string, string>();
	for (const plot of PLOTS) {
		const {key, describe} = viewRow(plot.id);
		const picture = plot.prepare(input).paint({...SIZE, glyphs: 'unicode', scale: createColorScale()}, undefined);
		const path = `pictures/plots/${plot.id}.svg`;
		pages.set(path, renderSvg(picture, {title: `${plot.id}: ${describe}`}));
		const where = key === undefined ? `\`:\` and its name` : `\`${key}\``;
		const sentence = describe.slice(0, 1).toUpperCase() + describe.slice(1);
		sections.push(
			`## ${plot.id}\n\n${sentence}. On the screen by ${where}, printed by \`sweeptop plot RUN ${plot.id}\`.\n\n![${plot.id}](${path})\n`,
		);
	}
	return pages.set('plots.md', `# Plots\n\n${INTRO}\n\n${VIEWS}\n\n${sections.join('\n')}`);
}
