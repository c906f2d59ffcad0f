import {
	boxedPlane,
	pannedPlane,
	type PlanePlace,
	type PlaneZoom,
	type ZoomPlane,
	zoomedPlane,
} from '../domain/view/plane-zoom.ts';
import {findPlotId, VIEW_ROWS, type ViewId} from '../domain/view/view-table.ts';
import {type Intent, say, ui} from '../store/intent.ts';
import {plotChoiceOf, type UiState} from '../store/ui-state.ts';
import type {Binding, KeyContext} from './binding.ts';

/** Plots of which a part can be looked at. */
const ZOOM_VIEWS: readonly ViewId[] = VIEW_ROWS.flatMap(row =>
	row.plotKeys?.includes('zoom') === true ? [row.id] : [],
);

/** Half as much at a step, twice as much back. */
const CLOSER = 0.5;
/** How far a step pans, as a share of what is shown. */
const PAN = 0.25;
/** A box narrower than this share of the plot was a click with an unsteady hand. */
const LEAST_BOX = 0.03;

/** Looks at a part of the plot on the screen; undefined is all of it. */
function zoomTo({view}: UiState, zoom: PlaneZoom | undefined): readonly Intent[] {
	const plot = findPlotId(view);
	return plot === undefined ? [] : [ui({kind: 'plot', plot, change: {zoom}})];
}

/** A notch of the wheel over a place of the plot: that place stays where it is. */
export function wheelZoom(state: UiState, plane: ZoomPlane, isUp: boolean, at: PlanePlace): readonly Intent[] {
	return zoomTo(state, zoomedPlane(plane, isUp ? CLOSER : 1 / CLOSER, at));
}

/** A box that was drawn over the plot; one that is too small is none. */
export function boxZoom(state: UiState, plane: ZoomPlane, from: PlanePlace, to: PlanePlace): readonly Intent[] {
	const isBox = Math.abs(from.x - to.x) >= LEAST_BOX && Math.abs(from.y - to.y) >= LEAST_BOX;
	return isBox ? zoomTo(state, boxedPlane(plane, from, to)) : [];
}

function onPlane(change: (plane: ZoomPlane) => PlaneZoom | undefined): (context: KeyContext) => readonly Intent[] {
	return context => {
		const plane = context.plane();
		return plane === undefined ? [] : zoomTo(context.ui, change(plane));
	};
}

function noPlane(context: KeyContext): string | undefined {
	return context.plane() === undefined
		? 'there is nothing to zoom into: no axis of numbers has a trial yet'
		: undefined;
}

function whole(context: KeyContext): string | undefined {
	const plot = findPlotId(context.ui.view);
	const isWhole = plot === undefined || plotChoiceOf(context.ui, plot).zoom === undefined;
	return noPlane(context) ?? (isWhole ? 'all of the plot is in view: + zooms in' : undefined);
}

function pan(id: string, key: string, title: string, by: PlanePlace): Binding {
	const run = onPlane(plane => pannedPlane(plane, by));
	return {id, keys: [key], title, views: ZOOM_VIEWS, whyNot: whole, run};
}

/** Keys of the plots of which a part can be looked at. */
export const ZOOM_BINDINGS: readonly Binding[] = [
	{
		id: 'plot-zoom-in',
		keys: ['+', '='],
		title: 'zoom into the plot, around the trial under the cursor',
		foot: 'zoom',
		footKeys: '+ -',
		footWhenRoom: true,
		views: ZOOM_VIEWS,
		whyNot: noPlane,
		run: onPlane(plane => zoomedPlane(plane, CLOSER)),
	},
	{
		id: 'plot-zoom-out',
		keys: ['-'],
		title: 'zoom out of the plot',
		views: ZOOM_VIEWS,
		whyNot: whole,
		run: onPlane(plane => zoomedPlane(plane, 1 / CLOSER)),
	},
	{
		...pan('plot-pan-left', '<', 'the part of the plot to the left', {x: -PAN, y: 0}),
		foot: 'pan',
		footKeys: '< > J K',
		footWhenRoom: true,
	},
	pan('plot-pan-right', '>', 'the part of the plot to the right', {x: PAN, y: 0}),
	pan('plot-pan-down', 'J', 'the part of the plot below', {x: 0, y: -PAN}),
	pan('plot-pan-up', 'K', 'the part of the plot above', {x: 0, y: PAN}),
	{
		id: 'plot-whole',
		keys: [],
		title: 'all of the plot again, as it was before the zoom',
		views: ZOOM_VIEWS,
		whyNot: whole,
		run: ({ui: state}) => [...zoomTo(state, undefined), say('all of the plot is in view')],
	},
];
