/** How many colours the terminal shows. */
export type ColorDepth = 'none' | '16' | '256' | 'true';

/** What the terminal can draw. */
export type Capabilities = {
	readonly depth: ColorDepth;
	/** Block and braille characters, or ASCII only. */
	readonly glyphs: 'ascii' | 'unicode';
	/** False for a terminal that cannot place its cursor (`TERM=dumb`): then lines are printed in place of a screen. */
	readonly canDraw: boolean;
	/** Whether a frame may be bracketed by mode 2026, so that it appears at once. */
	readonly synchronized: boolean;
};

/** Flags of the command line that overrule the environment. */
export type CapabilityFlags = {readonly noColor?: boolean; readonly ascii?: boolean};

type Environment = Readonly<Record<string, string | undefined>>;

/** Terminals that take 24-bit colour without saying so in COLORTERM. */
const TRUE_COLOR_TERMS = /^(?:xterm-kitty|xterm-ghostty|alacritty|foot|wezterm|contour|.*-direct)/;

/** Terminals that take 256 colours under a name that does not say so. */
const KNOWN_256_TERMS = /^mlterm/;

/** Terminals without any colour. */
const MONOCHROME_TERMS = /^(?:vt\d+|.*-m|.*-mono)$/;

/**
 * What may be sent to the terminal that this environment describes. Colour: NO_COLOR (https://no-color.org), then
 * FORCE_COLOR (0 to 3), then COLORTERM and TERM. Glyphs: the first of LC_ALL, LC_CTYPE and LANG that is set must
 * name UTF-8; the Linux console has no font for the rest.
 */
export function detectCapabilities(environment: Environment, flags: CapabilityFlags = {}): Capabilities {
	const term = (environment['TERM'] ?? '').toLowerCase();
	const canDraw = term !== '' && term !== 'dumb' && term !== 'unknown';
	const depth = flags.noColor === true ? 'none' : depthOf(environment, term, canDraw);
	const glyphs = flags.ascii === true || term === 'linux' || !isUtf8(environment) ? 'ascii' : 'unicode';
	// GNU screen and hardware terminals print parts of private modes that they do not know.
	const synchronized = canDraw && !/^(?:linux|screen|vt\d+|ansi|cygwin)/.test(term);
	return {depth, glyphs, canDraw, synchronized};
}

function depthOf(environment: Environment, term: string, canDraw: boolean): ColorDepth {
	if ((environment['NO_COLOR'] ?? '') !== '') return 'none';
	const forced = environment['FORCE_COLOR'];
	if (forced === '0' || forced === 'false') return 'none';
	if (forced === '2') return '256';
	if (forced === '3') return 'true';
	if (!canDraw || MONOCHROME_TERMS.test(term)) return forced === undefined ? 'none' : '16';
	const colorTerm = (environment['COLORTERM'] ?? '').toLowerCase();
	if (colorTerm === 'truecolor' || colorTerm === '24bit') return 'true';
	if (TRUE_COLOR_TERMS.test(term) || (environment['WT_SESSION'] ?? '') !== '') return 'true';
	return term.includes('256color') || KNOWN_256_TERMS.test(term) ? '256' : '16';
}

function isUtf8(environment: Environment): boolean {
	const locale = [environment['LC_ALL'], environment['LC_CTYPE'], environment['LANG']].find(
		v => v !== undefined && v !== '',
	);
	return /utf-?8/i.test(locale ?? '');
}
