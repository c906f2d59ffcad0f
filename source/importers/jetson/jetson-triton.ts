import {parse} from 'csv-parse/sync';
import {UserError} from '../../domain/errors.ts';
import type {ForeignSource, ImportedTrial} from '../../domain/importer.ts';
import {parseNumber} from '../../domain/number.ts';
import {safeText} from '../../domain/text/safe-text.ts';
import type {Params} from '../../domain/space.ts';
import {type PowerSample, parseSample, summarisePower} from '../jetson-data.ts';
import type {MeteredTrial} from './jetson-telemetry.ts';

/** One series of an inference server's measurements: three files with a common beginning. */
export type TritonSeries = {
	/** Path without `_data.csv`. */
	readonly stem: string;
	/** What all its trials have: the batch size, or the clock and whether the accelerator was on. */
	readonly fixed: Params;
};

const CLOCK_SERIES = /^batch_(?<batch>\d+)$/;
const BATCH_SERIES = /^(?<hz>\d+)(?<dla>_dla)?$/;

/** The series whose three files are all there. */
export function findTritonSeries(paths: readonly string[]): readonly TritonSeries[] {
	const all = new Set(paths);
	return paths.flatMap(path => {
		if (!path.endsWith('_data.csv')) return [];
		const stem = path.slice(0, -'_data.csv'.length);
		const fixed = fixedOf(stem.slice(stem.lastIndexOf('/') + 1));
		if (fixed === undefined || !all.has(`${stem}_timings.csv`) || !all.has(`${stem}_power.csv`)) return [];
		return [{stem, fixed}];
	});
}

function fixedOf(name: string): Params | undefined {
	const clock = CLOCK_SERIES.exec(name)?.groups;
	if (clock !== undefined) return {batch_size: Number(clock['batch'])};
	const batch = BATCH_SERIES.exec(name)?.groups;
	return batch === undefined ? undefined : {gpu_frequency: Number(batch['hz']), dla: batch['dla'] !== undefined};
}

/**
 * The trials of a series: one for each row of its data, with the power over its window.
 * @throws UserError naming the file for a row that cannot be read.
 */
export function readTritonSeries(source: ForeignSource, {stem, fixed}: TritonSeries): readonly MeteredTrial[] {
	const timings = new Map(
		readTable(source, `${stem}_timings.csv`).map(row => [String(row.get('Frequency') ?? row.get('Batch Size')), row]),
	);
	const samples = readSamples(source, `${stem}_power.csv`);
	return readTable(source, `${stem}_data.csv`).map((row): MeteredTrial => {
		const [variedName = '', varied = Number.NaN] = [...row][0] ?? [];
		const timing = timings.get(String(varied));
		const window = timing === undefined ? [] : windowOf(samples, timing);
		const params: Params = {...fixed, [variedName === 'Frequency' ? 'gpu_frequency' : 'batch_size']: varied};
		return {trial: tritonTrial(params, row, window), samples: window};
	});
}

function tritonTrial(params: Params, row: ReadonlyMap<string, number>, window: readonly PowerSample[]): ImportedTrial {
	// The first and the last reading of a window may stand for what was before and after it.
	const telemetry = summarisePower(window.slice(1, -1));
	const metrics = Object.fromEntries([...row].slice(1).map(([name, value]) => [metricName(name), value]));
	const watts = telemetry['power_mean_w'];
	const rate = metrics['inferences_per_second'];
	return {
		params,
		state: 'complete',
		metrics: {
			...metrics,
			...(typeof watts === 'number' && rate !== undefined ? {inferences_per_joule: rate / watts} : {}),
		},
		telemetry,
	};
}

/** `Server Compute Infer` → `server_compute_infer_us`: the columns of perf_analyzer are in µs but for two. */
function metricName(column: string): string {
	const name = column
		.toLowerCase()
		.replaceAll('inferences/second', 'inferences per second')
		.replaceAll(/[^a-z0-9]+/g, '_');
	return name === 'concurrency' || name === 'inferences_per_second' ? name : `${name}_us`;
}

function windowOf(samples: readonly PowerSample[], timing: ReadonlyMap<string, number>): readonly PowerSample[] {
	const fromMs = timing.get('Start') ?? Number.NaN;
	const toMs = timing.get('End') ?? Number.NaN;
	return samples.filter(({timeMs}) => fromMs <= timeMs && timeMs <= toMs);
}

function readSamples(source: ForeignSource, path: string): readonly PowerSample[] {
	return [...source.lines(path)].flatMap((text, index) => {
		if (text.trim() === '') return [];
		const sample = parseSample(text.trim());
		if (sample === undefined)
			throw new UserError(
				`${safeText(path)}:${index + 1}: expected ms,watts, not ${safeText(text.slice(0, 60))}`,
				'Take the line out, or leave the file out of the folder.',
			);
		return [sample];
	});
}

function readTable(source: ForeignSource, path: string): readonly ReadonlyMap<string, number>[] {
	const rows: readonly (readonly string[])[] = parse(source.text(path), {
		relax_column_count: true,
		skip_empty_lines: true,
		trim: true,
	});
	const [header = [], ...body] = rows;
	return body.map((row, index) => {
		const cells = header.map((name, column): readonly [string, number] => {
			const value = parseNumber(row[column] ?? '');
			if (value === undefined)
				throw new UserError(
					`${safeText(path)}:${index + 2}: ${safeText(name)} is no number: ${safeText(row[column] ?? 'absent')}`,
					'Take the row out, or leave the three files of this series out of the folder.',
				);
			return [name, value];
		});
		return new Map(cells);
	});
}
