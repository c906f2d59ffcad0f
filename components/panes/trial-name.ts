import {sourceName, type TrialRecord} from '../../source/domain/trial.ts';
import type {Glyphs, Line, Style} from '../../source/plot/cells.ts';
import {outside, run} from '../lines.ts';
import {DIM} from '../style.ts';

/** The number of a trial, and what its program calls it where that is something else: `#3 (source 2)`. */
export function trialNameRuns(trial: Pick<TrialRecord, 'trial' | 'sourceTrial'>, glyphs: Glyphs, style: Style): Line {
	const source = sourceName(trial);
	return [run(`#${trial.trial}`, style), outside(source === undefined ? '' : ` (source ${source})`, glyphs, DIM)];
}
