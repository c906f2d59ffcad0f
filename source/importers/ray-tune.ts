import {UserError} from '../domain/errors.ts';
import type {
	ForeignSource,
	ImportedPoint,
	ImportedSweep,
	ImportedTrial,
	ImporterDefinition,
	ImportOptions,
} from '../domain/importer.ts';
import {isObject} from '../domain/text/json-object.ts';
import {encodeNumber} from '../domain/number.ts';
import {own, recordOf} from '../domain/record.ts';
import {safeText} from '../domain/text/safe-text.ts';
import type {Params, Scalar} from '../domain/space.ts';
import {guessObjective} from './column-names.ts';
import {leavesOf, metricEntry, numberAt, scalarOf, textAt} from './json-values.ts';
import {parseLooseJson} from './loose-json.ts';
import {type RayState, readRayState} from './ray-state.ts';
import {sweepName} from './sweep-name.ts';

type Json = Readonly<Record<string, unknown>>;

/** Keys of a report that say where and when it ran. The names of machines among them go into no export. */
const BOOKKEEPING: ReadonlySet<string> = new Set(
	[
		'training_iteration trial_id date timestamp time_this_iter_s time_total_s pid hostname node_ip config done should_checkpoint',
		'time_since_restore iterations_since_restore timesteps_since_restore timesteps_total episodes_total',
		'experiment_tag experiment_id warmup_time hist_stats checkpoint_dir_name auto_trial_id',
	].flatMap(line => line.split(' ')),
);

/** Characters of an error that are kept. */
const LONGEST_REASON = 500;

/** Trial folders of Ray Tune: `params.json` and one report a line in `result.json`. */
export const rayTuneImporter = {
	id: 'ray-tune',
	title: 'Ray Tune results',
	takes: 'a folder of trial folders, one of them, or its result.json',
	recognise: source => (resultFiles(source).some(path => isReport(source, path)) ? 'sure' : undefined),
	read: (source, options = {}) => [readTrials(source, options)],
} as const satisfies ImporterDefinition;

/** Paths of the reports; undefined is the file itself. */
function resultFiles(source: ForeignSource): readonly (string | undefined)[] {
	if (source.kind === 'file') return [undefined];
	return source
		.entries()
		.map(entry => entry.path)
		.filter(path => /(?:^|\/)result\.json$/.test(path));
}

function isReport(source: ForeignSource, path: string | undefined): boolean {
	const head = Buffer.from(source.head(path)).toString('utf8');
	// A report of ORFS' AutoTuner is one of Ray too, with units and sentinels of its own.
	if (!/^\s*\{/.test(head) || head.includes('"effective_clk_period"')) return false;
	return head.includes('"training_iteration"') && head.includes('"config"');
}

function readTrials(source: ForeignSource, options: ImportOptions = {}): ImportedSweep {
	const notes: string[] = [];
	const experiment = readRayState(source);
	const trials = resultFiles(source).flatMap(path => readTrial(source, path, {notes, experiment}));
	if (trials.length === 0)
		throw new UserError(`${safeText(source.name)} holds no report of Ray Tune`, 'Wait for the first one.');
	const names = new Set(trials.flatMap(trial => Object.keys(trial.metrics)));
	const asked = experiment.metric !== undefined && names.has(experiment.metric) ? experiment.metric : undefined;
	const guess = guessObjective(asked === undefined ? names : [asked], options);
	const isUnclear = asked !== undefined && options.objectives === undefined && guess.objectives.length === 0;
	return {
		name: sweepName(source.name),
		objectives: guess.objectives,
		sampler: 'ray',
		trials,
		notes: [
			...notes,
			...guess.notes,
			...(isUnclear ? [`Ray searched by ${asked}; the file does not say which end of it is better`] : []),
		],
	};
}

type Reading = {readonly notes: string[]; readonly experiment: RayState};

function readTrial(
	source: ForeignSource,
	path: string | undefined,
	{notes, experiment}: Reading,
): readonly ImportedTrial[] {
	const reports: Json[] = [];
	const where = path ?? source.name;
	let line = 0;
	for (const text of source.lines(path)) {
		line += 1;
		if (text.trim() === '') continue;
		try {
			const report = parseLooseJson(text, `${where}:${line}`);
			if (isObject(report)) reports.push(report);
		} catch (error) {
			if (!(error instanceof UserError)) throw error;
			notes.push(`${where}:${line} is no whole report and was left out`);
		}
	}
	const [first, last] = [reports[0], reports.at(-1)];
	if (first === undefined || last === undefined) return [];
	const why = path === undefined ? undefined : errorBeside(source, path);
	return [toTrial(reports, {first, last, ...endOf(last, experiment, why)})];
}

/** The last line of the traceback in `error.txt`: `RuntimeError: diverged`. */
function errorBeside(source: ForeignSource, path: string): string | undefined {
	const beside = path.replace(/result\.json$/, 'error.txt');
	if (!source.entries().some(entry => entry.path === beside)) return undefined;
	const lines = source.text(beside).trimEnd().split('\n');
	return (lines.at(-1) ?? '').trim().slice(0, LONGEST_REASON);
}

type End = {readonly state: ImportedTrial['state']; readonly why?: string};

/** A function that reports by itself never says `done`: then the experiment knows, or the error that it left. */
function endOf(last: Json, {states}: RayState, error: string | undefined): End {
	const known = states.get(textAt(last, 'trial_id') ?? '');
	if (known === 'failed' || (known === undefined && error !== undefined))
		return {state: 'failed', why: error ?? 'Ray says ERROR'};
	return {state: known ?? (own(last, 'done') === false ? 'running' : 'complete')};
}

type Ends = End & {readonly first: Json; readonly last: Json};

function toTrial(reports: readonly Json[], {first, last, state, why}: Ends): ImportedTrial {
	const config = own(last, 'config');
	const timestamp = numberAt(first, 'timestamp');
	const startedMs = timestamp === undefined ? undefined : (timestamp - (numberAt(first, 'time_total_s') ?? 0)) * 1000;
	const durationS = numberAt(last, 'time_total_s');
	return {
		label: textAt(last, 'trial_id') ?? '',
		params: paramsOf(config),
		state,
		...(why === undefined ? {} : {why}),
		metrics: recordOf(metricsOf(last).flatMap(([name, value]) => metricEntry(name, value))),
		...(startedMs === undefined ? {} : {startedMs}),
		...(durationS === undefined ? {} : {durationS}),
		...(reports.length < 2 ? {} : {curve: reports.flatMap(pointsOf)}),
	};
}

function metricsOf(report: Json): readonly (readonly [string, number])[] {
	const metrics: (readonly [string, number])[] = [];
	for (const key of Object.keys(report)) {
		if (BOOKKEEPING.has(key)) continue;
		for (const [name, value] of leavesOf(own(report, key), key))
			if (typeof value === 'number') metrics.push([name, value]);
	}
	return metrics;
}

function pointsOf(report: Json, index: number): readonly ImportedPoint[] {
	const step = numberAt(report, 'training_iteration') ?? index + 1;
	const timestamp = numberAt(report, 'timestamp');
	return metricsOf(report).map(([name, value]) => ({
		name,
		step,
		value: encodeNumber(value),
		...(timestamp === undefined ? {} : {timeMs: timestamp * 1000}),
	}));
}

function paramsOf(config: unknown): Params {
	if (!isObject(config)) return {};
	return recordOf(
		Array.from(leavesOf(config)).flatMap(([name, value]): (readonly [string, Scalar])[] => {
			const scalar = scalarOf(value);
			return scalar === undefined ? [] : [[name, scalar]];
		}),
	);
}
