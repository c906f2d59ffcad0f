import type {ViewId} from '../source/domain/view/view-table.ts';
import type {KeyContext} from '../source/keymap/binding.ts';
import type {Glyphs, Line, Picture} from '../source/plot/cells.ts';
import type {ColorScale} from '../source/plot/color-scale.ts';
import type {Intent} from '../source/store/intent.ts';
import type {TimeAxis} from '../source/store/time-view.ts';
import type {ScreenModel} from '../source/store/screen-model.ts';
import type {DrawingMemory} from './drawing-memory.ts';
import type {PaneBorder, Place} from './pane-borders.ts';

/** Width and height in cells. */
export type Size = {readonly columns: number; readonly rows: number};

/** What a terminal can show, and what stays between frames. */
export type Drawing = DrawingMemory & {
	readonly glyphs: Glyphs;
	/** Colours for quantities; absent where the terminal has too few: then glyphs and digits say it alone. */
	readonly scale: ColorScale | undefined;
	/** What the program around the screen can do. */
	readonly abilities: KeyContext['abilities'];
};

/** All that a view is drawn from. */
export type ViewContext = Drawing & {readonly model: ScreenModel; readonly size: Size};

/**
 * A view: a pure function from what is known to rows of cells. One file, one line in the registry, and a row with its
 * words and keys in the table of views.
 */
export type ViewDefinition = {
	readonly id: ViewId;
	/** A picture of exactly `context.size`, without header and foot. */
	readonly draw: (context: ViewContext) => Picture;
	/** What stands in the line that is free between the title and the picture, where the terminal is high enough. */
	readonly place?: (context: ViewContext) => Line;
	/** Where the leaderboard stands in the picture, in a view that has it: its heading is the first of the rows. */
	readonly table?: (context: ViewContext) => Place & Size;
	/** Rows that page keys move by. */
	readonly pageRows: (context: ViewContext) => number;
	/** Lines in all, for a view that scrolls as text. */
	readonly scrollLines?: (context: ViewContext) => number;
	/** Of a view over time: the axis as it is drawn. */
	readonly timeAxis?: (context: ViewContext) => TimeAxis | undefined;
	/** Borders of its panes that can be dragged, in rows and columns of the picture. */
	readonly borders?: (context: ViewContext) => readonly PaneBorder[];
	/** What a notch of the wheel over a cell does; undefined where it is what keys do. */
	readonly wheel?: (context: ViewContext, at: Place, isUp: boolean) => readonly Intent[] | undefined;
	/** What is drawn over the picture with the button held: said while it is held, done when it is let go. */
	readonly box?: (context: ViewContext, from: Place, to: Place, isDone: boolean) => readonly Intent[];
	/** What a click on a cell of the picture does. */
	readonly click?: (context: ViewContext, column: number, row: number) => readonly Intent[];
};
