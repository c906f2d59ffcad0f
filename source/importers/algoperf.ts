import type {
	ForeignSource,
	ImportedSweep,
	ImportedTelemetry,
	ImportedTrial,
	ImporterDefinition,
} from '../domain/importer.ts';
import type {Metric, Objective} from '../domain/metric.ts';
import {channelsOf, channelValues} from './algoperf/algoperf-channels.ts';
import {cellNumber} from './algoperf/algoperf-table.ts';
import {findTreeTrials, type TreeTrial, within} from './algoperf/algoperf-tree.ts';
import {type ReadTrial, readObject, readTreeTrial} from './algoperf/algoperf-trial.ts';
import {sweepName} from './sweep-name.ts';

/**
 * Log folders of MLCommons' algorithmic-efficiency in three generations: `run_<k>/metrics.csv` (2022-03),
 * `trial_<k>/eval_results.csv` (2022-04), `trial_<k>/eval_measurements.csv` (current). One sweep a workload.
 * Source: logging_utils.py and logger_utils.py of mlcommons/algorithmic-efficiency.
 */
export const algoperf = {
	id: 'algoperf',
	title: 'MLCommons AlgoPerf log folder',
	takes: 'log folder with run_<k>/metrics.csv or trial_<k>/eval_measurements.csv',
	recognise: source => (findTreeTrials(source).length > 0 ? 'sure' : undefined),
	read: source => {
		const byWorkload = Map.groupBy(findTreeTrials(source), place => place.workloadPath);
		return [...byWorkload].map(([path, places]) => readWorkload(source, path, places));
	},
} as const satisfies ImporterDefinition;

function readWorkload(source: ForeignSource, path: string, places: readonly TreeTrial[]): ImportedSweep {
	const read = places.map(place => readTreeTrial(source, place));
	const host = readHost(source, path, places);
	const target = targetOf(host, read);
	const objectives = objectivesOf(new Set(read.flatMap(({trial}) => Object.keys(trial.metrics))), host);
	const trials = read.map(one => withTimeToTarget(one, objectives[0], target));
	const present = new Set(trials.flatMap(trial => Object.keys(trial.metrics)));
	const telemetry = telemetryOf(read);
	return {
		name: sweepName(path === '' ? source.name : path.slice(path.lastIndexOf('/') + 1)),
		objectives,
		...(objectives[0] === undefined ? {} : {views: [{kind: 'curves', y: objectives[0].metric}]}),
		metrics: metricsOf(new Set([...objectives.map(({metric}) => metric), ...present])),
		trials,
		...targetText(objectives[0], target),
		labels: {layout: `algoperf ${places[0]?.generation ?? ''}`},
		notes: [
			...(target === undefined ? [] : [`target of the workload: ${target}`]),
			...shortestSubmission(read),
			...preemptions(source, places),
		],
		...(host === undefined ? {} : {host}),
		...(telemetry === undefined ? {} : {telemetry}),
	};
}

/** Figures of the benchmark's workloads that are better when they are smaller. */
const SMALLER_IS_BETTER = /(?:^|[/_])(?:loss|wer|ppl|perplexity|error|error_rate)$/;

/**
 * What the workload's target is of: the figure that its metadata name, of the validation set where there is one; else the
 * loss or the accuracy.
 */
function objectivesOf(
	present: ReadonlySet<string>,
	host: Readonly<Record<string, unknown>> | undefined,
): readonly Objective[] {
	const named = host?.['workload.target_metric_name'];
	const wanted = typeof named === 'string' ? [`validation/${named}`, named] : [];
	const usual = ['validation/loss', 'loss', 'validation/accuracy', 'accuracy'];
	const found = [...wanted, ...usual].find(name => present.has(name));
	if (found === undefined) return [];
	return [{metric: found, direction: SMALLER_IS_BETTER.test(found) ? 'minimize' : 'maximize'}];
}

