import {assertNever} from '../domain/errors.ts';
import {type Intent, say, ui} from '../store/intent.ts';
import {VIEW_IDS, type ViewId} from '../store/ui-state.ts';
import type {Binding, KeyContext} from './binding.ts';

/** Names of the views as they stand in the foot line. */
export const VIEW_TITLES: Readonly<Record<ViewId, string>> = {
	overview: 'overview',
	leaderboard: 'trials',
	trial: 'trial',
	scatter: 'scatter',
	heatmap: 'heatmap',
	log: 'log',
	help: 'help',
};

const DESCRIPTIONS: Readonly<Record<ViewId, string>> = {
	overview: 'progress, sensors, best trials and the running terminal',
	leaderboard: 'all trials, sorted and filtered',
	trial: 'one trial with all its figures and its terminal',
	scatter: 'two figures of every trial against each other',
	heatmap: 'one figure over two parameters',
	log: 'output of the trial, and notices',
	help: 'every key',
};

/** The number key of a view. */
export function viewKey(view: ViewId): string {
	return String(VIEW_IDS.indexOf(view) + 1);
}

function open(view: ViewId): Binding {
	return {
		id: `view-${view}`,
		keys: view === 'help' ? [viewKey(view), '?'] : [viewKey(view)],
		title: `${VIEW_TITLES[view]}: ${DESCRIPTIONS[view]}`,
		run: () => [ui({kind: 'open-view', view})],
	};
}

/** `enter` goes one step deeper: table → trial → log. */
function enter(context: KeyContext): readonly Intent[] {
	const {view} = context.ui;
	switch (view) {
		case 'overview':
		case 'leaderboard':
		case 'scatter':
		case 'heatmap': {
			const trial = context.selected();
			if (trial === undefined) return [say('no trial is there to open yet')];
			return [
				ui({kind: 'select', trial: trial.trial, row: context.cursorRow(), pageRows: context.pageRows}),
				ui({kind: 'open-view', view: 'trial'}),
			];
		}
		case 'trial':
			return [ui({kind: 'open-view', view: 'log'})];
		case 'log':
		case 'help':
			return [];
		default:
			return assertNever(view);
	}
}

/** Keys that change the view. */
export const VIEW_BINDINGS: readonly Binding[] = [
	...VIEW_IDS.map(open),
	{
		id: 'enter',
		keys: ['enter'],
		title: 'open the trial under the cursor; from there its output',
		views: ['overview', 'leaderboard', 'scatter', 'heatmap', 'trial'],
		foot: 'open',
		run: enter,
	},
	{
		id: 'back',
		keys: ['escape'],
		title: 'back: clear the filter, then the view before',
		run: () => [ui({kind: 'go-back'})],
	},
	{
		id: 'palette',
		keys: [':'],
		title: 'palette: every action by its name',
		foot: 'palette',
		run: () => [ui({kind: 'mode', mode: {kind: 'palette', input: {text: '', caret: 0}, selected: 0}})],
	},
	{
		id: 'freeze',
		keys: ['z'],
		title: 'freeze the screen, or let it go on; the sweep does not stop',
		run: context => [
			ui({kind: 'toggle-frozen'}),
			say(
				context.ui.frozen
					? 'the screen follows the sweep again'
					: 'screen frozen: the sweep goes on, z to follow it again',
			),
		],
	},
	{id: 'redraw', keys: ['ctrl+l'], title: 'draw the whole screen anew', run: () => [{kind: 'redraw'}]},
	{id: 'suspend', keys: ['ctrl+z'], title: 'back to the shell; fg returns', run: () => [{kind: 'suspend'}]},
	{id: 'theme', keys: [], title: 'next theme: default, plain, contrast', run: () => [{kind: 'theme'}]},
	{
		id: 'replay',
		keys: ['w'],
		title: 'replay the run from its journal',
		whyNot: context => `a replay runs from the shell: sweeptop replay ${context.runDirectory}`,
		run: () => [],
	},
];
