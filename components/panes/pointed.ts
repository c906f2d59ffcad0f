import {hasNumber} from '../../source/domain/ranking/metric-value.ts';
import {standingOf} from '../../source/domain/trial/trial-standing.ts';
import {formatShortValue} from '../../source/domain/space.ts';
import type {Line} from '../../source/plot/cells.ts';
import {createEstimateTest} from '../../source/store/estimates.ts';
import type {ScreenModel} from '../../source/store/screen-model.ts';
import type {Drawing} from '../context.ts';
import {fitLine, outside, run} from '../lines.ts';
import {DIVERGED} from './column-writer.ts';
import {figureText} from './figure-text.ts';
import {varyingParams} from './header.ts';
import {trialNameRuns} from './trial-name.ts';
import {ACCENT_BOLD, BEST, DIM, ERROR, WARNING} from '../style.ts';

/**
 * The trial under the cursor of a plot in one line: number, objectives, what varies, doubts.
 * @param outsideOf the slice that is shown, where the trial is none of it.
 */
export function drawPointed(
	{selected, state, table}: ScreenModel,
	{glyphs}: Drawing,
	columns: number,
	outsideOf?: string,
): Line {
	if (selected === undefined) return fitLine([run(' no trial yet', DIM)], columns, glyphs);
	const isEstimate = createEstimateTest(state);
	const objectives = (state.sweep?.objectives ?? []).flatMap(({metric}) => {
		if (!hasNumber(selected, metric)) return [];
		return [`${metric} ${figureText(state, selected, metric)}${isEstimate(metric) ? ' est' : ''}`];
	});
	const params = varyingParams(state, selected).map(([name, value]) => `${name}=${formatShortValue(value)}`);
	const best = table.ranking.best === selected.trial;
	const diverged = table.ranking.diverged.has(selected.trial) ? `  ${DIVERGED}` : '';
	const tied = table.ranking.tied.has(selected.trial) ? '  = tied with the best' : '';
	return fitLine(
		[
			run(' '),
			...trialNameRuns(selected, glyphs, ACCENT_BOLD),
			run(best ? ' best' : '', BEST),
			outside(
				selected.state === 'complete' ? '' : `  ${standingOf(selected, state)} ${selected.why ?? ''}`,
				glyphs,
				ERROR,
			),
			outside(outsideOf === undefined ? '' : ` not in ${outsideOf}`, glyphs, WARNING),
			outside(`  ${objectives.join('  ')}`, glyphs),
			outside(`   ${params.join('  ')}`, glyphs, DIM),
			run(tied, DIM),
			run(diverged, WARNING),
			outside(selected.flags.length === 0 ? '' : `  ${selected.flags.join(' ')}`, glyphs, WARNING),
		],
		columns,
		glyphs,
	);
}
