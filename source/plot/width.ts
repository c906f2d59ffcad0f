import stringWidth from 'string-width';
import {safeText} from '../domain/text/safe-text.ts';
import type {Glyphs} from './cells.ts';

/** Where a text stands in its room. */
export type Align = 'start' | 'end' | 'center';

/** Columns that a terminal takes for this text: wide characters two, combining marks none. */
export function displayWidth(text: string): number {
	return isNarrow(text) ? text.length : stringWidth(text);
}

/** One thing that a terminal draws as a unit, and its columns. */
export type Cluster = {readonly text: string; readonly width: number};

/** Marks that a terminal would draw on what stands before them, though they take a column. */
const LOOSE_MARK = /^\p{M}/u;

/**
 * The visible grapheme clusters of a text, in order; those without a width of their own are left out, and a mark that
 * has no letter to stand on becomes the empty circle that Unicode shows it on.
 */
export function clustersOf(text: string): readonly Cluster[] {
	if (isNarrow(text)) return Array.from(text, character => ({text: character, width: 1}));
	const clusters: Cluster[] = [];
	for (const {segment} of new Intl.Segmenter().segment(text)) {
		const width = stringWidth(segment);
		if (width > 0) clusters.push(LOOSE_MARK.test(segment) ? {text: '◌', width: 1} : {text: segment, width});
	}
	return clusters;
}

/** The start of a text that fits in `columns`; a cut is marked by `…` (`~` in ASCII). May be narrower than `columns`. */
export function cutToWidth(text: string, columns: number, glyphs: Glyphs = 'unicode'): string {
	if (columns <= 0) return '';
	if (displayWidth(text) <= columns) return text;
	const mark = glyphs === 'ascii' ? '~' : '…';
	let used = 0;
	let cut = '';
	for (const cluster of clustersOf(text)) {
		if (used + cluster.width > columns - 1) break;
		cut += cluster.text;
		used += cluster.width;
	}
	return cut + mark;
}

/** A text cut or padded to exactly `columns`. */
export function fitToWidth(text: string, columns: number, align: Align = 'start', glyphs: Glyphs = 'unicode'): string {
	const cut = cutToWidth(text, columns, glyphs);
	const room = Math.max(0, columns - displayWidth(cut));
	if (align === 'start') return cut + ' '.repeat(room);
	if (align === 'end') return ' '.repeat(room) + cut;
	const before = Math.floor(room / 2);
	return ' '.repeat(before) + cut + ' '.repeat(room - before);
}

/**
 * Text from outside made fit for a cell: control and bidi characters become visible, and in ASCII accents are
 * dropped, a few signs are spelled, and what is left becomes one `?` a column.
 */
export function cellText(text: string, glyphs: Glyphs): string {
	const safe = isPlainAscii(text) ? text : safeText(text);
	if (glyphs === 'unicode' || isPlainAscii(safe)) return safe;
	return clustersOf(safe)
		.map(cluster => asciiOf(cluster))
		.join('');
}

/** Whether every character is printable ASCII. */
export function isPlainAscii(text: string): boolean {
	for (let index = 0; index < text.length; index += 1) {
		const code = text.charCodeAt(index);
		if (code < 0x20 || code > 0x7e) return false;
	}
	return true;
}

/**
 * Whether each UTF-16 unit is a glyph of one column: Latin, dashes and quotes, arrows and operators, box drawing,
 * blocks, shapes, braille. Ranges of Unicode 16 without wide, combining or ignorable characters; a short cut.
 */
export function isNarrow(text: string): boolean {
	for (let index = 0; index < text.length; index += 1) {
		const code = text.charCodeAt(index);
		if (code >= 0x20 && code < 0x7f) continue;
		if (code >= 0x2500 && code < 0x25fd) continue;
		if (code >= 0x2800 && code < 0x2900) continue;
		if (code >= 0xa1 && code < 0x0300 && code !== 0xad) continue;
		if (code >= 0x2010 && code < 0x2028) continue;
		if (code >= 0x2030 && code < 0x2060) continue;
		if (code >= 0x2190 && code < 0x2200) continue;
		if (code === 0x2265 || code === 0x2264 || code === 0x2605 || code === 0x2606 || code === 0x26a0) continue;
		return false;
	}
	return true;
}

const SPELLED: ReadonlyMap<string, string> = new Map([
	['µ', 'u'],
	['μ', 'u'],
	['°', ''],
	['±', '+-'],
	['×', 'x'],
	['·', '.'],
	['…', '~'],
	['—', '-'],
	['–', '-'],
	['−', '-'],
	['‹', '<'],
	['›', '>'],
	['≥', '>='],
	['≤', '<='],
	['Ω', 'Ohm'],
	['²', '2'],
	['³', '3'],
]);

function asciiOf(cluster: Cluster): string {
	if (isPlainAscii(cluster.text)) return cluster.text;
	const spelled = SPELLED.get(cluster.text);
	if (spelled !== undefined) return spelled;
	const bare = cluster.text.normalize('NFD').replaceAll(/\p{Mark}/gu, '');
	return bare !== '' && isPlainAscii(bare) ? bare : '?'.repeat(cluster.width);
}

/** Columns between two stops of a tabulator. */
const TAB = 8;

/** A line with blanks in place of tabulators, as a terminal shows it. */
export function expandTabs(line: string): string {
	const [first = '', ...rest] = line.split('\t');
	return rest.reduce((text, part) => text + ' '.repeat(TAB - (displayWidth(text) % TAB)) + part, first);
}
