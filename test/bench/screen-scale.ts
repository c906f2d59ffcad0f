import {join} from 'node:path';
import type {Drawing} from '../../components/context.ts';
import {drawFrame} from '../../components/frame.ts';
import {createDrawingMemory} from '../../components/drawing-memory.ts';
import {createPlotSelectors} from '../../components/plot-selectors.ts';
import {createLocalSession} from '../../source/commands/session/local-session.ts';
import {compileTextPattern} from '../../source/commands/results/text-pattern.ts';
import {PLOT_IDS, type ViewId} from '../../source/domain/view/view-table.ts';
import {readJournal} from '../../source/journal/read.ts';
import {createColorScale} from '../../source/plot/color-scale.ts';
import {reduceUi} from '../../source/store/reduce-ui.ts';
import {createModelSelector, type ScreenModel} from '../../source/store/screen-model.ts';
import type {Session} from '../../source/store/session.ts';
import type {UiAction} from '../../source/store/ui-action.ts';
import {createUiState, type UiState} from '../../source/store/ui-state.ts';
import {writeBigRun} from './big-run.ts';
import {type Bench, type Figure, type Measurement, medianOf} from './measurement.ts';
import {openMeteredTerminal} from './metered-terminal.ts';
import {memoryOf} from './proc.ts';

const TRIALS = 100_000;
const SIZE = {columns: 200, rows: 50};
const TIMES = 5;
const FRAME_BYTES = 1000;

/** Filters of every kind: a comparison, a negated field, a word, a pattern, several of them, one that is typed bit by bit. */
const FILTERS = [
	'lr>=1e-3',
	'-flags:THERM',
	'half',
	'/^(half|double)$/',
	'dtype:/^h/ size>=512 | block:64 -has:flags',
	'flops > 5e9 and latency < 4 or unroll in [1, 2]',
] as const;

/** What the screen of a run of many trials costs: each figure is the fastest of several times from a key to its frame. */
export const screenScale: Measurement = {
	id: 'scale',
	title: `a screen of ${TRIALS} trials: order, filter, plots, keys, memory`,
	run: async bench => {
		const directory = join(bench.folder, 'big');
		bench.note(`writing a run of ${TRIALS} trials`);
		await writeBigRun(directory, TRIALS);
		const inside = measureInside(openRun(directory));
		return [...inside, ...(await measureProgram(bench, directory))];
	},
};

function openRun(directory: string): Session {
	const local = createLocalSession({
		directory,
		link: () => ({kind: 'file', path: directory}),
		nowMonoMs: () => 0,
		refusal: '',
	});
	for (const {event} of readJournal(directory)) local.apply(event);
	return local.session;
}

/** A screen without a terminal: the person's state in, the time to the finished frame out. */
type Bare = {
	readonly model: () => ScreenModel;
	/** Milliseconds to the frame after some actions, each time from the first one again; with `coldPlots` without what plots keep. */
	readonly timeOf: (actions: readonly UiAction[], options?: {readonly coldPlots?: boolean}) => number;
};

function createBare(session: Session): Bare {
	const select = createModelSelector(() => performance.now(), compileTextPattern);
	const drawing = {
		glyphs: 'unicode',
		scale: createColorScale(),
		abilities: {export: false, copy: false},
		...createDrawingMemory(),
	} as const;
	let plots = createPlotSelectors();
	const draw = (ui: UiState): void => void drawFrame(select(session, ui), {...drawing, plots} satisfies Drawing, SIZE);
	const before = createUiState('leaderboard');
	draw(before);
	return {
		model: () => select(session, before),
		timeOf: (actions, {coldPlots = false} = {}) => {
			const after = actions.reduce(reduceUi, before);
			const tookMs: number[] = [];
			for (let time = 0; time < TIMES; time++) {
				draw(before);
				if (coldPlots) plots = createPlotSelectors();
				const started = performance.now();
				draw(after);
				tookMs.push(performance.now() - started);
			}
			// The load of other programs only adds to it.
			return Math.min(...tookMs);
		},
	};
}

