import type {Line, Picture, Style} from './cells.ts';

/**
 * A picture as text, one line a row, blanks at the ends cut off where they show nothing.
 * @param sgrOf gives the SGR parameters of a style, e.g. `1;38;5;37`, empty for plain; without it there are no escapes.
 */
export function renderText(picture: Picture, sgrOf: (style: Style | undefined) => string = () => ''): string {
	return picture.map(line => `${renderLine(line, sgrOf)}\n`).join('');
}

function renderLine(line: Line, sgrOf: (style: Style | undefined) => string): string {
	let text = '';
	// Plain text up to here; blanks at the end of it need not be sent.
	let trimmable = true;
	for (const run of line) {
		const sgr = sgrOf(run.style);
		trimmable = sgr === '' || (run.text.trim() === '' && !showsOnBlanks(run.style));
		if (trimmable) text += run.text;
		else text += `\u001B[${sgr}m${run.text}\u001B[m`;
	}
	return trimmable ? text.trimEnd() : text;
}

/** Whether a style can be seen on a blank. */
function showsOnBlanks(style: Style | undefined): boolean {
	return style?.background !== undefined || style?.inverse === true || style?.underline === true;
}
