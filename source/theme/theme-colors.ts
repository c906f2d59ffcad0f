/** Colours of a theme on one background, as `#rrggbb`. */
export type ThemeColors = {
	readonly accent: string;
	readonly best: string;
	readonly warning: string;
	readonly error: string;
	readonly dim: string;
	/** Of lines that stand together, six. */
	readonly series: readonly string[];
};

/** The colours of the five roles accent, best, warning, error and dim, and those of lines that stand together. */
export function colorsOf(
	[accent, best, warning, error, dim]: readonly [string, string, string, string, string],
	series: readonly string[],
): ThemeColors {
	return {accent, best, warning, error, dim, series};
}