function measureInside(session: Session): readonly Figure[] {
	const bare = createBare(session);
	const columns = bare.model().table.all;
	const sorts = columns.map(({id}) => ({
		name: id,
		ms: bare.timeOf([{kind: 'table', change: 'sort', sort: [{column: id, descending: true}]}]),
	}));
	const sortKeys = ['dtype', 'size', 'flops'].map(column => ({column, descending: true}));
	const filters = FILTERS.map(text => ({name: text, ms: bare.timeOf([{kind: 'filter', text}])}));
	const plots = PLOT_IDS.map(view => ({name: view, ms: bare.timeOf([open(view)], {coldPlots: true})}));
	const order = bare.model().table.order;
	const trial = order[order.length >> 1] ?? 1;
	return [
		worst('sort by a column, the slowest', sorts, 150),
		figure('sort by three columns', bare.timeOf([{kind: 'table', change: 'sort', sort: sortKeys}])),
		worst('filter, the slowest', filters, 100),
		...filters.map(({name, ms}) => figure(`filter ${name}`, ms)),
		...plots.map(({name, ms}) =>
			figure(`plot of all points, ${name}`, ms, name === 'scatter' || name === 'heatmap' ? 100 : undefined),
		),
		figure(
			'cursor to a row far away',
			bare.timeOf([{kind: 'select', trial, table: {row: TRIALS >> 1, pageRows: 40}}]),
			50,
		),
		figure('open the trial', bare.timeOf([open('trial')]), 50),
		figure('show another column', bare.timeOf([{kind: 'toggle-column', column: 'state'}]), 50),
	];
}

function open(view: ViewId): UiAction {
	return {kind: 'open-view', view};
}

type Timed = {readonly name: string; readonly ms: number};

function worst(name: string, timed: readonly Timed[], budget: number): Figure {
	const slowest = timed.toSorted((a, b) => b.ms - a.ms)[0];
	return {name, unit: 'ms', ours: slowest?.ms ?? Number.NaN, budget, note: `${slowest?.name}, of ${timed.length}`};
}

function figure(name: string, ms: number, budget?: number): Figure {
	return {name, unit: 'ms', ours: ms, ...(budget === undefined ? {} : {budget})};
}

/** Keys of the built program in a terminal: scroll, walk through the orders, from view to view. */
async function measureProgram({launcher}: Bench, directory: string): Promise<readonly Figure[]> {
	const terminal = openMeteredTerminal([launcher, 'view', directory], SIZE);
	try {
		await terminal.reach(FRAME_BYTES);
		// The run is read while it is looked at: what is timed begins when nothing changes any more.
		while ((await terminal.read(3000)).bytes > 0);
		const press = async (keys: readonly string[]): Promise<number> => {
			const tookMs: number[] = [];
			for (const key of keys) {
				tookMs.push(await terminal.answerMs(key));
				await terminal.read(120);
			}
			return medianOf(tookMs);
		};
		terminal.type('2');
		await terminal.read(500);
		const rows = await press(Array.from({length: 20}, (_, index) => (index % 2 === 0 ? 'j' : '\u001B[6~')));
		const orders = await press(Array.from({length: 8}, () => '>'));
		const views = await press(['4', '2', '5', '2', '4', '2', '5', '2']);
		return [
			{name: 'key painted, row to row', unit: 'ms', ours: rows, budget: 50},
			{name: 'key painted, another order', unit: 'ms', ours: orders, budget: 150},
			{name: 'key painted, plot and table', unit: 'ms', ours: views, budget: 100},
			{name: 'memory of the screen', unit: 'MiB', ours: memoryOf(terminal.pid).residentMiB, budget: 350},
		];
	} finally {
		await terminal.close();
	}
}
