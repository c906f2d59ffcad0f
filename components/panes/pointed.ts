import {decodeNumber} from '../../source/domain/number.ts';
import {own} from '../../source/domain/record.ts';
import {formatShortValue} from '../../source/domain/space.ts';
import type {Line} from '../../source/plot/cells.ts';
import {formatQuantity} from '../../source/plot/quantity.ts';
import type {ScreenModel} from '../../source/store/screen-model.ts';
import type {Drawing} from '../context.ts';
import {fitLine, outside, run} from '../lines.ts';
import {trialNameRuns} from './trial-name.ts';
import {ACCENT_BOLD, BEST, DIM, ERROR, WARNING} from '../style.ts';

/** The trial under the cursor of a plot in one line: number, objectives, parameters, doubts. */
export function drawPointed({selected, state, table}: ScreenModel, {glyphs}: Drawing, columns: number): Line {
	if (selected === undefined) return fitLine([run(' no trial yet', DIM)], columns, glyphs);
	const objectives = (state.sweep?.objectives ?? []).map(({metric}) => {
		const unit = state.sweep?.metrics.find(candidate => candidate.name === metric)?.unit ?? '';
		const value = own(selected.metrics, metric);
		return value === undefined ? '' : `${metric} ${formatQuantity(decodeNumber(value), unit)}`;
	});
	const params = Object.entries(selected.params).map(([name, value]) => `${name}=${formatShortValue(value)}`);
	const best = table.ranking.best === selected.trial;
	const tied = table.ranking.tied.has(selected.trial) ? '  = tied with the best' : '';
	return fitLine(
		[
			run(' '),
			...trialNameRuns(selected, glyphs, ACCENT_BOLD),
			run(best ? ' best' : '', BEST),
			outside(selected.state === 'complete' ? '' : `  ${selected.state} ${selected.why ?? ''}`, glyphs, ERROR),
			outside(`  ${objectives.filter(text => text !== '').join('  ')}`, glyphs),
			outside(`   ${params.join('  ')}`, glyphs, DIM),
			run(tied, DIM),
			outside(selected.flags.length === 0 ? '' : `  ${selected.flags.join(' ')}`, glyphs, WARNING),
		],
		columns,
		glyphs,
	);
}
