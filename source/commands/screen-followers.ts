import {AGGREGATES} from '../domain/aggregate.ts';
import type {PlotChoice} from '../domain/plot-choice.ts';
import type {ViewSpec} from '../domain/sweep.ts';
import {findPlotId, PLOT_IDS} from '../domain/view-table.ts';
import type {ScreenModel} from '../store/screen-model.ts';
import type {ScreenStore} from '../store/screen-store.ts';
import type {Session} from '../store/session.ts';
import type {UiAction} from '../store/ui-action.ts';
import {createArtifactLoader, createFileLoader, createOutputLoader} from './screen-loaders.ts';
import type {ScreenImages} from './screen-images.ts';

/** What follows from a frame: how plots begin, the watched trial, the output to load, what a completed sweep shows. */
export type Followers = {readonly follow: () => void};

/** Followers of a store; to be called after each new frame. */
export function createFollowers(store: ScreenStore, session: Session, images?: Pick<ScreenImages, 'place'>): Followers {
	let watched: number | null | undefined;
	const loaders = [
		createOutputLoader(store, session),
		createArtifactLoader(store, session, images),
		createFileLoader(store, session),
	];
	let isDrawnAsAsked = false;
	// A run that had ended before the screen opened is not announced, however long it takes to read it.
	let wasOpen = isOpen(store.frame().model);

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

	function followCompletion(model: ScreenModel): void {
		const {state, ui, runDirectory} = model;
		// What is looked back at has ended before.
		if (ui.mode.kind === 'replay') return;
		if (state.phase !== 'ended') {
			wasOpen ||= isOpen(model);
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
			for (const load of loaders) load(model);
			followCompletion(model);
		},
	};
}

function isOpen({state, link}: ScreenModel): boolean {
	return state.phase !== 'ended' && (link.kind !== 'file' || link.read === undefined);
}

/** Draws each plot as the first view of its kind in the sweep file says. */
function plotActions(views: readonly ViewSpec[]): readonly UiAction[] {
	return PLOT_IDS.flatMap((plot): readonly UiAction[] => {
		const view = views.find(candidate => candidate.kind === plot);
		return view === undefined ? [] : [{kind: 'plot', plot, change: choiceOf(view)}];
	});
}

function choiceOf({x, y, color, size, fix, aggregate: wanted, log, ratio, isolines}: ViewSpec): Partial<PlotChoice> {
	const aggregate = AGGREGATES.find(candidate => candidate === wanted);
	return {
		...(x === undefined ? {} : {x}),
		...(y === undefined ? {} : {y}),
		...(fix === undefined ? {} : {fix}),
		...(color === undefined ? {} : {color}),
		...(size === undefined ? {} : {size}),
		...(aggregate === undefined ? {} : {aggregate}),
		...(log === undefined ? {} : {log: new Set(log)}),
		...(ratio === undefined ? {} : {ratio}),
		...(isolines === undefined ? {} : {isolines}),
	};
}

/** The kind of the first view of the sweep file, else the heatmap; and where the files are. */
function completionActions(
	first: ViewSpec | undefined,
	complete: number,
	why: string | undefined,
	directory: string,
): readonly UiAction[] {
	const view = findPlotId(first?.kind ?? '') ?? 'heatmap';
	const text = `${why === undefined || why === '' ? 'the sweep ended' : why}: trials.csv and trials.json are in ${directory}`;
	return [
		{kind: 'completion-shown'},
		...(complete > 0 ? [{kind: 'open-view', view} as const] : []),
		{kind: 'message', message: {level: 'info', text}},
	];
}
