/** How the trials that fall into one cell of a heatmap, or one bar, become its value. `best` is by the metric's direction. */
export type Aggregate = 'mean' | 'min' | 'max' | 'median' | 'best' | 'sum' | 'count';

/** Every {@link Aggregate}, in the order of help texts and of the key that steps through them. */
export const AGGREGATES = [
	'mean',
	'min',
	'max',
	'median',
	'best',
	'sum',
	'count',
] as const satisfies readonly Aggregate[];
