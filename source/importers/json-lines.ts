import {UserError} from '../domain/errors.ts';
import type {ForeignSource, ImporterDefinition} from '../domain/importer.ts';
import {isObject} from '../domain/text/json-object.ts';
import {safeText} from '../domain/text/safe-text.ts';
import {recordTable} from './json-table.ts';
import {parseLooseJson} from './loose-json.ts';
import {fromOwnTrials} from './own-sweep.ts';
import {fromOwnTrial, isOwnTrial} from './own-trial.ts';
import {tableSweep} from './table/table-sweep.ts';

type Json = Readonly<Record<string, unknown>>;

/** Any JSON lines with one record a trial, and our own export. */
export const jsonLinesImporter = {
	id: 'ndjson',
	title: 'JSON lines, one trial a line',
	takes: 'one record a line (*.ndjson, *.jsonl), also while it is written; our own export',
	recognise: source => {
		if (source.kind !== 'file' || !/\.(?:ndjson|jsonl)(?:\.gz)?$/i.test(source.name)) return undefined;
		return /^\s*\{/.test(Buffer.from(source.head(undefined, 64)).toString('utf8')) ? 'likely' : undefined;
	},
	read: (source, options = {}) => {
		const {records, note} = readRecords(source);
		if (records.length === 0)
			throw new UserError(`${safeText(source.name)} holds no whole record`, 'Wait for the first one.');
		const sweep = records.every(isOwnTrial)
			? fromOwnTrials(records.map(fromOwnTrial), source.name)
			: tableSweep(recordTable(records), source.name, options);
		return [{...sweep, notes: [...(sweep.notes ?? []), ...note]}];
	},
} as const satisfies ImporterDefinition;

/** Throws UserError for a bad line that is not the last one: its file and line. */
function readRecords(source: ForeignSource): {readonly records: readonly Json[]; readonly note: readonly string[]} {
	const records: Json[] = [];
	let bad: UserError | undefined;
	let line = 0;
	for (const text of source.lines()) {
		line += 1;
		if (text.trim() === '') continue;
		if (bad !== undefined) throw bad;
		try {
			const value = parseLooseJson(text, `${source.name}:${line}`);
			if (isObject(value)) records.push(value);
			else bad = new UserError(`${safeText(source.name)}:${line} is no record`, 'Each line is one object.');
		} catch (error) {
			if (!(error instanceof UserError)) throw error;
			bad = error;
		}
	}
	return {records, note: bad === undefined ? [] : ['the last line is half: its program is within it, or was cut off']};
}
