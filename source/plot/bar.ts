import type {Glyphs, Line, Style} from './cells.ts';

/** Size and range of a bar. */
export type BarOptions = {
	readonly columns: number;
	readonly glyphs: Glyphs;
	/** The value at the left end. */
	readonly low: number;
	/** The value at the right end. */
	readonly high: number;
	/** Where bars begin, e.g. 0 for values of both signs; the low end when absent or outside. */
	readonly base?: number;
	readonly style?: Style;
	/** Style of the mark at `base`, where that lies within. */
	readonly baseStyle?: Style;
};

const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'] as const;

/**
 * A bar of exactly `columns` cells from `base` to the value. Steps of an eighth of a cell to the right of the base,
 * of half a cell to the left of it, of a cell in ASCII. Nothing for NaN; values outside are held at the ends.
 */
export function renderBar(value: number, options: BarOptions): Line {
	const columns = Math.max(0, Math.floor(options.columns));
	if (columns === 0) return [];
	const base = options.base ?? options.low;
	if (!(base > options.low && base < options.high)) return runs(barToRight(value, options, columns), options.style);
	const origin = Math.min(columns - 2, Math.max(1, Math.round(columns * fractionOf(base, options))));
	if (columns < 3) return runs(' '.repeat(columns), options.style);
	const [left, right] = [origin, columns - origin - 1];
	const before =
		value < base ? barToLeft((base - value) / (base - options.low), left, options.glyphs) : ' '.repeat(left);
	const after = value > base ? barToRight(value, {...options, low: base}, right) : ' '.repeat(right);
	const mark = {text: options.glyphs === 'ascii' ? '|' : '│', ...styled(options.baseStyle ?? options.style)};
	return [{text: before, ...styled(options.style)}, mark, {text: after, ...styled(options.style)}];
}

function barToRight(value: number, options: BarOptions, columns: number): string {
	const fraction = fractionOf(value, options);
	if (options.glyphs === 'ascii') return '='.repeat(Math.round(fraction * columns)).padEnd(columns);
	const eighths = Math.round(fraction * columns * 8);
	const bar = '█'.repeat(Math.floor(eighths / 8)) + (EIGHTHS[eighths % 8] ?? '');
	return bar.padEnd(columns);
}

function barToLeft(fraction: number, columns: number, glyphs: Glyphs): string {
	const clamped = Math.min(1, Math.max(0, fraction));
	if (glyphs === 'ascii') return '='.repeat(Math.round(clamped * columns)).padStart(columns);
	const halves = Math.round(clamped * columns * 2);
	return ((halves % 2 === 1 ? '▐' : '') + '█'.repeat(Math.floor(halves / 2))).padStart(columns);
}

function fractionOf(value: number, {low, high}: BarOptions): number {
	if (Number.isNaN(value)) return 0;
	const fraction = (value - low) / (high - low);
	return Number.isNaN(fraction) ? Number(value >= high) : Math.min(1, Math.max(0, fraction));
}

function styled(style: Style | undefined): {readonly style?: Style} {
	return style === undefined ? {} : {style};
}

function runs(text: string, style: Style | undefined): Line {
	return [{text, ...styled(style)}];
}
