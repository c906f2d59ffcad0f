import {safeText} from '../../domain/text/safe-text.ts';
import {detectCapabilities} from '../../theme/capabilities.ts';
import type {GlobalValues, Host} from '../command.ts';

/** Rows of texts by column title; every row has the same columns. */
export type TableRows = readonly Readonly<Record<string, string>>[];

/**
 * Prints a small table once: framed by ink-table on a terminal where it fits, else as aligned columns without frames,
 * so that a pipe gets one line a row.
 */
export async function printTable(rows: TableRows, host: Host, global: GlobalValues): Promise<void> {
	const safeRows = rows.map(row => Object.fromEntries(Object.entries(row).map(([key, text]) => [key, safeText(text)])));
	host.out((await renderFramed(safeRows, host, global)) ?? (await renderAligned(safeRows)));
}

async function renderFramed(
	rows: Record<string, string>[],
	host: Host,
	global: GlobalValues,
): Promise<string | undefined> {
	const columns = host.stdout.columns ?? 0;
	const {glyphs, canDraw} = detectCapabilities(host.environment, {ascii: global.ascii});
	if (host.stdout.isTTY !== true || !canDraw || glyphs === 'ascii' || rows.length === 0) return undefined;
	const {default: stringWidth} = await import('string-width');
	const titles = Object.keys(rows[0] ?? {});
	const widths = titles.map(title => widest(title, rows, stringWidth));
	// A blank on each side of a cell and a line at each edge.
	if (widths.reduce((sum, width) => sum + width + 3, 1) > columns) return undefined;
	const {renderFramedTable} = await import('../screen/screen-table.tsx');
	return renderFramedTable(rows, columns);
}

async function renderAligned(rows: Record<string, string>[]): Promise<string> {
	const {default: stringWidth} = await import('string-width');
	const titles = Object.keys(rows[0] ?? {});
	const heading = Object.fromEntries(titles.map(title => [title, title.toUpperCase()]));
	const widths = new Map(titles.map(title => [title, widest(title, rows, stringWidth)]));
	const lines = [heading, ...rows].map(row =>
		titles
			.map(title => {
				const text = row[title] ?? '';
				return text + ' '.repeat(Math.max(0, (widths.get(title) ?? 0) - stringWidth(text)));
			})
			.join('  ')
			.trimEnd(),
	);
	return `${lines.join('\n')}\n`;
}

function widest(title: string, rows: readonly Record<string, string>[], widthOf: (text: string) => number): number {
	return Math.max(...[title, ...rows.map(row => row[title] ?? '')].map(widthOf));
}
