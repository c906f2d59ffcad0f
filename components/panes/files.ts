import type {Picture} from '../../source/plot/cells.ts';
import type {ScreenModel} from '../../source/store/screen-model.ts';
import type {Drawing} from '../context.ts';
import {fitLine, outside, run} from '../lines.ts';
import {DIM} from '../style.ts';

/** Where the results of an ended sweep are; nothing before. */
export function drawFiles({state, runDirectory}: ScreenModel, {glyphs}: Drawing, columns: number): Picture {
	if (state.phase !== 'ended' || runDirectory === '') return [];
	return [fitLine([run(' trials.csv trials.json in ', DIM), outside(runDirectory, glyphs)], columns, glyphs)];
}
