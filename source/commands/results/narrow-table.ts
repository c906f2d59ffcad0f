import {wrapWords} from '../../plot/message.ts';
import {displayWidth, fitToWidth} from '../../plot/width.ts';

/** Rows of texts by column title; every row has the same columns. */
export type TableRows = readonly Readonly<Record<string, string>>[];

/** How a table gives way where it is wider than the terminal. */
export type Narrowing = {
	/** Columns that go first, in this order. */
	readonly leaveOut?: readonly string[];
	/** Columns of sentences, that go on in further lines. */
	readonly wrap?: readonly string[];
};

const GAP = '  ';

/**
 * Lines of aligned columns under their titles. Where they are wider than `columns` (undefined: as wide as they are), some
 * are left out and sentences wrapped; a table that is still too wide then keeps its width. `rows` holds one row at least.
 */
export function alignTable(
	rows: TableRows,
	columns: number | undefined,
	{leaveOut = [], wrap = []}: Narrowing = {},
): readonly string[] {
	const room = columns ?? Number.POSITIVE_INFINITY;
	const all = Object.keys(rows[0] ?? {});
	const widest = new Map(all.map(title => [title, widthOf([title, ...rows.map(row => row[title] ?? '')])]));
	const least = new Map(
		all.map(title => {
			const texts = wrap.includes(title) ? [title, ...rows.map(row => row[title] ?? '')] : [];
			const words = texts.flatMap(text => text.split(' '));
			return [title, words.length === 0 ? (widest.get(title) ?? 0) : widthOf(words)];
		}),
	);
	let titles = all;
	for (const title of leaveOut) if (tableWidth(titles, least) > room) titles = titles.filter(other => other !== title);
	const widths = tableWidth(titles, least) > room ? widest : shrunken(titles, room, widest, least);
	const heading = Object.fromEntries(titles.map(title => [title, title.toUpperCase()]));
	return [heading, ...rows].flatMap(row => rowLines(row, titles, widths));
}

/** Widths that fit: of the columns that may be wrapped the widest gives way first. */
function shrunken(
	titles: readonly string[],
	room: number,
	widest: ReadonlyMap<string, number>,
	least: ReadonlyMap<string, number>,
): ReadonlyMap<string, number> {
	const widths = new Map(widest);
	const widthAt = (title: string): number => widths.get(title) ?? 0;
	while (tableWidth(titles, widths) > room) {
		const wrapped = titles.filter(title => widthAt(title) > (least.get(title) ?? 0));
		const [first] = wrapped.sort((a, b) => widthAt(b) - widthAt(a));
		if (first === undefined) return widths;
		widths.set(first, widthAt(first) - 1);
	}
	return widths;
}

function rowLines(
	row: Readonly<Record<string, string>>,
	titles: readonly string[],
	widths: ReadonlyMap<string, number>,
): readonly string[] {
	const cells = titles.map(title => {
		const columns = widths.get(title) ?? 0;
		const text = row[title] ?? '';
		return {columns, lines: displayWidth(text) <= columns ? [text] : wrapWords(text, columns)};
	});
	const height = Math.max(1, ...cells.map(({lines}) => lines.length));
	return Array.from({length: height}, (_, line) =>
		cells
			.map(({columns, lines}) => fitToWidth(lines[line] ?? '', columns))
			.join(GAP)
			.trimEnd(),
	);
}

function tableWidth(titles: readonly string[], widths: ReadonlyMap<string, number>): number {
	return titles.reduce((sum, title) => sum + (widths.get(title) ?? 0), GAP.length * Math.max(0, titles.length - 1));
}

function widthOf(texts: readonly string[]): number {
	return Math.max(0, ...texts.map(displayWidth));
}
