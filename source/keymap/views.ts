import {type KnownView, VIEW_ROWS, type ViewId, viewRow} from '../domain/view/view-table.ts';
import {commandOnRun} from '../domain/sweep/run-address.ts';
import {type Intent, say, ui} from '../store/intent.ts';
import type {Binding, KeyContext} from './binding.ts';
import {selectTrial, TABLE_VIEWS} from './table.ts';

/**
 * Opens a view. Where the filter of a table moved its cursor, the other view is of the trial that the table shows under
 * it, as by `enter`.
 */
export function openView(
	context: Pick<KeyContext, 'ui' | 'selected' | 'cursorRow' | 'pageRows'>,
	view: ViewId,
): readonly Intent[] {
	const open = ui({kind: 'open-view', view});
	const trial = context.selected()?.trial;
	const leaves = TABLE_VIEWS.includes(context.ui.view) && !TABLE_VIEWS.includes(view);
	const isMoved = leaves && context.ui.filter !== '' && trial !== context.ui.cursor;
	if (trial === undefined || !isMoved) return [open];
	return [selectTrial(context, trial, context.cursorRow()), open];
}

function open({id, key, title, describe}: KnownView): Binding {
	return {
		id: `view-${id}`,
		keys: [...(key === undefined ? [] : [key]), ...(id === 'help' ? ['f1'] : [])],
		title: `${title}: ${describe}`,
		run: context => openView(context, id),
	};
}

/** `enter` goes one step deeper: table or plot → trial → log. */
function enter(context: KeyContext): readonly Intent[] {
	const {opens} = viewRow(context.ui.view);
	if (opens === undefined) return [];
	const deeper = ui({kind: 'open-view', view: opens});
	if (opens !== 'trial') return [deeper];
	const trial = context.selected();
	if (trial === undefined) return [say('no trial is there to open yet')];
	return [selectTrial(context, trial.trial, context.cursorRow()), deeper];
}

/** Keys that change the view. */
export const VIEW_BINDINGS: readonly Binding[] = [
	...VIEW_ROWS.map(open),
	{
		id: 'enter',
		keys: ['enter'],
		title: 'open the trial under the cursor; from there its output',
		views: VIEW_ROWS.flatMap(row => (row.opens === undefined ? [] : [row.id])),
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
	{
		id: 'redraw',
		keys: ['ctrl+l'],
		title: 'draw the whole screen anew',
		inModes: true,
		run: () => [{kind: 'redraw'}],
	},
	{
		id: 'suspend',
		keys: ['ctrl+z'],
		title: 'back to the shell; fg returns',
		inModes: true,
		run: () => [{kind: 'suspend'}],
	},
	{id: 'theme', keys: [], title: 'next theme; the settings view shows all of them', run: () => [{kind: 'theme'}]},
	{
		id: 'replay',
		keys: ['w'],
		title: 'replay: look at the sweep as it was, from its first event on',
		whyNot: context =>
			context.abilities.replay === true
				? undefined
				: `the events of this run are not here: where it is stored, ${commandOnRun(context.runDirectory, 'replay')}`,
		run: () => [{kind: 'replay'}],
	},
];
