/** A colour: a role that the theme decides, or a point of a colour scale. */
export type Paint =
	| {
			readonly kind: 'role';
			readonly role: 'accent' | 'best' | 'warning' | 'error' | 'dim' | 'series' | 'text';
			readonly index?: number;
	  }
	| {readonly kind: 'rgb'; readonly red: number; readonly green: number; readonly blue: number};

/** How a run of text looks. Meaning is never carried by this alone: text or glyph says it too. */
export type Style = {
	readonly foreground?: Paint;
	readonly background?: Paint;
	readonly bold?: boolean;
	readonly inverse?: boolean;
	readonly underline?: boolean;
	/** SGR parameters of a program's own output (`1;38;5;3`): digits and semicolons only; overrules the rest. */
	readonly sgr?: string;
};

/** Text in one style. Printable, already made safe; never holds an escape or a newline. */
export type Run = {readonly text: string; readonly style?: Style};

/** One row of cells. */
export type Line = readonly Run[];

/** What a plot gives: rows of equal display width. */
export type Picture = readonly Line[];

/** The glyphs that may be used: ASCII only, or block and braille characters. */
export type Glyphs = 'ascii' | 'unicode';

/** The text of a line without styles. */
export function textOf(line: Line): string {
	return line.map(run => run.text).join('');
}
