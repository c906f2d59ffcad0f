import {VIEW_ROWS, type ViewId} from '../domain/view/view-table.ts';
import {type Intent, say, ui} from '../store/intent.ts';
import {panned, pointed, type TimeAxis, type TimeView, zoomed} from '../store/time-view.ts';
import type {Binding, KeyContext} from './binding.ts';

/** Views with a time axis. */
export const TIME_VIEWS: readonly ViewId[] = VIEW_ROWS.flatMap(row =>
	row.plotKeys?.includes('time') === true || row.id === 'probes' ? [row.id] : [],
);

/** Steps of the cross-hair and of a pan, as shares of the window. */
const STEP = 0.02;
const PAN = 0.25;

function onAxis(change: (axis: TimeAxis, time: TimeView) => TimeView): (context: KeyContext) => readonly Intent[] {
	return context => {
		const axis = context.timeAxis();
		return axis === undefined
			? [say('there is no time to look at yet')]
			: [ui({kind: 'time', change: change(axis, context.ui.time)})];
	};
}

function zoom(factor: number): (context: KeyContext) => readonly Intent[] {
	return onAxis((axis, time) => ({window: zoomed(axis, time.instantMs, factor)}));
}

function pan(share: number): (context: KeyContext) => readonly Intent[] {
	return context => {
		const axis = context.timeAxis();
		const window = axis === undefined ? undefined : panned(axis, share);
		return window === undefined
			? [say('all of the run is in view: + zooms in')]
			: [ui({kind: 'time', change: {window}})];
	};
}

function point(share: number): (context: KeyContext) => readonly Intent[] {
	return onAxis((axis, time) => ({instantMs: pointed(axis, time.instantMs, share)}));
}

/** Keys of the views with a time axis: they are zoomed and pointed at together. */
export const TIME_BINDINGS: readonly Binding[] = [
	{
		id: 'zoom-in',
		keys: ['+', '='],
		title: 'zoom in, around the cross-hair',
		foot: 'zoom',
		footKeys: '+ -',
		views: TIME_VIEWS,
		run: zoom(0.5),
	},
	{id: 'zoom-out', keys: ['-'], title: 'zoom out', views: TIME_VIEWS, run: zoom(2)},
	{id: 'pan-left', keys: ['<'], title: 'earlier', foot: 'pan', footKeys: '< >', views: TIME_VIEWS, run: pan(-PAN)},
	{id: 'pan-right', keys: ['>'], title: 'later', views: TIME_VIEWS, run: pan(PAN)},
	{
		id: 'point-left',
		keys: [','],
		title: 'cross-hair to the left, in every time axis',
		foot: 'cross-hair',
		footKeys: ', .',
		views: TIME_VIEWS,
		run: point(-STEP),
	},
	{
		id: 'point-right',
		keys: ['.'],
		title: 'cross-hair to the right, in every time axis',
		views: TIME_VIEWS,
		run: point(STEP),
	},
	{
		id: 'whole-time',
		keys: ['backspace'],
		title: 'all of the run again, without the cross-hair',
		views: TIME_VIEWS,
		run: () => [ui({kind: 'time', change: {window: undefined, instantMs: undefined}})],
	},
];
