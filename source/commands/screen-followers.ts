import {AGGREGATES} from '../domain/aggregate.ts';
import type {ViewSpec} from '../domain/sweep.ts';
import type {ScreenModel} from '../store/screen-model.ts';
import type {ScreenStore} from '../store/screen-store.ts';
import type {Session} from '../store/session.ts';
import type {UiAction} from '../store/ui-action.ts';
import type {PlotChoice, ViewId} from '../store/ui-state.ts';

/** What follows from a frame: how plots begin, the watched trial, the output to load, what a completed sweep shows. */
export type Followers = {readonly follow: () => void};

/** Views that show the output of a trial that has ended. */
const WITH_OUTPUT: readonly ViewId[] = ['trial', 'log'];

/** Followers of a store; to be called after each new frame. */
export function createFollowers(store: ScreenStore, session: Session): Followers {
	let watched: number | null | undefined;
	let loading = '';
	let isDrawnAsAsked = false;
	// A run that had ended before the screen opened is not announced.
	let wasOpen = store.frame().model.state.phase !== 'ended';

	function followViews({state}: ScreenModel): void {
		if (isDrawnAsAsked || state.sweep === undefined) return;
		isDrawnAsAsked = true;
		store.dispatch(plotActions(state.sweep.views));
	}

	function followWatch({watch}: ScreenModel): void {
		if (watch === watched) return;
		watched = watch;
		session.watch(watch);
	}

	function followOutput({selected, ui, terminal}: ScreenModel): void {
		const execution = selected?.executions.at(-1);
		if (selected === undefined || execution?.outcome === undefined || !WITH_OUTPUT.includes(ui.view)) return;
		if (terminal?.trial === selected.trial && selected.state === 'running') return;
		const key = `${selected.trial}/${execution.execution}`;
		if (key === loading) return;
		loading = key;
		const {trial} = selected;
		void loadOutput(trial, execution.execution, key);
	}

	async function loadOutput(trial: number, execution: number, key: string): Promise<void> {
		const lines = await session.outputOf(trial, execution).catch(() => undefined);
		if (loading === key) store.dispatch([{kind: 'output-loaded', output: {trial, execution, lines}}]);
	}

	function followCompletion({state, ui, runDirectory}: ScreenModel): void {
		if (state.phase !== 'ended') {
			wasOpen = true;
			return;
		}
		if (!wasOpen || ui.completionShown || ui.mode.kind !== 'browse') return;
		store.dispatch(completionActions(state.sweep?.views[0], state.counts.complete, state.endedWhy, runDirectory));
	}

	return {
		follow: () => {
			const {model} = store.frame();
			followViews(model);
			followWatch(model);
			followOutput(model);
			followCompletion(model);
		},
	};
}

type PlotKind = 'heatmap' | 'scatter';

/** Draws each plot as the first view of its kind in the sweep file says. */
function plotActions(views: readonly ViewSpec[]): readonly UiAction[] {
	return (['heatmap', 'scatter'] as const).flatMap((kind): readonly UiAction[] => {
		const view = views.find(candidate => candidate.kind === kind);
		return view === undefined ? [] : [{kind: 'plot', plot: kind, change: choiceOf(kind, view)}];
	});
}

function choiceOf(kind: PlotKind, {x, y, color, fix, aggregate: wanted}: ViewSpec): Partial<PlotChoice> {
	const aggregate = AGGREGATES.find(candidate => candidate === wanted);
	return {
		...(x === undefined ? {} : {x}),
		...(y === undefined ? {} : {y}),
		...(fix === undefined ? {} : {fix}),
		...(color === undefined ? {} : kind === 'scatter' ? {color} : {metric: color}),
		...(aggregate === undefined ? {} : {aggregate}),
	};
}

/** The kind of the first view of the sweep file, else the heatmap; and where the files are. */
function completionActions(
	first: ViewSpec | undefined,
	complete: number,
	why: string | undefined,
	directory: string,
): readonly UiAction[] {
	const view: PlotKind = first?.kind === 'scatter' ? 'scatter' : 'heatmap';
	const text = `${why === undefined || why === '' ? 'the sweep ended' : why}: trials.csv and trials.json are in ${directory}`;
	return [
		{kind: 'completion-shown'},
		...(complete > 0 ? [{kind: 'open-view', view} as const] : []),
		{kind: 'message', message: {level: 'info', text}},
	];
}
