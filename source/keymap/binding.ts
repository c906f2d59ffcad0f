import type {ZoomPlane} from '../domain/view/plane-zoom.ts';
import type {SettingOption} from '../domain/settings.ts';
import {hasCommand} from '../domain/sweep/has-command.ts';
import {commandOnRun, isElsewhere} from '../domain/sweep/run-address.ts';
import type {Direction} from '../domain/metric.ts';
import type {Scalar} from '../domain/space.ts';
import type {SweepState} from '../domain/sweep-state.ts';
import type {TrialRecord} from '../domain/trial.ts';
import type {ViewId} from '../domain/view/view-table.ts';
import type {Intent} from '../store/intent.ts';
import type {Link} from '../store/session.ts';
import type {Sort} from '../store/table-choice.ts';
import type {FilterProblem} from '../store/table-filter.ts';
import {type Targets, targetsOf} from '../store/targets.ts';
import type {TimeAxis} from '../store/time-view.ts';
import type {UiState} from '../store/ui-state.ts';

/** An axis of a plot that a person can choose. */
export type PlotAxis = 'x' | 'y' | 'color' | 'size';

/** What can be chosen for the plot that is on the screen. */
export type PlotChoices = {
	/** What is on each axis now. */
	readonly shown: {readonly [axis in PlotAxis]?: string | undefined};
	/** What can be put on each axis; an axis that the plot does not have is absent. */
	readonly axes: {readonly [axis in PlotAxis]?: readonly string[]};
	/** Parameters that are on no axis, each with its values and the shown one's index; -1 is all. */
	readonly slices: readonly {
		readonly name: string;
		readonly values: readonly Scalar[];
		readonly index: number;
		/** What it is fixed at for all values together; absent is nothing. */
		readonly free?: Scalar;
	}[];
	/** Parameters whose values can be divided by each other. */
	readonly splits: () => readonly {readonly name: string; readonly values: readonly Scalar[]}[];
};

/** Everything that a key may look at. Functions are computed when asked and cheap when asked twice. */
export type KeyContext = {
	readonly state: SweepState;
	readonly ui: UiState;
	readonly link: Link;
	readonly runDirectory: string;
	/** Visible rows of the table, for page keys. */
	readonly pageRows: number;
	/** Trial numbers in the order of the leaderboard, or of the plot that has one of its own. */
	readonly rows: () => ArrayLike<number>;
	/** Row of the cursor; 0 when there are no rows of a table. A half between two rows of a plot where it is on none. */
	readonly cursorRow: () => number;
	/** The trial beside the selected one in a plot; undefined where the plot has no such order. */
	readonly neighbour: (step: 'left' | 'right' | 'up' | 'down') => number | undefined;
	/** The trial that a key acts on: under the cursor, or the one shown. */
	readonly selected: () => TrialRecord | undefined;
	/** The trial whose terminal is shown, if it runs. */
	readonly watched: () => number | undefined;
	/** Columns of the leaderboard: id, title, whether each is shown now, and which end of an objective is the good one. */
	readonly columns: () => readonly {
		readonly id: string;
		readonly title: string;
		readonly shown: boolean;
		readonly goal?: Direction | undefined;
	}[];
	/** What the order of the leaderboard is of; empty is the rank over several objectives. */
	readonly sort: () => readonly Sort[];
	/** Columns of the leaderboard that found no room to the right. */
	readonly columnsToTheRight: () => number;
	readonly plotChoices: () => PlotChoices;
	/** Both axes of the plot as they are drawn; undefined where no part of it can be looked at. */
	readonly plane: () => ZoomPlane | undefined;
	/** The command line of a trial, quoted for a shell. */
	readonly commandOf: (trial: TrialRecord) => string;
	/** What is wrong with the filter that is set or typed; undefined when nothing is. */
	readonly filterProblem: () => FilterProblem | undefined;
	/** What is wrong with names that a person gave for parameters; undefined when all exist. */
	readonly unknownParameters: (names: readonly string[]) => string | undefined;
	/** Lines that the scrolled view has in all. */
	readonly scrollLines: () => number;
	/** Lines of the shown output that hold a text, from 0. */
	readonly foundLines: (text: string) => readonly number[];
	/** The time axis of the view as it is drawn; undefined where it has none. */
	readonly timeAxis: () => TimeAxis | undefined;
	/** The setting on a line of the settings view. */
	readonly settingAt: (line: number) => SettingOption | undefined;
	readonly abilities: {
		readonly export: boolean;
		readonly copy: boolean;
		/** The sweep can be looked back at. */
		readonly replay?: boolean;
		/** Tags, notes and trials to be run can be written into a run that no engine runs; a resume runs them. */
		readonly stores?: boolean;
	};
};

