import type {ColorDepth} from './capabilities.ts';
import {indexedRgb, sgrOfRgb} from './rgb.ts';

/**
 * The SGR parameters of a program's output as this terminal can show them: colours beyond its depth become the
 * nearest, colours without depth are left out, weight and lines stay. Anything but digits and semicolons is refused.
 */
export function programSgr(sgr: string, depth: ColorDepth): string {
	if (!/^[\d;]*$/.test(sgr)) return '';
	const codes = sgr
		.split(';')
		.filter(code => code !== '')
		.map(Number);
	const kept: string[] = [];
	for (let index = 0; index < codes.length; index++) {
		const code = codes[index] ?? 0;
		if (code !== 38 && code !== 48) {
			if (!isColor(code) || depth !== 'none') kept.push(String(code));
			continue;
		}
		const [length, color] = extendedColor(codes.slice(index), code === 38 ? 'foreground' : 'background', depth);
		if (color !== '') kept.push(color);
		index += length - 1;
	}
	return kept.join(';');
}

function isColor(code: number): boolean {
	return (code >= 30 && code <= 49) || (code >= 90 && code <= 107);
}

/** How many parameters `38;5;n` or `38;2;r;g;b` takes, and what is sent for it. */
function extendedColor(
	codes: readonly number[],
	layer: 'foreground' | 'background',
	depth: ColorDepth,
): readonly [length: number, sgr: string] {
	const [code = 38, form, a = 0, b = 0, c = 0] = codes;
	if (codes.length < (form === 5 ? 3 : 5)) return [codes.length, ''];
	if (form === 5) {
		const fits = depth === '256' || depth === 'true';
		return [3, fits ? `${code};5;${Math.min(255, a)}` : sgrOfRgb(indexedRgb(a), depth, layer)];
	}
	if (form !== 2) return [codes.length, ''];
	const [red, green, blue] = [Math.min(255, a), Math.min(255, b), Math.min(255, c)];
	return [5, sgrOfRgb({red, green, blue}, depth, layer)];
}
