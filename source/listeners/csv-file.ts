import {parse} from 'csv-parse/sync';
import type {Heard, StudyAddress, StudyListener, StudyListenerDefinition} from '../domain/listener.ts';
import {followLines} from './file-reading.ts';
import {type Columns, readCells, sortColumns} from './csv-columns.ts';

/** A CSV to which rows are appended: a row a trial, or a row a point of a trial's curve. */
export const csvStudy: StudyListenerDefinition = {
	id: 'csv',
	title: 'a CSV that grows (*.csv)',
	takes: ({path}) => /\.csv$/i.test(path),
	open: openCsvStudy,
};

/** Follows it; the half last line is held back until its end is there. */
export function openCsvStudy({path}: StudyAddress): StudyListener {
	const follower = followLines(path);
	let columns: Columns | undefined;
	let current: number | undefined;
	/** Lines of a row whose quoted cell goes on. */
	let open = '';
	const take = (lines: readonly string[]): readonly Heard[] => {
		const heard: Heard[] = [];
		for (const line of lines) {
			open = open === '' ? line : `${open}\n${line}`;
			if (quotesIn(open) % 2 === 1) continue;
			const cells = parseRow(open);
			open = '';
			if (cells === undefined) continue;
			if (columns === undefined) {
				columns = sortColumns(cells);
				continue;
			}
			const row = readCells(columns, cells);
			heard.push(...row.heard(current));
			current = row.isCurve ? row.trial : undefined;
		}
		return heard;
	};
	const poll = (): readonly Heard[] => {
		const {lines, isNew} = follower.next();
		if (isNew) columns = undefined;
		return take(lines);
	};
	return {
		poll,
		end: () => {
			const rest = follower.rest();
			const heard = [...poll(), ...(rest === '' ? [] : take([follower.rest()]))];
			return current === undefined
				? heard
				: [...heard, {kind: 'trial-ended', trial: current, state: 'complete', late: true}];
		},
	};
}

function quotesIn(text: string): number {
	let count = 0;
	for (let at = text.indexOf('"'); at >= 0; at = text.indexOf('"', at + 1)) count += 1;
	return count;
}

function parseRow(text: string): readonly string[] | undefined {
	if (text.trim() === '') return undefined;
	const rows: readonly (readonly string[])[] = parse(text, {
		bom: true,
		relax_column_count: true,
		relax_quotes: true,
		trim: true,
	});
	return rows[0];
}
