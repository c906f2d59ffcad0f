import {UserError} from '../domain/errors.ts';
import type {
	ForeignSource,
	ImportedPoint,
	ImportedSweep,
	ImportedTrial,
	ImporterDefinition,
	ImportOptions,
} from '../domain/importer.ts';
import {encodeNumber} from '../domain/number.ts';
import {recordOf} from '../domain/record.ts';
import {safeText} from '../domain/text/safe-text.ts';
import type {Scalar} from '../domain/space.ts';
import {guessObjective} from './column-names.ts';
import {WireError} from './tfevents/protobuf-fields.ts';
import {sweepName} from './sweep-name.ts';
import {readEvent, type TensorSession} from './tfevents/tfevents-events.ts';
import {beginsWithRecord, readRecords} from './tfevents/tfrecord.ts';

/** Points of all runs together that are held at once. */
const MOST_POINTS = 4_000_000;
const EVENT_FILE = /(?:^|\/)[^/]*tfevents[^/]*$/;

/** Event files of TensorBoard: each folder that holds some is a trial, its scalars are curves. */
export const tfeventsImporter = {
	id: 'tfevents',
	title: 'TensorBoard event files',
	takes: 'a log folder or an event file (*tfevents*): scalars and hyperparameters',
	recognise: source => {
		const [path] = eventFiles(source);
		if (path === undefined || !beginsWithRecord(source.head(path, 12))) return undefined;
		// Ray and MLCommons write such files beside results of their own, which say more.
		return source.kind === 'file' ? 'sure' : 'likely';
	},
	read: (source, options = {}) => [readRuns(source, options)],
} as const satisfies ImporterDefinition;

function eventFiles(source: ForeignSource): readonly string[] {
	const paths = source.entries().map(entry => entry.path);
	return source.kind === 'file' ? paths : paths.filter(path => EVENT_FILE.test(path));
}

/** A point that may be written over: what was begun anew after a crash repeats its last steps. */
type Curve = Map<number, ImportedPoint>;

type Run = {
	/** Folder below the log folder; empty for the folder itself. */
	readonly folder: string;
	readonly curves: Map<string, Curve>;
	readonly params: Map<string, Scalar>;
	session: Partial<TensorSession>;
	firstMs: number;
	lastMs: number;
};

function readRuns(source: ForeignSource, options: ImportOptions): ImportedSweep {
	const notes: string[] = [];
	const runs = new Map<string, Run>();
	const count = {points: 0};
	for (const path of eventFiles(source)) {
		const folder = path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '';
		const run = runs.get(folder) ?? newRun(folder);
		runs.set(folder, run);
		readFile(source, path, {run, notes, count});
	}
	if (runs.size === 0) throw new UserError(`${safeText(source.name)} holds no event file`, 'Name its log folder.');
	const trials = joinSessions([...runs.values()]).map(toTrial);
	const guess = guessObjective(new Set(trials.flatMap(trial => Object.keys(trial.metrics))), options);
	return {
		name: sweepName(source.name),
		objectives: guess.objectives,
		sampler: 'tensorboard',
		trials,
		notes: [...notes, ...guess.notes],
	};
}

function newRun(folder: string): Run {
	return {
		folder,
		curves: new Map(),
		params: new Map(),
		session: {},
		firstMs: Number.POSITIVE_INFINITY,
		lastMs: Number.NEGATIVE_INFINITY,
	};
}

type FileContext = {readonly run: Run; readonly notes: string[]; readonly count: {points: number}};

function readFile(source: ForeignSource, path: string, {run, notes, count}: FileContext): void {
	const bytes = source.bytes(source.kind === 'file' ? undefined : path);
	let strange = 0;
	const {damaged, isCut} = readRecords(bytes, (from, to) => {
		try {
			readEvent(bytes, {from, to}, {scalar: addTo(run, count, source.name), session: sessionOf(run)});
		} catch (error) {
			if (!(error instanceof WireError)) throw error;
			strange += 1;
		}
	});
	if (damaged + strange > 0) notes.push(`${path}: ${damaged + strange} damaged records were left out`);
	if (isCut) notes.push(`${path} ends within a record`);
}

function addTo(run: Run, count: {points: number}, where: string): Parameters<typeof readEvent>[2]['scalar'] {
	return ({tag, step, timeMs, value}) => {
		count.points += 1;
		if (count.points > MOST_POINTS)
			throw new UserError(
				`${safeText(where)} has more than ${MOST_POINTS} points`,
				'Open the folders of its runs by themselves.',
			);
		const curve = run.curves.get(tag) ?? new Map<number, ImportedPoint>();
		run.curves.set(tag, curve);
		const time = Number.isFinite(timeMs) ? {timeMs} : {};
		curve.set(step, {name: tag, step, value: encodeNumber(value), ...time});
		if (!Number.isFinite(timeMs)) return;
		run.firstMs = Math.min(run.firstMs, timeMs);
		run.lastMs = Math.max(run.lastMs, timeMs);
	};
}

function sessionOf(run: Run): (session: Partial<TensorSession>) => void {
	return session => {
		for (const [name, value] of session.params ?? []) run.params.set(name, value);
		run.session = {...run.session, ...session};
	};
}

/**
 * PyTorch's `add_hparams` writes hyperparameters and last values into a folder of their own within that of the run: they
 * are of the run. Other folders within it are runs of their own, as TensorBoard shows them.
 */
function joinSessions(runs: readonly Run[]): readonly Run[] {
	const byFolder = new Map(runs.map(run => [run.folder, run]));
	return runs.filter(run => {
		if (run.params.size === 0 || run.folder === '') return true;
		const slash = run.folder.lastIndexOf('/');
		const parent = byFolder.get(slash < 0 ? '' : run.folder.slice(0, slash));
		if (parent === undefined || parent.params.size > 0) return true;
		for (const [name, value] of run.params) parent.params.set(name, value);
		for (const [tag, curve] of run.curves) if (!parent.curves.has(tag)) parent.curves.set(tag, curve);
		parent.session = {...parent.session, ...run.session};
		return false;
	});
}

const STATES = {success: 'complete', failure: 'failed', running: 'running'} as const;

function toTrial({folder, curves, params, session, firstMs, lastMs}: Run): ImportedTrial {
	const {startedMs = firstMs, endedMs = lastMs, status = 'success'} = session;
	const sorted = [...curves].map(([tag, curve]) => [tag, [...curve.values()].sort((a, b) => a.step - b.step)] as const);
	const isTimed = Number.isFinite(startedMs) && endedMs >= startedMs;
	return {
		...(folder === '' ? {} : {label: folder}),
		params: recordOf([...params, ...(params.size === 0 && folder !== '' ? [['run', folder] as const] : [])]),
		state: STATES[status],
		...(status === 'failure' ? {why: 'its session says FAILURE'} : {}),
		metrics: recordOf(sorted.flatMap(([tag, points]) => points.slice(-1).map(({value}) => [tag, value] as const))),
		...(isTimed ? {startedMs, durationS: (endedMs - startedMs) / 1000} : {}),
		curve: sorted.flatMap(([, points]) => (points.length > 1 ? points : [])),
	};
}
