import {AGGREGATES} from '../../domain/view/aggregate.ts';
import type {PlotChoice} from '../../domain/view/plot-choice.ts';
import type {ViewSpec} from '../../domain/sweep.ts';
import {isTerminal} from '../../domain/trial.ts';
import {summingPlot} from '../../domain/view/usual-views.ts';
import {PLOT_IDS, viewRow} from '../../domain/view/view-table.ts';
import type {ScreenModel} from '../../store/screen-model.ts';
import type {ScreenStore} from '../../store/screen-store.ts';
import type {Session} from '../../store/session.ts';
import type {UiAction} from '../../store/ui-action.ts';
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
		const {state, ui} = model;
		// What is looked back at has ended before.
		if (ui.mode.kind === 'replay') return;
		if (state.phase !== 'ended') {
			wasOpen ||= isOpen(model);
			return;
		}
		if (!wasOpen || ui.completionShown || ui.mode.kind !== 'browse') return;
		store.dispatch(completionActions(model));
	}

	return {
		follow: () => {
			const {model} = store.frame();
			followViews(model);
			followWatch(model);
			for (const load of loaders) load(model);
			followTyping(store, model);
			followQuestion(store, model);
			followCompletion(model);
		},
	};
}

/** Keys go to the terminal of a trial for as long as there is one, over all its executions. */
function followTyping(store: ScreenStore, {state, link, ui: {mode}}: ScreenModel): void {
	if (mode.kind !== 'attach') return;
	const trial = state.trials[mode.trial - 1];
	const isOver = state.phase === 'ended' || link.kind !== 'live' || (trial !== undefined && isTerminal(trial.state));
	if (!isOver) return;
	store.dispatch([{kind: 'mode', mode: {kind: 'ask', question: {kind: 'attach-ended', trial: mode.trial}}}]);
}

/** A question that the sweep has answered itself is not left standing. */
function followQuestion(store: ScreenStore, {state, link, ui: {mode}}: ScreenModel): void {
	if (mode.kind !== 'ask') return;
	const {question} = mode;
	if (question.kind === 'leave' && (state.phase === 'ended' || link.kind === 'lost'))
		return store.dispatch([{kind: 'mode', mode: {kind: 'ask', question: {kind: 'leave-ended'}}}]);
	const asked = question.kind === 'kill' ? state.trials[question.trial - 1] : undefined;
	if (asked === undefined || !isTerminal(asked.state)) return;
	const text = `#${asked.trial} has ended by itself (${asked.state})`;
	store.dispatch([
		{kind: 'mode', mode: {kind: 'browse'}},
		{kind: 'message', message: {level: 'info', text}},
	]);
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

/** Where the files are, and the plot that sums the sweep up: it is opened for who has opened no view, else its key is named. */
function completionActions({state, ui, runDirectory}: ScreenModel): readonly UiAction[] {
	const why = state.endedWhy ?? '';
	const view = summingPlot(state.sweep);
	const opens = state.counts.complete > 0 && !ui.viewChosen;
	const {key, title} = viewRow(view);
	const offer =
		opens || state.counts.complete === 0 || key === undefined || ui.view === view ? '' : `; ${key} ${title}`;
	const text = `${why === '' ? 'the sweep ended' : why}: trials.csv and trials.json are in ${runDirectory}${offer}`;
	return [
		{kind: 'completion-shown'},
		...(opens ? [{kind: 'open-view', view} as const] : []),
		{kind: 'message', message: {level: 'info', text}},
	];
}
