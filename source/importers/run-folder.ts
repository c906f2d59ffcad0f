import {UserError} from '../domain/errors.ts';
import type {SweepEvent} from '../domain/event.ts';
import type {
	ForeignSource,
	ImportedSweep,
	ImportedTelemetry,
	ImporterDefinition,
	ImportOptions,
} from '../domain/importer.ts';
import {isObject} from '../domain/text/json-object.ts';
import {own} from '../domain/record.ts';
import {createSweepState, reduceSweep, type SweepState} from '../domain/sweep-state.ts';
import {unitOfColumn} from '../domain/column/trial-columns.ts';
import {parseChannel} from '../domain/channel.ts';
import {readCsvTable} from './csv.ts';
import {parseTime} from './foreign/foreign-time.ts';
import {parseLooseJson} from './loose-json.ts';
import {describedSweep, fromOwnSweep, isOwnSweep} from './own-sweep.ts';
import {fromRecord} from './own-record.ts';
import {tableSweep} from './table/table-sweep.ts';

/** Files of a run that hold all its trials, the fullest first. */
const FILES = ['journal.ndjson', 'trials.json', 'trials.csv'] as const;

/**
 * A run directory, whole or what is left of one: copied without its journal, or written by an earlier version, whose
 * events know less. A journal that stands alone is read too.
 */
export const runFolderImporter = {
	id: 'run',
	title: 'run directory',
	takes: 'a run directory, also without its journal, or a journal.ndjson',
	recognise: source => {
		if (source.kind === 'file') return isJournal(source) ? 'sure' : undefined;
		const names = new Set(source.entries().map(entry => entry.path));
		if (names.has('journal.ndjson') || (names.has('trials.json') && names.has('trials.csv'))) return 'sure';
		return names.has('sweep.lock.json') && FILES.some(file => names.has(file)) ? 'sure' : undefined;
	},
	read: (source, options = {}) => [{...readRun(source, options), ...telemetryOf(source)}],
} as const satisfies ImporterDefinition;

function isJournal(source: ForeignSource): boolean {
	const head = Buffer.from(source.head()).toString('utf8');
	return /^\{"seq":1,"t":"[^"]+","mono_ms":[\d.e+-]+,"boot":"[^"]*","type":"/.test(head);
}

function readRun(source: ForeignSource, options: ImportOptions | undefined): ImportedSweep {
	const names = new Set(source.entries().map(entry => entry.path));
	if (source.kind === 'file') return fromJournal(source, undefined);
	if (names.has('journal.ndjson')) return fromJournal(source, 'journal.ndjson');
	if (names.has('trials.json')) {
		const value = parseLooseJson(source.text('trials.json'), 'trials.json');
		if (isOwnSweep(value)) return fromOwnSweep(value, source.name);
	}
	const table = tableSweep(readCsvTable(source, 'trials.csv'), source.name, options);
	const lock = names.has('sweep.lock.json')
		? parseLooseJson(source.text('sweep.lock.json'), 'sweep.lock.json')
		: undefined;
	return isObject(lock) ? {...table, ...describedSweep(own(lock, 'sweep'), source.name)} : table;
}

/** Folds the events that can be read; segments that followed a failed flush are read in their order. */
function fromJournal(source: ForeignSource, first: string | undefined): ImportedSweep {
	const segments =
		first === undefined
			? [undefined]
			: source
					.entries()
					.map(entry => entry.path)
					.filter(path => /^journal(?:\.\d+)?\.ndjson$/.test(path))
					.toSorted((a, b) => segmentOf(a) - segmentOf(b));
	let state: SweepState = createSweepState();
	let skipped = 0;
	for (const segment of segments) {
		for (const line of source.lines(segment)) {
			const next = line.trim() === '' ? state : applyLine(state, line);
			if (next === undefined) skipped += 1;
			else state = next;
		}
	}
	if (state.sweep === undefined)
		throw new UserError(`${source.name} has no sweep yet`, 'Its journal ends before the sweep began.');
	return {
		...describedSweep(state.sweep, source.name),
		trials: state.trials.flatMap(trial => (trial === undefined ? [] : [fromRecord(trial)])),
		host: state.host,
		notes: skipped === 0 ? [] : [`${skipped} damaged lines of the journal were left out`],
	};
}

function segmentOf(path: string): number {
	return Number(/\.(\d+)\./.exec(path)?.[1] ?? 0);
}

/** The line is of our own format, but its file came from elsewhere: only its envelope is sure. */
function applyLine(state: SweepState, line: string): SweepState | undefined {
	try {
		const value: unknown = JSON.parse(line);
		return isEvent(value) ? reduceSweep(state, value) : undefined;
	} catch {
		return undefined; // Torn, or an event that lacks what its type says; the caller counts it.
	}
}

function isEvent(value: unknown): value is SweepEvent {
	if (!isObject(value)) return false;
	return (
		Number.isSafeInteger(own(value, 'seq')) &&
		typeof own(value, 't') === 'string' &&
		typeof own(value, 'mono_ms') === 'number' &&
		typeof own(value, 'type') === 'string'
	);
}

function telemetryOf(source: ForeignSource): {readonly telemetry?: ImportedTelemetry} {
	const paths = source.entries().map(entry => entry.path);
	if (source.kind === 'file' || !paths.includes('telemetry.csv')) return {};
	const {columns, rows} = readCsvTable(source, 'telemetry.csv');
	const channels = columns.slice(2);
	return {
		telemetry: {
			channels: channels.map(channel => ({
				channel,
				unit: unitOfColumn(`x_${parseChannel(channel).unit}`),
				source: 'telemetry.csv',
				periodMs: 1000,
			})),
			rows: {
				[Symbol.iterator]: function* () {
					for (const row of rows) {
						const timeMs = parseTime(row[1]);
						if (timeMs === undefined) continue;
						const values = channels.map((_, index) => {
							const cell = row[index + 2];
							return cell === undefined || cell === '' ? undefined : Number(cell);
						});
						yield {timeMs, values};
					}
				},
			},
		},
	};
}
