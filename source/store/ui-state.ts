import {DEFAULT_SETTINGS, type Settings} from '../domain/settings.ts';
import type {Recording} from './recording.ts';
import type {TimeView} from './time-view.ts';
import type {PlotChoice} from '../domain/view/plot-choice.ts';
import type {PlotId, ViewId} from '../domain/view/view-table.ts';
import type {TrialArtifacts} from './session.ts';
import {TABLE_CHOICE, type TableChoice} from './table-choice.ts';
import type {Targets} from './targets.ts';

/**
 * The part of a view that has the most room: its figures, or what stands beside them (the terminal of overview and
 * trial, the notices of the log).
 */
export type Pane = 'main' | 'side';

/** A part of a view whose border can be dragged; its share is of the rows or columns of the view. */
export type PaneId = 'terminal' | 'telemetry' | 'figures' | 'output';

/** What a single line of text is typed for. */
export type FieldId = 'filter' | 'enqueue' | 'sort-by' | 'format' | 'range' | 'tag' | 'note' | 'search';

/** One line of text with a caret; `caret` counts code units. */
export type TextField = {readonly text: string; readonly caret: number};

/** What a list is opened for. */
export type PickId = 'sort' | 'columns' | 'x' | 'y' | 'color' | 'size' | 'ratio';

/** What is asked before it is done. */
export type Question =
	| {readonly kind: 'leave'}
	/** The sweep has ended, or its engine is gone, while {@link Question} `leave` was open. */
	| {readonly kind: 'leave-ended'}
	/** The trial whose terminal the keys went to has ended: those on their way mean nothing else. */
	| {readonly kind: 'attach-ended'; readonly trial: number}
	| {readonly kind: 'kill'; readonly trial: number}
	/** Some of them have results, which are replaced. */
	| {readonly kind: 'rerun'; readonly targets: Targets}
	| {readonly kind: 'rerun-all'};

/** What the keys mean now. Each mode has a table of its own. */
export type Mode =
	| {readonly kind: 'browse'}
	| {
			readonly kind: 'field';
			readonly field: FieldId;
			readonly input: TextField;
			readonly error: string;
			/** Whom the text is for; absent where it is for no trial. */
			readonly targets?: Targets;
	  }
	| {readonly kind: 'palette'; readonly input: TextField; readonly selected: number}
	| {
			readonly kind: 'pick';
			readonly pick: PickId;
			/** What was chosen in the lists before this one. */
			readonly path?: readonly string[];
			readonly options: readonly string[];
			readonly selected: number;
	  }
	| {readonly kind: 'ask'; readonly question: Question}
	/** Text to be read or copied by hand, over the view. */
	| {readonly kind: 'page'; readonly title: string; readonly lines: readonly string[]; readonly top: number}
	/** Keys go to the terminal of a trial. */
	| {readonly kind: 'attach'; readonly trial: number}
	| ReplayMode;

/** The sweep is looked at as it was. */
export type ReplayMode = {
	readonly kind: 'replay';
	readonly recording: Recording;
	/** On the clock of the run. */
	readonly atMs: number;
	readonly playing: boolean;
	/** Times as fast as it was. */
	readonly speed: number;
};

/** The lower foot line says this until the next key. */
export type Message = {readonly level: 'info' | 'warning' | 'error'; readonly text: string};

/** The output of an ended execution, as it was loaded for the log. */
export type LoadedOutput = {
	readonly trial: number;
	readonly execution: number;
	readonly lines: readonly string[] | undefined;
};

/** Text files of a run by what they are; absent until they were read, without lines where there is none. */
export type LoadedFiles = Readonly<Partial<Record<RunFile, readonly string[]>>>;

/** A text file of a run that can be looked at. */
export type RunFile = 'sweep' | 'packages';

/** The files of a trial, as they were loaded for its view. */
export type LoadedArtifacts = TrialArtifacts & {readonly trial: number};

/** What the person sees. {@link reduceUi} is its only writer; it is never journaled. */
export type UiState = {
	/** What every time axis shows. */
	readonly time: TimeView;
	readonly settings: Settings;
	/** Files of the run that the sweep view shows, as they were loaded. */
	readonly files: LoadedFiles;
	readonly view: ViewId;
	/** The person opened a view: from then on none is opened unasked. */
	readonly viewChosen: boolean;
	/** Views to go back to, the last one next. */
	readonly back: readonly ViewId[];
	readonly focus: Pane;
	/** Shares of panes whose border was dragged, 0 to 1; absent is as the view has it. */
	readonly panes: Readonly<Partial<Record<PaneId, number>>>;
	/** The trial under the cursor; undefined until the person moved: then the first row. */
	readonly cursor: number | undefined;
	/** First visible row of the leaderboard. */
	readonly top: number;
	/** First visible row of a view that scrolls as text; in the log counted from the end. */
	readonly scroll: number;
	readonly filter: string;
	/** What is looked for in the output of a trial (empty is nothing), and the line where it was found last. */
	readonly search: {readonly text: string; readonly line: number | undefined};
	readonly hiddenColumns: ReadonlySet<string>;
	readonly hideUnchanged: boolean;
	readonly table: TableChoice;
	readonly marks: ReadonlySet<number>;
	/** Of the plots that the person (or the sweep file) changed; read by {@link plotChoiceOf}. */
	readonly plots: Readonly<Partial<Record<PlotId, PlotChoice | undefined>>>;
	readonly mode: Mode;
	/** The screen stands still though the sweep goes on. */
	readonly frozen: boolean;
	readonly message: Message | undefined;
	readonly output: LoadedOutput | undefined;
	readonly artifacts: LoadedArtifacts | undefined;
	/** Which of a trial's pictures is shown, counted round from 0. */
	readonly image: number;
	/** The completion of the sweep was shown once. */
	readonly completionShown: boolean;
};

/** A plot as the data have it. */
export const UNCHOSEN: PlotChoice = {fix: {}, aggregate: 'mean', log: new Set()};

/** What is chosen for a plot. */
export function plotChoiceOf({plots}: Pick<UiState, 'plots'>, plot: PlotId): PlotChoice {
	return plots[plot] ?? UNCHOSEN;
}

/** The screen as it opens. */
export function createUiState(view: ViewId = 'overview'): UiState {
	return {
		view,
		viewChosen: false,
		time: {},
		settings: DEFAULT_SETTINGS,
		files: {},
		back: [],
		focus: 'main',
		panes: {},
		cursor: undefined,
		top: 0,
		scroll: 0,
		filter: '',
		search: {text: '', line: undefined},
		hiddenColumns: new Set(),
		hideUnchanged: false,
		table: TABLE_CHOICE,
		marks: new Set(),
		plots: {},
		mode: {kind: 'browse'},
		frozen: false,
		message: undefined,
		output: undefined,
		artifacts: undefined,
		image: 0,
		completionShown: false,
	};
}
