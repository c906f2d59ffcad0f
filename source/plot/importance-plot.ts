import {counted, formatCount} from '../domain/text/counted.ts';
import {type Bar, renderBarList} from './bar-list.ts';
import type {Glyphs, Picture} from './cells.ts';
import {type ChartSize, messagePicture} from './chart-frame.ts';
import {
	IMPORTANCE_METHODS,
	type ImportanceInput,
	SURE_TRIALS,
	importanceTargets,
	selectImportance,
} from './importance-data.ts';
import type {Segment} from './legend.ts';
import {definePlot} from './plot-definition.ts';
import {quiet} from './plot-words.ts';
import {POINT, WARNING} from './style.ts';
import {cellText} from './width.ts';

/** How much each parameter decides whether a trial is among the best. */
export const importancePlot = definePlot('importance', ({state, ranking, choice}) => {
	const input = selectImportance(state, ranking, {of: choice.y, method: choice.x});
	return {
		axes: {x: IMPORTANCE_METHODS, y: importanceTargets(state)},
		shown: {x: input.method, y: input.of},
		paint: options => renderImportance(input, options),
	};
});

/** Bars of percent, largest first, with the values that the best trials have. Always `rows` × `columns`. */
function renderImportance(input: ImportanceInput, size: ChartSize): Picture {
	if (input.rows.length === 0) return messagePicture(size, input.empty);
	const isPartial = input.rows.some(({among}) => among !== undefined);
	const bars = input.rows.map(({name, importance, best, among}): Bar => {
		return {
			name: cellText(name, size.glyphs),
			value: importance,
			figures: [
				`${(100 * importance).toFixed(importance > 0 && importance < 0.1 ? 1 : 0)} %`,
				...(isPartial ? [among === undefined ? '' : `in ${counted(among, 'trial')}`] : []),
			],
			note: best === '' ? '' : cellText(`${input.bestName} ${best}`, size.glyphs),
		};
	});
	return renderBarList(bars, size, {legend: legendOf(input, size.glyphs), style: POINT});
}

function legendOf(
	{of, method, because, trials, sampled, rows, interactions, leftOut}: ImportanceInput,
	glyphs: Glyphs,
): readonly Segment[] {
	const title = method === 'fanova' ? 'fANOVA' : 'PED-ANOVA';
	const count =
		sampled < trials ? `from ${formatCount(sampled)} of ${formatCount(trials)}` : `of ${formatCount(trials)}`;
	const segments: Segment[] = [
		[quiet('importance for '), {text: cellText(of, glyphs)}],
		[quiet(`${title} ${count} trials${because === '' ? '' : `, as ${because}`}`)],
	];
	if (rows.every(({importance}) => importance === 0)) {
		segments.push([{text: 'no parameter tells the best tenth from the rest', style: WARNING}]);
		return segments;
	}
	if (trials < SURE_TRIALS) segments.push([{text: `rough below ${SURE_TRIALS} trials`, style: WARNING}]);
	if (interactions === undefined) {
		segments.push([quiet('how far the values of the best tenth differ from those of all')]);
	} else {
		const together = Math.round(100 * interactions);
		const rest = together === 0 ? '' : `; the other ${together} % only together`;
		segments.push([quiet(`of the variance alone${rest}`)]);
	}
	if (rows.some(({among}) => among !== undefined)) {
		segments.push([quiet('in N trials: among these alone, a 100 % of their own')]);
	}
	if (leftOut.length > 0) segments.push([quiet(cellText(`too few trials have ${leftOut.join(', ')}`, glyphs))]);
	return segments;
}
