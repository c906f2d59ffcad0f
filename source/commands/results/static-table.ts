import {safeText} from '../../domain/text/safe-text.ts';
import {displayWidth} from '../../plot/width.ts';
import {detectCapabilities} from '../../theme/capabilities.ts';
import type {GlobalValues, Host} from '../command.ts';
import {alignTable, type Narrowing, type TableRows} from './narrow-table.ts';

/**
 * Prints a small table once: framed by ink-table on a terminal where it fits, else as aligned columns without frames,
 * so that a pipe gets one line a row. On a terminal that is too narrow for those, too, it gives way by `narrowing`.
 */
export async function printTable(
	rows: TableRows,
	host: Host,
	global: GlobalValues,
	narrowing: Narrowing = {},
): Promise<void> {
	const safeRows = rows.map(row => Object.fromEntries(Object.entries(row).map(([key, text]) => [key, safeText(text)])));
	const framed = await renderFramed(safeRows, host, global);
	const columns = host.stdout.isTTY === true ? host.stdout.columns : undefined;
	host.out(framed ?? `${alignTable(safeRows, columns, narrowing).join('\n')}\n`);
}

async function renderFramed(
	rows: Record<string, string>[],
	host: Host,
	global: GlobalValues,
): Promise<string | undefined> {
	const columns = host.stdout.columns ?? 0;
	const {glyphs, canDraw} = detectCapabilities(host.environment, {ascii: global.ascii});
	if (host.stdout.isTTY !== true || !canDraw || glyphs === 'ascii' || rows.length === 0) return undefined;
	const titles = Object.keys(rows[0] ?? {});
	const widths = titles.map(title => widest(title, rows));
	// A blank on each side of a cell and a line at each edge.
	if (widths.reduce((sum, width) => sum + width + 3, 1) > columns) return undefined;
	const {renderFramedTable} = await import('../screen/screen-table.tsx');
	return renderFramedTable(rows, columns);
}

function widest(title: string, rows: TableRows): number {
	return Math.max(...[title, ...rows.map(row => row[title] ?? '')].map(displayWidth));
}
