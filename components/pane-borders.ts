import {type Intent, ui} from '../source/store/intent.ts';
import type {PaneId} from '../source/store/ui-state.ts';

/** A border between two panes that can be dragged. Places count from the corner of the view, or of the frame. */
export type PaneBorder = {
	readonly pane: PaneId;
	/** `rows` where it lies across and moves up and down. */
	readonly moves: 'rows' | 'columns';
	/** The row or column that it stands on. */
	readonly at: number;
	/** Its reach along the other direction; the end is not in it. */
	readonly from: number;
	readonly to: number;
	/** The share of the pane that puts the border there. */
	readonly shareAt: (place: number) => number;
};

/** A place in cells. */
export type Place = {readonly column: number; readonly row: number};

/** Whether the border stands at a place. */
export function isOnBorder({moves, at, from, to}: PaneBorder, {column, row}: Place): boolean {
	const [across, along] = moves === 'rows' ? [row, column] : [column, row];
	return across === at && along >= from && along < to;
}

/** A border of a view as one of the frame, whose view begins `rows` further down. */
export function movedDown(border: PaneBorder, rows: number): PaneBorder {
	if (border.moves === 'columns') return {...border, from: border.from + rows, to: border.to + rows};
	return {...border, at: border.at + rows, shareAt: place => border.shareAt(place - rows)};
}

/** What dragging a border to a place does. */
export function dragBorder({moves, pane, shareAt}: PaneBorder, {column, row}: Place): readonly Intent[] {
	return [ui({kind: 'resize-pane', pane, share: shareAt(moves === 'rows' ? row : column)})];
}
