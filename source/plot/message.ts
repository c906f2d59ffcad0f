import type {CellGrid} from './cell-grid.ts';
import type {Glyphs, Picture} from './cells.ts';
import {QUIET} from './style.ts';
import {cellText, clustersOf, displayWidth} from './width.ts';

/** Fills a grid with a quiet text in its middle, wrapped at words: what a plot says when it has nothing to show. */
export function drawMessage(grid: CellGrid, text: string, glyphs: Glyphs): Picture {
	const lines = wrapWords(cellText(text, glyphs), grid.columns).slice(0, grid.rows);
	const top = Math.floor((grid.rows - lines.length) / 2);
	lines.forEach((line, index) => {
		const left = Math.max(0, Math.floor((grid.columns - displayWidth(line)) / 2));
		grid.put(left, top + index, line, QUIET);
	});
	return grid.picture();
}

/** Lines of at most `columns`, broken between words, inside a word only where it is wider than a line. */
export function wrapWords(text: string, columns: number): readonly string[] {
	const lines: string[] = [];
	let line = '';
	for (const word of text.split(' ').flatMap(word => pieces(word, columns))) {
		const joined = line === '' ? word : `${line} ${word}`;
		if (displayWidth(joined) <= columns) line = joined;
		else {
			if (line !== '') lines.push(line);
			line = word;
		}
	}
	return line === '' ? lines : [...lines, line];
}

function pieces(word: string, columns: number): readonly string[] {
	if (columns < 1 || displayWidth(word) <= columns) return [word];
	const parts = [''];
	for (const cluster of clustersOf(word)) {
		const last = parts.at(-1) ?? '';
		if (displayWidth(last) + cluster.width > columns && last !== '') parts.push(cluster.text);
		else parts[parts.length - 1] = last + cluster.text;
	}
	return parts;
}
