import {drawFrame} from '../../components/frame.ts';
import type {Drawing} from '../../components/context.ts';
import {createDrawingMemory} from '../../components/drawing-memory.ts';
import {createPlotSelectors} from '../../components/plot-selectors.ts';
import {createLocalSession, type LocalSession} from '../../source/commands/session/local-session.ts';
import {compileTextPattern} from '../../source/commands/results/text-pattern.ts';
import {textOf} from '../../source/plot/cells.ts';
import {reduceUi} from '../../source/store/reduce-ui.ts';
import {createModelSelector} from '../../source/store/screen-model.ts';
import {panned, type TimeAxis, type TimeSpan, zoomed} from '../../source/store/time-view.ts';
import {createUiState, type UiState} from '../../source/store/ui-state.ts';
import type {Figure, Measurement} from './measurement.ts';

const CHANNELS = ['board.power_w', 'cpu.power_w', 'gpu0.power_w', 'cpu.temp_c', 'gpu0.temp_c'] as const;
const SAMPLES = 1_000_000;
const PERIOD_MS = 100;
const SIZE = {columns: 200, rows: 50};
/** One sample in so many stands alone, each with a value of its own. */
const PEAK_EVERY = 9973;
const PEAK_FROM = 500;
const STEPS = 60;

/** What it takes to look closely at a long recording, and whether each lone peak is on the screen wherever one looks. */
export const zoom: Measurement = {
	id: 'zoom',
	title: `${SAMPLES} samples of telemetry in ${CHANNELS.length} channels, zoomed and panned`,
	run: () => {
		const screen = createProbesScreen();
		const [lines, charts] = [false, true].map(isCharts => walk(screen, isCharts));
		const figure = (name: string, steps: Walk | undefined): Figure => ({
			name,
			unit: 'ms',
			ours: steps?.slowestMs ?? Number.NaN,
			budget: 50,
			note: `of ${steps?.count}`,
		});
		return Promise.resolve([
			figure('a step, the slowest, a line each', lines),
			figure('a step, the slowest, a chart each', charts),
			{name: 'peaks in a window that its figures lack', unit: '', ours: lines?.lost ?? Number.NaN, budget: 0},
		]);
	},
};

function createProbesScreen() {
	const local: LocalSession = createLocalSession({
		directory: '/nowhere',
		link: () => ({kind: 'file', path: '/nowhere'}),
		nowMonoMs: () => 0,
		refusal: '',
	});
	const rows = SAMPLES / CHANNELS.length;
	const frame = Array.from({length: rows}, (_, row) => [
		row * PERIOD_MS,
		...CHANNELS.map((_name, at) => valueAt(row, at)),
	]);
	local.addSamples({t0: 0, channels: CHANNELS, rows: frame});
	const select = createModelSelector(() => 0, compileTextPattern);
	const drawing: Drawing = {
		glyphs: 'unicode',
		scale: undefined,
		abilities: {export: false, copy: false},
		...createDrawingMemory(),
		plots: createPlotSelectors(),
	};
	const axis: TimeAxis = {startMs: 0, endMs: (rows - 1) * PERIOD_MS, fromMs: 0, toMs: (rows - 1) * PERIOD_MS};
	return {axis, draw: (ui: UiState) => drawFrame(select(local.session, ui), drawing, SIZE)};
}

/** A slow wave with lone peaks: sample `row` of the channel at `place`. */
function valueAt(row: number, place: number): number {
	if (row % PEAK_EVERY === PEAK_EVERY >> 1) return PEAK_FROM + Math.floor(row / PEAK_EVERY);
	return 20 + 5 * place + 3 * Math.sin(row / 5000);
}

type Walk = {readonly slowestMs: number; readonly count: number; readonly lost: number};

/** In by a quarter for each step, then along, then out again: as keys do it. */
function walk({axis, draw}: ReturnType<typeof createProbesScreen>, charts: boolean): Walk {
	let ui = reduceUi(createUiState('overview'), {kind: 'open-view', view: 'probes'});
	if (charts) ui = {...ui, focus: 'side'};
	let span: TimeSpan | undefined;
	const steps = Array.from({length: STEPS}, (_, step) => Math.floor((step * 3) / STEPS));
	const tookMs: number[] = [];
	let lost = 0;
	draw(ui);
	for (const phase of steps) {
		const now = {...axis, ...span};
		span = phase === 1 ? panned(now, 0.3) : zoomed(now, undefined, phase === 0 ? 0.75 : 1 / 0.75);
		const next = reduceUi(ui, {kind: 'time', change: {window: span}});
		const startedMs = performance.now();
		const picture = draw(next);
		tookMs.push(performance.now() - startedMs);
		lost += charts || shows(picture.map(textOf), highestPeak({...axis, ...span})) ? 0 : 1;
	}
	return {slowestMs: Math.max(...tookMs), count: tookMs.length, lost};
}

/** The value of the last peak in the window; undefined where none is in it. */
function highestPeak({fromMs, toMs}: TimeSpan): number | undefined {
	for (let row = Math.floor(toMs / PERIOD_MS); row * PERIOD_MS >= fromMs; row--) {
		const value = valueAt(row, 0);
		if (value >= PEAK_FROM) return value;
	}
	return undefined;
}

function shows(lines: readonly string[], peak: number | undefined): boolean {
	return peak === undefined || lines.some(line => line.includes(`${peak}`));
}
