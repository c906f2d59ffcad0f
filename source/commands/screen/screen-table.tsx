import {renderToString} from 'ink';
import {Table} from 'ink-table';

/** Draws a framed table once, as text with `columns` cells a line at most. Loads React: import it where it is used. */
export function renderFramedTable(rows: readonly Readonly<Record<string, string>>[], columns: number): string {
	return `${renderToString(<Table data={[...rows]} />, {columns})}\n`;
}
