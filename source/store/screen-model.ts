import type {PatternCompiler} from '../domain/query/query.ts';
import {PROGRAM_TERMINAL, type TerminalScreen} from '../domain/protocol.ts';
import type {SweepState} from '../domain/sweep-state.ts';
import type {TrialRecord} from '../domain/trial.ts';
import {createProgressSelector, type Progress} from './progress.ts';
import type {SampleStore} from './samples.ts';
import type {Link, Session} from './session.ts';
import {selectSignals, type Signals} from './signals.ts';
import {createTableSelector, memoize, type Table} from './table.ts';
import type {ReplayMode, UiState} from './ui-state.ts';

/** All that a frame is drawn from. */
export type ScreenModel = {
	readonly state: SweepState;
	readonly samples: SampleStore;
	readonly ui: UiState;
	readonly link: Link;
	readonly runDirectory: string;
	readonly nowMonoMs: number;
	readonly terminal: TerminalScreen | undefined;
	readonly table: Table;
	readonly progress: Progress;
	readonly signals: Signals;
	/** The trial that keys act on and that the trial view shows. */
	readonly selected: TrialRecord | undefined;
	/** Row of the cursor in the table; 0 without rows. */
	readonly cursorRow: number;
	/** The trial whose terminal is to be watched, or null. */
	readonly watch: number | null;
};

type World = Pick<ScreenModel, 'state' | 'samples' | 'link' | 'runDirectory' | 'nowMonoMs' | 'terminal'>;

/** Makes the model of the next frame. While the screen is frozen the world stays as it was, the person's view does not. */
export type ModelSelector = (session: Session, ui: UiState) => ScreenModel;

/**
 * A selector with an empty memory. `nowMs` is any monotonic clock, for its own pacing; `pattern` compiles regular
 * expressions of filters, which are refused without it.
 */
export function createModelSelector(nowMs: () => number, pattern?: PatternCompiler): ModelSelector {
	const tableOf = createTableSelector(nowMs, pattern);
	const progressOf = createProgressSelector();
	const signalsOf = memoize(
		(state: SweepState, samples: SampleStore, _sources: SweepState['sources'], _channels: number) =>
			selectSignals(state, samples),
	);
	const rowOf = memoize((order: readonly number[], trial: number) => order.indexOf(trial));
	let frozen: World | undefined;
	let watched: number | null = null;
	let signalKey: {state: SweepState; samples: SampleStore} | undefined;
	return (session, ui) => {
		frozen = ui.frozen ? (frozen ?? freeze(worldOf(session))) : undefined;
		const world = ui.mode.kind === 'replay' ? pastOf(session, ui.mode) : (frozen ?? worldOf(session));
		const {state, samples} = world;
		const table = tableOf(state, ui);
		const progress = progressOf(state, world.nowMonoMs);
		if (signalKey === undefined || signalKey.state.sources !== state.sources || signalKey.samples !== samples) {
			signalKey = {state, samples};
		}
		const row = ui.cursor === undefined ? -1 : rowOf(table.order, ui.cursor);
		const cursorRow = Math.max(0, row);
		const selected = selectedTrial(state, ui, {table, row, progress});
		watched = watchTarget({state, ui, progress, selected}, watched);
		return {
			...world,
			ui,
			table,
			progress,
			signals: signalsOf(signalKey.state, samples, state.sources, samples.channels.length),
			selected,
			cursorRow,
			watch: watched,
		};
	};
}

function worldOf(session: Session): World {
	return {
		state: session.state(),
		samples: session.samples(),
		link: session.link(),
		runDirectory: session.runDirectory,
		nowMonoMs: session.nowMonoMs(),
		terminal: session.terminal(),
	};
}

/** The world as it was: what came later is not seen, and no terminal was kept. */
function pastOf(session: Session, {recording, atMs}: ReplayMode): World {
	return {
		...worldOf(session),
		state: recording.at(atMs),
		samples: session.samples().until(atMs),
		nowMonoMs: atMs,
		terminal: undefined,
	};
}

function freeze(world: World): World {
	return {...world, samples: world.samples.until(world.nowMonoMs)};
}

/**
 * Under the cursor; before the person moved, the best one in a table and the running one elsewhere. In a table whose
 * filter hides the trial it is that of the first row: a key never acts on a trial that is not in view.
 */
function selectedTrial(
	state: SweepState,
	ui: UiState,
	{table, row, progress}: {readonly table: Table; readonly row: number; readonly progress: Progress},
): TrialRecord | undefined {
	const trialAt = (number: number | undefined): TrialRecord | undefined =>
		number === undefined ? undefined : state.trials[number - 1];
	const inTable = ui.view === 'overview' || ui.view === 'leaderboard';
	const chosen = inTable && row < 0 ? undefined : trialAt(ui.cursor);
	if (chosen !== undefined) return chosen;
	const running = progress.running.at(-1);
	return (inTable ? undefined : running) ?? trialAt(table.order[0]) ?? running;
}

/**
 * The selected trial where it is on view and runs; else the watched program; else in the overview the running trial under
 * the cursor, or the trial watched so far while it runs, or the latest.
 */
function watchTarget(
	{state, ui, progress, selected}: Pick<ScreenModel, 'state' | 'ui' | 'progress' | 'selected'>,
	watched: number | null,
): number | null {
	const running = new Set(progress.running.map(trial => trial.trial));
	if (ui.mode.kind === 'attach') return ui.mode.trial;
	const onView = ui.view === 'trial' || ui.view === 'log';
	if (onView && selected !== undefined) return running.has(selected.trial) ? selected.trial : null;
	if (state.sweep?.watched !== undefined) return PROGRAM_TERMINAL;
	// Where the person has put the cursor.
	if (ui.view === 'overview' && ui.cursor === selected?.trial && selected !== undefined && running.has(selected.trial))
		return selected.trial;
	if (watched !== null && running.has(watched)) return watched;
	return progress.running.at(-1)?.trial ?? watched;
}
