import {createTableMemory, type TableMemory} from './panes/table-layout.ts';
import {createPictureMemory, type PictureMemory} from './picture-memory.ts';
import {createPlotSelectors, type PlotSelectors} from './plot-selectors.ts';

/** What stays between the frames of one screen: most of most frames is what it was. */
export type DrawingMemory = {
	readonly plots: PlotSelectors;
	readonly tables: TableMemory;
	readonly pictures: PictureMemory;
};

/** The memory of a screen that has drawn nothing yet. */
export function createDrawingMemory(): DrawingMemory {
	return {plots: createPlotSelectors(), tables: createTableMemory(), pictures: createPictureMemory()};
}
