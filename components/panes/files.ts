import type {Picture} from '../../source/plot/cells.ts';
import type {ScreenModel} from '../../source/store/screen-model.ts';
import type {Drawing} from '../context.ts';
import {fitLine, outside, run} from '../lines.ts';
import {DIM} from '../style.ts';

/** Where the results of an ended sweep are; nothing before. Of another program's file, how to see it grow. */
export function drawFiles({state, runDirectory, link}: ScreenModel, {glyphs}: Drawing, columns: number): Picture {
	if (state.phase !== 'ended' || runDirectory === '') return [];
	if (link.kind === 'file' && link.foreign !== undefined) {
		const {follow} = link.foreign;
		if (follow === undefined) return [];
		return [fitLine([run(' read once; to follow it: ', DIM), outside(follow, glyphs)], columns, glyphs)];
	}
	return [fitLine([run(' trials.csv trials.json in ', DIM), outside(runDirectory, glyphs)], columns, glyphs)];
}
