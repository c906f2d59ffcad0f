import type {Theme, ThemeStyle} from './theme.ts';

type PaintedRun = {readonly text: string; readonly style?: ThemeStyle};

/** Rows of styled runs as text with SGR escapes, one string a row; each row ends in the plain style. */
export function paintRows(rows: readonly (readonly PaintedRun[])[], theme: Theme): readonly string[] {
	return rows.map(row => {
		let painted = '';
		for (const run of row) {
			const sgr = theme.sgrOf(run.style);
			painted += sgr === '' ? run.text : `\u001B[${sgr}m${run.text}\u001B[0m`;
		}
		return painted;
	});
}
