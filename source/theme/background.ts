import type {Background} from './palette.ts';
import type {Rgb} from './rgb.ts';

/** Asks a terminal for its background: OSC 11 (xterm control sequences, "Change VT100 text background color"). */
export const BACKGROUND_QUERY = '\u001B]11;?\u001B\\';

/**
 * What an answer to {@link BACKGROUND_QUERY} says: `ESC ] 11 ; rgb:RRRR/GGGG/BBBB` with one to four hexadecimal digits a
 * channel (XParseColor), ended by BEL or ST. Undefined for anything else.
 */
export function parseBackgroundReply(reply: string): Background | undefined {
	const match =
		/^\u001B\]11;rgba?:([0-9a-f]{1,4})\/([0-9a-f]{1,4})\/([0-9a-f]{1,4})(?:\/[0-9a-f]{1,4})?(?:\u0007|\u001B\\)$/i.exec(
			reply,
		);
	if (match === null) return undefined;
	const channel = (digits = ''): number => (Number.parseInt(digits, 16) / (16 ** digits.length - 1)) * 255;
	return backgroundOf({red: channel(match[1]), green: channel(match[2]), blue: channel(match[3])});
}

/**
 * What COLORFGBG says (rxvt, Konsole): `foreground;background` as indexes of the sixteen colours, with `default` in
 * place of one that is not set. Undefined where it says nothing.
 */
export function backgroundFromEnvironment(
	environment: Readonly<Record<string, string | undefined>>,
): Background | undefined {
	const last = (environment['COLORFGBG'] ?? '').split(';').at(-1) ?? '';
	if (!/^\d{1,2}$/.test(last)) return undefined;
	const index = Number(last);
	return index === 7 || (index >= 9 && index <= 15) ? 'light' : 'dark';
}

/** Light where black text has more contrast on it than white text (relative luminance, WCAG 2.2). */
export function backgroundOf(color: Rgb): Background {
	return relativeLuminance(color) > 0.179 ? 'light' : 'dark';
}

/** Relative luminance of an sRGB colour, 0 to 1 (WCAG 2.2). */
export function relativeLuminance({red, green, blue}: Rgb): number {
	const linear = (channel: number): number => {
		const share = channel / 255;
		return share <= 0.040_45 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
	};
	return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
}

/** How well two colours are told apart by lightness, 1 to 21 (WCAG 2.2). */
export function contrastRatio(a: Rgb, b: Rgb): number {
	const [high, low] = [relativeLuminance(a), relativeLuminance(b)].toSorted((x, y) => y - x);
	return ((high ?? 0) + 0.05) / ((low ?? 0) + 0.05);
}
