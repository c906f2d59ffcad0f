import {UserError} from '../domain/errors.ts';
import type {ForeignSource, ImporterDefinition} from '../domain/importer.ts';
import {isObject} from '../domain/text/json-object.ts';
import {own} from '../domain/record.ts';
import {safeText} from '../domain/text/safe-text.ts';
import {parseLooseJson} from './loose-json.ts';
import {createJournalReplay} from './optuna/optuna-replay.ts';
import {studySweep} from './optuna/optuna-study.ts';

const FIRST_RECORD = /^\s*\{[^\n]*"op_code"\s*:\s*(?:\d+)[^\n]*"worker_id"|^\s*\{[^\n]*"worker_id"[^\n]*"op_code"/;

/** A journal storage of Optuna: one operation a line; its studies as they stand at its end. */
export const optunaJournalImporter = {
	id: 'optuna-journal',
	title: 'Optuna journal',
	takes: 'the file of a JournalFileBackend, also one that is being written (*.log)',
	recognise: source => {
		if (source.kind !== 'file') return undefined;
		return FIRST_RECORD.test(Buffer.from(source.head()).toString('latin1')) ? 'sure' : undefined;
	},
	read: (source, options = {}) => {
		const notes: string[] = [];
		const replay = createJournalReplay(source.name, options.times ?? 'local');
		let applied = 0;
		for (const {record, line, isLast} of readRecords(source)) {
			if (record !== undefined) {
				replay.apply(record, line);
				applied += 1;
			} else if (isLast) notes.push('the last line is half: its program is within it, or was cut off');
			else notes.push(`line ${line} is no record and was left out`);
		}
		if (applied === 0)
			throw new UserError(`${safeText(source.name)} holds no whole record`, 'Wait for the first trial.');
		return replay.studies().map(study => studySweep(study, [...notes, ...replay.notes()]));
	},
} as const satisfies ImporterDefinition;

type Line = {
	readonly record: Readonly<Record<string, unknown>> | undefined;
	readonly line: number;
	readonly isLast: boolean;
};

function* readRecords(source: ForeignSource): Generator<Line> {
	let held: Line | undefined;
	let line = 0;
	for (const text of source.lines()) {
		line += 1;
		if (text.trim() === '') continue;
		if (held !== undefined) yield held;
		held = {record: parseRecord(text, `${source.name}:${line}`), line, isLast: false};
	}
	if (held !== undefined) yield {...held, isLast: true};
}

function parseRecord(text: string, where: string): Readonly<Record<string, unknown>> | undefined {
	try {
		const value = parseLooseJson(text, where);
		return isObject(value) && typeof own(value, 'op_code') === 'number' ? value : undefined;
	} catch (error) {
		if (error instanceof UserError) return undefined;
		throw error;
	}
}
