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
import {own, recordOf} from '../domain/record.ts';
import {safeText} from '../domain/safe-text.ts';
import type {Params, Scalar} from '../domain/space.ts';
import {directionOfName} from './column-names.ts';
import {leavesOf, metricEntry, numberAt, scalarOf, textAt} from './json-values.ts';
import {isObject, parseLooseJson} from './loose-json.ts';
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
	const trials = resultFiles(source).flatMap(path => readTrial(source, path, notes));
	if (trials.length === 0)
		throw new UserError(`${safeText(source.name)} holds no report of Ray Tune`, 'Wait for the first one.');
	const names = new Set(trials.flatMap(trial => Object.keys(trial.metrics)));
	const metric = [...names].find(name => directionOfName(name) !== undefined);
	const direction = directionOfName(metric ?? '');
	return {
		name: sweepName(source.name),
		objectives: options.objectives ?? (metric === undefined || direction === undefined ? [] : [{metric, direction}]),
		sampler: 'ray',
		trials,
		notes: [
			...notes,
			...(options.objectives === undefined && metric !== undefined
				? [`taken for the objective by its name: ${direction} ${metric}`]
				: []),
		],
	};
}

function readTrial(source: ForeignSource, path: string | undefined, notes: string[]): readonly ImportedTrial[] {
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
	return first === undefined || last === undefined ? [] : [toTrial(reports, {first, last})];
}

function toTrial(reports: readonly Json[], {first, last}: {readonly first: Json; readonly last: Json}): ImportedTrial {
	const config = own(last, 'config');
	const timestamp = numberAt(first, 'timestamp');
	const startedMs = timestamp === undefined ? undefined : (timestamp - (numberAt(first, 'time_total_s') ?? 0)) * 1000;
	const durationS = numberAt(last, 'time_total_s');
	return {
		label: textAt(last, 'trial_id') ?? '',
		params: paramsOf(config),
		state: own(last, 'done') === false ? 'running' : 'complete',
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
