import type {Heard} from '../domain/listener.ts';
import {entriesOf, numbersOf, parsePythonLiteral} from '../domain/foreign/python-literal.ts';
import {heardValues} from './heard-values.ts';

/** Reads a table of the best trials that a search prints at its end; its rows tell what log lines leave out. */
export type SearchTable = {readonly line: (text: string) => readonly Heard[]};

/** Columns whose numbers go by their own names. */
const PLAIN = new Set(['software_metrics', 'hardware_metrics']);

/**
 * A reader of tables as pandas prints them for Org mode: `|    |   number | software_metrics | …`, a rule
 * `|----+----|`, then a row a trial whose cells may be Python dicts.
 */
export function createSearchTable(): SearchTable {
	let header: readonly string[] | undefined;
	return {
		line: text => {
			if (!text.startsWith('|')) {
				header = undefined;
				return [];
			}
			const cells = text
				.trim()
				.split('|')
				.slice(1, -1)
				.map(cell => cell.trim());
			if (cells.includes('number')) {
				header = cells;
				return [];
			}
			return header === undefined || cells.length !== header.length ? [] : readRow(header, cells);
		},
	};
}

function readRow(header: readonly string[], cells: readonly string[]): readonly Heard[] {
	const number = Number(cells[header.indexOf('number')]);
	if (!Number.isSafeInteger(number) || number < 0) return [];
	return header.flatMap((column, index): readonly Heard[] => {
		if (column === '' || column === 'number') return [];
		const value = parsePythonLiteral(cells[index] ?? '')?.value;
		const entries = entriesOf(value);
		const prefix = PLAIN.has(column) ? '' : `${column.replace(/_metrics$/, '')}.`;
		const numbers =
			entries === undefined
				? typeof value === 'number'
					? [[column, value] as const]
					: []
				: numbersOf(entries, prefix);
		return heardValues(numbers, {trial: number + 1});
	});
}
