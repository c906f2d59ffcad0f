import type {Glyphs, Picture, Style} from '../../plot/cells.ts';
import {type ColorScale, createColorScale} from '../../plot/color-scale.ts';
import {renderText} from '../../plot/render-text.ts';
import {detectCapabilities} from '../../theme/capabilities.ts';
import {createTheme} from '../../theme/theme.ts';
import type {GlobalValues, Host} from '../command.ts';

/** How pictures are printed to stdout. */
export type TextOutput = {
	readonly glyphs: Glyphs;
	/** Columns of the terminal; undefined in a pipe or a file. */
	readonly columns: number | undefined;
	readonly rows: number | undefined;
	/** For plots; absent where there are no colours. */
	readonly scale: ColorScale | undefined;
	readonly print: (picture: Picture) => void;
};

/** Colours on a terminal and where FORCE_COLOR asks for them; glyphs by the locale and `--ascii`. */
export function createTextOutput(host: Host, global: Pick<GlobalValues, 'color' | 'ascii'>): TextOutput {
	const capabilities = detectCapabilities(host.environment, {noColor: !global.color, ascii: global.ascii});
	const isTerminal = host.stdout.isTTY === true;
	const depth = isTerminal || host.environment['FORCE_COLOR'] !== undefined ? capabilities.depth : 'none';
	const theme = createTheme({depth, glyphs: capabilities.glyphs});
	// Without colours weight is left, which a pipe must not get either.
	const sgrOf = depth === 'none' && !isTerminal ? () => '' : (style: Style | undefined) => theme.sgrOf(style);
	return {
		glyphs: capabilities.glyphs,
		columns: isTerminal ? host.stdout.columns : undefined,
		rows: isTerminal ? host.stdout.rows : undefined,
		scale: depth === 'none' ? undefined : createColorScale(),
		print: picture => host.out(renderText(withoutBlankEnd(picture), sgrOf)),
	};
}

/** The picture without blank rows at its end. */
function withoutBlankEnd(picture: Picture): Picture {
	const last = picture.findLastIndex(line =>
		line.some(run => run.text.trim() !== '' || run.style?.background !== undefined),
	);
	return picture.slice(0, last + 1);
}