/** One action of the screen, with the keys that start it. The same row dispatches and draws foot, help and palette. */
export type Binding = {
	readonly id: string;
	/** By which keys; see `strokesOf`. May be empty: then it is in the palette only. */
	readonly keys: readonly string[];
	/** A sentence for help and palette. */
	readonly title: string;
	/** One or two words for the foot lines; absent keeps it out of them. Rows with the same words share one entry. */
	readonly foot?: string;
	/** The words in place of `foot` while a state of the sweep asks for other ones. */
	readonly footNow?: (state: SweepState) => string | undefined;
	/** Shown in the foot only in the room that the other entries leave. */
	readonly footWhenRoom?: true;
	/** Keys as the foot shows them, where one row stands for several. */
	readonly footKeys?: string;
	/** Where it works; absent is everywhere. */
	readonly views?: readonly ViewId[];
	/** Works also over an open list, text or question, where it has no other meaning there. */
	readonly inModes?: true;
	/** Why it cannot be done now; undefined when it can. */
	readonly whyNot?: (context: KeyContext) => string | undefined;
	readonly run: (context: KeyContext) => readonly Intent[];
};

/**
 * Why the engine takes no command from this screen; undefined when it does. `shell` is the command line, without the
 * run, that does the same where no engine runs.
 */
export function whyNoCommand(context: KeyContext, shell: ShellForm = {verb: 'resume'}): string | undefined {
	switch (context.link.kind) {
		case 'live':
			return context.link.role === 'control'
				? undefined
				: 'this screen may only look: attach with control to give commands';
		case 'connecting':
			return 'the engine is not connected yet';
		case 'lost':
			return `${context.link.why}: ${context.link.mend}`;
		case 'file':
			return whyNoEngine(context.link, context, shell);
	}
}

/** A command line of `sweeptop VERB RUN TAIL`. */
export type ShellForm = {readonly verb: string; readonly tail?: string};

function whyNoEngine(
	{engine, foreign, areSeveral}: Extract<Link, {kind: 'file'}>,
	{state, runDirectory}: KeyContext,
	{verb, tail}: ShellForm,
): string {
	if (areSeveral === true) return 'these are several runs: sweeptop view RUN opens one that takes commands';
	if (foreign !== undefined) return "these are another program's results: nothing can be run from here";
	if (engine === 'held' && state.phase !== 'ended')
		return `this run is followed in its files: sweeptop attach ${runDirectory} where its engine runs`;
	const where = isElsewhere(runDirectory) ? 'has ended on another machine' : 'is read from its files';
	return `this run ${where}: ${commandOnRun(runDirectory, verb, tail)}`;
}

/**
 * Why no trial can be given to be run, by an engine or, where none runs, by a later resume; `shell` as in
 * {@link whyNoCommand}.
 */
export function whyNoTrial(context: KeyContext, shell: ShellForm): string | undefined {
	const {sweep, phase} = context.state;
	if (sweep?.watched !== undefined) return 'the watched program chooses its own trials: none can be queued';
	if (context.link.kind !== 'file') return whyNoCommand(context);
	if (sweep !== undefined && !hasCommand(sweep))
		return 'these results were imported: what would run again is not known';
	const isHeld = context.link.engine === 'held' && phase !== 'ended';
	return context.abilities.stores === true && !isHeld ? undefined : whyNoCommand(context, shell);
}

/** Why nothing can be noted about a trial; undefined when it can. A finished run takes notes without an engine. */
export function whyNoNote(context: KeyContext): string | undefined {
	if (actedOn(context).trials.length === 0) return 'no trial is under the cursor';
	return context.link.kind === 'file' && context.abilities.stores === true ? undefined : whyNoCommand(context);
}

/** The trials that a key acts on: all marked ones, else the one under the cursor. */
export function actedOn(context: KeyContext): Targets {
	return targetsOf(context.ui, context.selected());
}
