import assert from 'node:assert/strict';

/** Pixels that do not pack well, so that more than one piece is sent. */
export function noise(width: number, height: number): Uint8Array {
	let state = 7;
	return Uint8Array.from({length: width * height * 4}, (_, index) => {
		state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
		return index % 4 === 3 ? 255 : state >>> 24;
	});
}

/** The pixels of sixels, red, green and blue in percent; undefined where nothing was drawn. Written after the manual. */
export function decodeSixel(text: string): readonly (readonly (string | undefined)[])[] {
	const match = /^\u001BP0;1;0q"1;1;(\d+);(\d+)(.*)\u001B\\$/s.exec(text);
	assert.ok(match !== null, text.slice(0, 40));
	const [width, height] = [Number(match[1]), Number(match[2])];
	const rows = Array.from({length: height}, () => Array.from<string | undefined>({length: width}));
	const registers = new Map<string, string>();
	let [color, column, top] = ['', 0, 0];
	for (const [token, register, , rgb, repeat, repeated, move] of (match[3] ?? '').matchAll(
		/#(\d+)(;2;(\d+;\d+;\d+))?|!(\d+)([?-~])|([$-])|[?-~]/g,
	)) {
		if (register !== undefined && rgb !== undefined) registers.set(register, rgb);
		else if (register !== undefined) color = registers.get(register) ?? assert.fail(token);
		else if (move === '$') column = 0;
		else if (move === '-') [column, top] = [0, top + 6];
		else {
			const bits = (repeated ?? token).charCodeAt(0) - 63;
			for (let count = Number(repeat ?? 1); count > 0; count -= 1, column += 1) {
				for (let bit = 0; bit < 6; bit += 1) {
					if ((bits & (1 << bit)) === 0) continue;
					const row = rows[top + bit] ?? assert.fail('a row below the image');
					assert.ok(column < width, 'a column beside the image');
					row[column] = color;
				}
			}
		}
	}
	return rows;
}
