import {UserError} from '../domain/errors.ts';
import {parseNumber} from '../domain/number.ts';
import {safeText} from '../domain/text/safe-text.ts';
import {highest, lowest, mean, quantile} from '../domain/statistics/stats.ts';
import type {Metrics, Telemetry} from '../domain/trial.ts';
import type {JetsonKind} from './jetson/jetson-names.ts';

/** Readings of a meter, in file order: ms since 1970, watts. */
export type PowerSample = {readonly timeMs: number; readonly watts: number};

/** One `.data` file. */
export type PowerFile = {
	readonly samples: readonly PowerSample[];
	/** What the last line gives: FLOPS, FLOPS with iterations and seconds, or seconds. Absent where there is no such line. */
	readonly result?: Metrics;
};

/**
 * Reads sample lines `ms,watts` and the result in the last line. The last line is told by its place and its numbers,
 * not by a comma: it has none in 2021, two in 2022. A file that ends with a sample has no result.
 * @throws UserError naming file and line for any other line.
 */
export function readPowerFile(lines: Iterable<string>, path: string, kind: JetsonKind): PowerFile {
	const all = [...lines].map((text, index) => ({text: text.trim(), line: index + 1})).filter(({text}) => text !== '');
	const last = all.at(-1);
	const result = last === undefined ? undefined : parseResult(last.text, kind);
	const samples = (result === undefined ? all : all.slice(0, -1)).map(({text, line}) => {
		const sample = parseSample(text);
		if (sample === undefined)
			throw new UserError(
				`${safeText(path)}:${line}: expected ms,watts, not ${safeText(text.slice(0, 60))}`,
				'Take the line out, or leave the file out of the folder.',
			);
		return sample;
	});
	return {samples, ...(result === undefined ? {} : {result})};
}

const SAMPLE = /^(?:\d+(?:\.\d*)?),(?:-?\d+(?:\.\d*)?(?:[eE][-+]?\d+)?)$/;

/** `1626477215148,13.3`, or undefined. */
export function parseSample(text: string): PowerSample | undefined {
	if (!SAMPLE.test(text)) return undefined;
	const comma = text.indexOf(',');
	return {timeMs: Number(text.slice(0, comma)), watts: Number(text.slice(comma + 1))};
}

function parseResult(text: string, kind: JetsonKind): Metrics | undefined {
	const cells = text.split(',').map(parseNumber);
	if (cells.some(cell => cell === undefined || !Number.isFinite(cell))) return undefined;
	const [first = 0, iterations = 0, seconds = 0] = cells.map(Number);
	if (cells.length === 1) return kind === 'xgboost' ? {seconds: first} : {flops: first};
	return cells.length === 3 && kind !== 'xgboost' ? {flops: first, iterations, seconds} : undefined;
}

/**
 * Columns of the readings: mean as sum in file order divided by the count, as the original notebook has it; energy by
 * the trapezoid rule from the first to the last reading. Empty for no reading.
 */
export function summarisePower(samples: readonly PowerSample[]): Telemetry {
	if (samples.length === 0) return {};
	const watts = samples.map(sample => sample.watts);
	return {
		power_mean_w: mean(watts),
		power_max_w: highest(watts),
		...(samples.length < 2 ? {} : {energy_j: trapezoidJoules(samples)}),
		power_scope: 'board',
		power_source: 'meter',
	};
}

/** The figures of the readings that are no reserved columns; empty for no reading. */
export function spreadOfPower(samples: readonly PowerSample[]): Metrics {
	if (samples.length === 0) return {};
	const watts = samples.map(sample => sample.watts);
	return {power_min_w: lowest(watts), power_p95_w: quantile(watts, 0.95)};
}

function trapezoidJoules(samples: readonly PowerSample[]): number {
	let joules = 0;
	let before: PowerSample | undefined;
	for (const sample of samples) {
		if (before !== undefined) joules += ((before.watts + sample.watts) / 2) * ((sample.timeMs - before.timeMs) / 1000);
		before = sample;
	}
	return joules;
}
