import type {SweepState} from '../domain/sweep-state.ts';
import type {TrialRecord} from '../domain/trial.ts';
import type {Intent} from '../store/intent.ts';
import type {Link} from '../store/session.ts';
import type {UiState, ViewId} from '../store/ui-state.ts';

/** What can be put on the axes of a plot. */
export type PlotChoices = {
	/** What is on the axes now. */
	readonly shown: {readonly x: string; readonly y: string};
	readonly x: readonly string[];
	readonly y: readonly string[];
	readonly color: readonly string[];
	/** Parameters of the heatmap that are on no axis, each with its values and the shown one's index; -1 is all. */
	readonly slices: readonly {readonly name: string; readonly values: readonly string[]; readonly index: number}[];
};

/** Everything that a key may look at. Functions are computed when asked and cheap when asked twice. */
export type KeyContext = {
	readonly state: SweepState;
	readonly ui: UiState;
	readonly link: Link;
	readonly runDirectory: string;
	/** Visible rows of the table, for page keys. */
	readonly pageRows: number;
	/** Trial numbers in the order of the leaderboard. */
	readonly rows: () => ArrayLike<number>;
	/** Row of the cursor; 0 when there are no rows. */
	readonly cursorRow: () => number;
	/** The trial beside the selected one in a plot; undefined where the plot has no such order. */
	readonly neighbour: (across: number, down: number) => number | undefined;
	/** The trial that a key acts on: under the cursor, or the one shown. */
	readonly selected: () => TrialRecord | undefined;
	/** The trial whose terminal is shown, if it runs. */
	readonly watched: () => number | undefined;
	/** Columns of the leaderboard: id, title, and whether each is shown now. */
	readonly columns: () => readonly {readonly id: string; readonly title: string; readonly shown: boolean}[];
	readonly sortColumn: () => string | undefined;
	readonly plotChoices: () => PlotChoices;
	/** The command line of a trial, quoted for a shell. */
	readonly commandOf: (trial: TrialRecord) => string;
	/** Why a text is no filter, or undefined when it is one. */
	readonly filterError: (text: string) => string | undefined;
	/** What is wrong with names that a person gave for parameters; undefined when all exist. */
	readonly unknownParameters: (names: readonly string[]) => string | undefined;
	/** Lines that the scrolled view has in all. */
	readonly scrollLines: () => number;
	readonly abilities: {readonly export: boolean; readonly copy: boolean};
};

/** One action of the screen, with the keys that start it. The same row dispatches and draws foot, help and palette. */
export type Binding = {
	readonly id: string;
	/** By which keys; see `strokesOf`. May be empty: then it is in the palette only. */
	readonly keys: readonly string[];
	/** A sentence for help and palette. */
	readonly title: string;
	/** One or two words for the foot lines; absent keeps it out of them. */
	readonly foot?: string;
	/** Keys as the foot shows them, when several rows share one entry. */
	readonly footKeys?: string;
	/** Where it works; absent is everywhere. */
	readonly views?: readonly ViewId[];
	/** Why it cannot be done now; undefined when it can. */
	readonly whyNot?: (context: KeyContext) => string | undefined;
	readonly run: (context: KeyContext) => readonly Intent[];
};

/** Why the engine takes no command from this screen; undefined when it does. */
export function whyNoCommand(context: KeyContext): string | undefined {
	switch (context.link.kind) {
		case 'live':
			return context.link.role === 'control'
				? undefined
				: 'this screen may only look: attach with control to give commands';
		case 'connecting':
			return 'the engine is not connected yet';
		case 'lost':
			return `the engine is gone (${context.link.why}): sweeptop resume ${context.runDirectory}`;
		case 'file':
			return `this run is read from its files: sweeptop resume ${context.runDirectory}`;
	}
}
