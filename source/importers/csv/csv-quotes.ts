import {parse} from 'csv-parse/sync';
import {messageOf, UserError} from '../../domain/errors.ts';
import {safeText} from '../../domain/text/safe-text.ts';
import {MOST_QUOTED_BYTES} from './csv-cells.ts';

/** Lines that are parsed together. */
const BATCH_LINES = 2000;

/** A record that was parsed, and the line of the file, from 1, that it ended on. */
export type QuotedRecord = {readonly cells: readonly string[]; readonly line: number};

/** Reads records whose quotes do not stand as RFC 4180 says, or go on beyond the bytes at hand: csv-parse does. */
export type QuotedLines = {
	/** Whether there are lines that wait: those that follow must come here too. */
	readonly isWaiting: () => boolean;
	/**
	 * Takes the next line. @param number of it, from 1. @returns the records that are complete, once there are enough.
	 * @throws UserError naming the line with a quote that is never closed.
	 */
	readonly add: (line: string, number: number) => readonly QuotedRecord[];
	/** The records of the lines that wait, at the end. Throws as `add` does. */
	readonly finish: () => readonly QuotedRecord[];
};

/** A reader without lines. @param where names the file in errors. */
export function createQuotedLines(delimiter: string, where: string): QuotedLines {
	let lines: string[] = [];
	let [first, characters, openedAt] = [0, 0, 0];
	const flush = (): readonly QuotedRecord[] => {
		const text = lines.join('\n');
		lines = [];
		characters = 0;
		return parseText(text, delimiter, {where, before: first - 1});
	};
	return {
		isWaiting: () => lines.length > 0,
		add: (line, number) => {
			if (lines.length === 0) first = number;
			lines.push(line);
			characters += line.length + 1;
			if (countQuotes(line) % 2 === 1) openedAt = openedAt > 0 ? 0 : number;
			if (openedAt > 0 && characters > MOST_QUOTED_BYTES) throw openQuote(where, openedAt);
			return openedAt > 0 || lines.length < BATCH_LINES ? [] : flush();
		},
		finish: () => {
			if (openedAt > 0) throw openQuote(where, openedAt);
			return lines.length === 0 ? [] : flush();
		},
	};
}

function countQuotes(line: string): number {
	let count = 0;
	for (let at = line.indexOf('"'); at >= 0; at = line.indexOf('"', at + 1)) count++;
	return count;
}

function openQuote(where: string, line: number): UserError {
	return new UserError(`${safeText(where)}:${line} opens a quote that is never closed`, 'Close it, or write it twice.');
}

type Parsed = {readonly record: readonly string[]; readonly info: {readonly lines: number}};

/** @param before lines of the file that stand before the text. */
function parseText(
	text: string,
	delimiter: string,
	{where, before}: {readonly where: string; readonly before: number},
): readonly QuotedRecord[] {
	try {
		const parsed = parse(text, {
			delimiter,
			relax_column_count: true,
			relax_quotes: true,
			skip_empty_lines: true,
			info: true,
			// With `info` each record comes with its place; the type of the function does not follow the option.
		}) as unknown as readonly Parsed[];
		return parsed.map(({record, info}) => ({cells: record, line: before + info.lines}));
	} catch (error) {
		const line = before + (error instanceof Error && 'lines' in error ? Number(error.lines) : 1);
		const reason = messageOf(error);
		throw new UserError(`${safeText(where)}:${line} is no CSV: ${safeText(reason.slice(0, 160))}`, 'Mend the line.');
	}
}
