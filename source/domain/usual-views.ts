import type {Parameter} from './space.ts';
import type {PlotId} from './view-table.ts';

/** Whether trials can differ in a parameter. */
export function varies({domain}: Parameter): boolean {
	if (domain.kind === 'constant') return false;
	if (domain.kind === 'choice' || domain.kind === 'tuple') return domain.values.length > 1;
	return domain.max > domain.min;
}

/**
 * The plots that sum up a sweep where its file names none, the first one first: a heatmap needs two parameters; along a
 * single one of numbers points are looked at, of one of names its bars.
 */
export function usualViews(parameters: readonly Parameter[]): readonly PlotId[] {
	const [only, ...others] = parameters.filter(varies);
	if (others.length > 0) return ['heatmap', 'scatter'];
	if (only === undefined) return ['history', 'distribution'];
	return isOfNames(only) ? ['bars', 'scatter'] : ['scatter', 'history'];
}

function isOfNames({domain}: Parameter): boolean {
	return (
		domain.kind === 'tuple' || (domain.kind === 'choice' && domain.values.some(value => typeof value !== 'number'))
	);
}
