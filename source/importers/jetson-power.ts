import type {ForeignSource, ImportedSweep, ImportedTrial, ImporterDefinition} from '../domain/importer.ts';
import type {Metric, Objective} from '../domain/metric.ts';
import type {ViewSpec} from '../domain/sweep.ts';
import {readPowerFile, spreadOfPower, summarisePower} from './jetson-data.ts';
import {type JetsonKind, type JetsonName, parseJetsonName} from './jetson/jetson-names.ts';
import {type MeteredTrial, placeInTime} from './jetson/jetson-telemetry.ts';
import {findTritonSeries, readTritonSeries} from './jetson/jetson-triton.ts';
import {sweepName} from './sweep-name.ts';

/** A week of readings at 10 Hz; a test takes 20 s. */
const MOST_BYTES = 128 * 1024 ** 2;

const METRICS: readonly Partial<Metric>[] = [
	{name: 'flops', unit: 'FLOP/s', goal: 'maximize'},
	{name: 'flops_per_watt', unit: 'FLOP/J', goal: 'maximize'},
	{name: 'iterations', format: 'd'},
	{name: 'seconds', unit: 's'},
	{name: 'inferences_per_second', unit: '1/s', goal: 'maximize'},
	{name: 'inferences_per_joule', unit: '1/J', goal: 'maximize'},
];

/** The two questions of the studies: where is a matrix most efficient, and what does the clock do to it. */
const VIEWS: readonly ViewSpec[] = [
	{kind: 'slices', x: 'gpu_frequency', y: 'flops_per_watt'},
	{kind: 'scatter', x: 'power_mean_w', y: 'flops', color: 'datatype'},
];

/** What is searched for in each kind of study. */
const OBJECTIVES: Readonly<Record<JetsonKind | 'triton', readonly Objective[]>> = {
	square: [{metric: 'flops_per_watt', direction: 'maximize'}],
	nonsquare: [{metric: 'flops_per_watt', direction: 'maximize'}],
	xgboost: [{metric: 'seconds', direction: 'minimize'}],
	triton: [{metric: 'inferences_per_joule', direction: 'maximize'}],
};

/**
 * Power studies of a Jetson board: folders of `.data` files whose names hold the parameters and whose lines hold a
 * meter's readings, in all four generations (square 2021, non-square 2021, 2022, xgboost), and Triton series.
 */
export const jetsonPower = {
	id: 'jetson-power',
	title: 'Jetson power study',
	takes: 'folder of .data files named device-type-size-tensor-frequency, or Triton _data/_timings/_power.csv series',
	recognise: source => {
		const paths = source.entries().map(entry => entry.path);
		if (paths.some(path => parseJetsonName(nameOf(path)) !== undefined)) return 'sure';
		return source.kind === 'folder' && findTritonSeries(paths).length > 0 ? 'sure' : undefined;
	},
	read: source => {
		const files = source.entries().flatMap(({path}) => {
			const parsed = parseJetsonName(nameOf(path));
			return parsed === undefined ? [] : [{path, parsed}];
		});
		const kinds = (['square', 'nonsquare', 'xgboost'] as const).filter(kind =>
			files.some(file => file.parsed.kind === kind),
		);
		const studies = kinds.map(kind => {
			const metered = files
				.filter(file => file.parsed.kind === kind)
				.map(({path, parsed}) => readTrial(source, path, parsed));
			return {kind, metered};
		});
		const series = findTritonSeries(source.entries().map(entry => entry.path));
		const triton = series.flatMap(one => readTritonSeries(source, one));
		const all = triton.length === 0 ? studies : [...studies, {kind: 'triton' as const, metered: triton}];
		const stem = sweepName(source.name);
		return all.map(({kind, metered}) =>
			toSweep(all.length === 1 ? stem : `${stem}-${kind}`, OBJECTIVES[kind], metered),
		);
	},
} as const satisfies ImporterDefinition;

function nameOf(path: string): string {
	return path.slice(path.lastIndexOf('/') + 1);
}

function toSweep(name: string, objectives: readonly Objective[], metered: readonly MeteredTrial[]): ImportedSweep {
	const {trials, telemetry, notes} = placeInTime(metered);
	const present = new Set(trials.flatMap(trial => Object.keys(trial.metrics)));
	return {
		name,
		objectives,
		...(present.has('flops_per_watt') ? {views: VIEWS} : {}),
		metrics: METRICS.filter(metric => present.has(metric.name ?? '')),
		trials,
		notes,
		...(telemetry === undefined ? {} : {telemetry}),
	};
}

function readTrial(source: ForeignSource, path: string, {kind, params}: JetsonName): MeteredTrial {
	const text = source.text(source.kind === 'folder' ? path : undefined, MOST_BYTES);
	const {samples, result} = readPowerFile(text.split('\n'), path, kind);
	const telemetry = summarisePower(samples);
	// No label: the name of the file is made of its parameters.
	const shared = {params, telemetry};
	if (result === undefined)
		return {trial: {...shared, state: 'failed', why: `${nameOf(path)} has no result line`, metrics: {}}, samples};
	const flops = result['flops'];
	const watts = telemetry['power_mean_w'];
	const perWatt = typeof flops === 'number' && typeof watts === 'number' ? {flops_per_watt: flops / watts} : {};
	const trial: ImportedTrial = {
		...shared,
		state: 'complete',
		metrics: {...result, ...perWatt, ...spreadOfPower(samples)},
	};
	return {trial, samples};
}
