import {axisPrefix, hasDecades} from '../axes.ts';
import type {Glyphs} from '../cells.ts';
import {sideTitle} from '../chart-frame.ts';
import type {DistributionInput} from './distribution-data.ts';
import type {Segment} from '../legend.ts';
import {quiet} from '../plot-words.ts';
import {chooseFormat} from '../quantity.ts';
import type {Scale} from '../scale.ts';
import {cellText} from '../width.ts';
import {counted} from '../../domain/text/counted.ts';

/** Quantity, count, median and quartiles of a distribution, the most needed first. */
export function distributionLegend(input: DistributionInput, scale: Scale, glyphs: Glyphs): readonly Segment[] {
	const {groups, metric, by, excluded} = input;
	const total = groups.reduce((sum, {values}) => sum + values.length, 0);
	const what = input.form === 'ecdf' ? 'share of trials up to x' : input.form === 'histogram' ? 'trials a bin' : '';
	const segments: Segment[] = [sideTitle('x', {...metric, scale}, glyphs)];
	if (by !== undefined) segments.push([quiet('by '), {text: cellText(by, glyphs)}]);
	if (what !== '') segments.push([quiet('y '), {text: what}]);
	segments.push([{text: counted(total, 'trial')}]);
	const [only] = groups;
	if (only !== undefined && groups.length === 1) {
		const {median, lower, upper, mean} = only.summary;
		// The words are read beside the labels of the axis; labels of powers of ten have no prefix in common.
		const prefix = hasDecades(scale) ? undefined : axisPrefix(scale, metric.unit);
		const format = chooseFormat([median, lower, upper, mean], {unit: metric.unit, prefix});
		const dots = glyphs === 'ascii' ? '..' : '…';
		const unit = format.unit === '' ? '' : ` ${cellText(format.unit, glyphs)}`;
		segments.push([quiet('median '), {text: `${format.text(median)}${unit}`}]);
		segments.push([quiet('half within '), {text: `${format.text(lower)} ${dots} ${format.text(upper)}${unit}`}]);
		segments.push([quiet('mean '), {text: `${format.text(mean)}${unit}`}]);
	}
	if (input.form === 'box') segments.push([quiet(boxKey(glyphs))]);
	if (excluded > 0) segments.push([quiet(`${counted(excluded, 'trial')} without a value`)]);
	return segments;
}

function boxKey(glyphs: Glyphs): string {
	return glyphs === 'ascii'
		? '[=|=] half, median   --- within 1.5 boxes   o beyond'
		: '▒┃▒ half, median   ├─┤ within 1.5 boxes   ∘ beyond';
}