function metricsOf(present: ReadonlySet<string>): readonly Partial<Metric>[] {
	return [...present].flatMap((name): readonly Partial<Metric>[] => {
		if (/(?:_time|_duration)$/.test(name) || name === 'score' || name === 'time_to_target_s')
			return [{name, unit: 's'}];
		if (SMALLER_IS_BETTER.test(name)) return [{name, goal: 'minimize'}];
		if (/(?:^|\/)(?:accuracy|mean_average_precision|ssim|bleu)$/.test(name)) return [{name, goal: 'maximize'}];
		return /^(?:global_step|goal_reached|preemption_count)$|num_examples$/.test(name) ? [{name, format: 'd'}] : [];
	});
}

function telemetryOf(read: readonly ReadTrial[]): ImportedTelemetry | undefined {
	const all = read.flatMap(({rows}) => rows);
	const channels = channelsOf(all);
	const rows = all
		.flatMap(row => {
			const startS = cellNumber(row.get('global_start_time'));
			const sinceS = cellNumber(row.get('accumulated_submission_time'));
			if (startS === undefined || sinceS === undefined) return [];
			return [{timeMs: (startS + sinceS) * 1000, values: channelValues(channels, row)}];
		})
		.toSorted((a, b) => a.timeMs - b.timeMs);
	return channels.length === 0 || rows.length === 0 ? undefined : {channels: channels.map(one => one.channel), rows};
}

/** `metadata.json` of the workload, else the first trial's `meta_data_<p>.json`. */
function readHost(
	source: ForeignSource,
	path: string,
	places: readonly TreeTrial[],
): Readonly<Record<string, unknown>> | undefined {
	const candidates = [within(path, 'metadata.json'), ...places.map(place => within(place.path, 'meta_data_0.json'))];
	for (const candidate of candidates) {
		const found = readObject(source, candidate);
		if (found !== undefined) return found;
	}
	return undefined;
}

function targetOf(host: Readonly<Record<string, unknown>> | undefined, read: readonly ReadTrial[]): number | undefined {
	const written = host?.['workload.target_value'] ?? host?.['workload.validation_target_value'];
	if (typeof written === 'number') return written;
	return cellNumber(read[0]?.rows[0]?.get('workload.target_value'));
}

function targetText(objective: Objective | undefined, target: number | undefined): Pick<ImportedSweep, 'target'> {
	if (objective === undefined || target === undefined) return {};
	const {metric} = objective;
	const name = /^\w+$/.test(metric) ? metric : `\`${metric}\``;
	return {target: `${name} ${objective.direction === 'minimize' ? '<=' : '>='} ${target}`};
}

/** The submission time of the first evaluation that reached the target. */
function withTimeToTarget(
	{trial, rows}: ReadTrial,
	objective: Objective | undefined,
	target: number | undefined,
): ImportedTrial {
	if (objective === undefined || target === undefined) return trial;
	const reached = rows.find(row => {
		const value = cellNumber(row.get(objective.metric)) ?? Number.NaN;
		return objective.direction === 'minimize' ? value <= target : value >= target;
	});
	const time = cellNumber(reached?.get('accumulated_submission_time'));
	return time === undefined
		? {...trial, missing: {time_to_target_s: 'the target was not reached'}}
		: {...trial, metrics: {...trial.metrics, time_to_target_s: time}};
}

/** The benchmark's score of a workload is the shortest submission time of all its trials. */
function shortestSubmission(read: readonly ReadTrial[]): readonly string[] {
	const times = read.flatMap(({rows}) => cellNumber(rows.at(-1)?.get('accumulated_submission_time')) ?? []);
	return times.length === 0 ? [] : [`final score: ${Math.min(...times).toFixed(6)} s of submission time`];
}

function preemptions(source: ForeignSource, places: readonly TreeTrial[]): readonly string[] {
	const files = source.entries().filter(({path}) => /(?:^|\/)meta_data_[1-9]\d*\.json$/.test(path));
	const own = files.filter(({path}) => places.some(place => path.startsWith(`${place.path}/`)));
	return own.length === 0 ? [] : [`${own.length} preemptions: the trials went on afterwards`];
}
