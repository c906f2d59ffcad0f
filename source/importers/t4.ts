import type {ForeignSource, ImportedSweep, ImportedTrial, ImporterDefinition} from '../domain/importer.ts';
import {isObject} from '../domain/text/json-object.ts';
import {encodeNumber} from '../domain/number.ts';
import {own, recordOf} from '../domain/record.ts';
import {mean} from '../domain/statistics/stats.ts';
import {directionOfName} from './column-names.ts';
import {parseTime} from './foreign/foreign-time.ts';
import {metricEntry, numberAt, numbersOf, scalarOf, textAt} from './json-values.ts';
import {asList, parseLooseJson} from './loose-json.ts';
import {sweepName} from './sweep-name.ts';

type Json = Readonly<Record<string, unknown>>;

/** Results of kernel tuners in the T4 exchange format of the autotuning benchmark hub. */
export const t4Importer = {
	id: 't4',
	title: 'T4 results of a kernel tuner',
	takes: 'T4 JSON of the autotuning benchmark hub (*.json, *.json.gz)',
	recognise: source => {
		if (source.kind !== 'file') return undefined;
		const head = Buffer.from(source.head(undefined, 16_384)).toString('utf8');
		return ['"results"', '"configuration"', '"invalidity"', '"times"'].every(key => head.includes(key))
			? 'sure'
			: undefined;
	},
	read: source => [readResults(source)],
} as const satisfies ImporterDefinition;

/** `miliseconds` is the format's own spelling. */
const UNITS: ReadonlyMap<string, string> = new Map([
	['miliseconds', 'ms'],
	['milliseconds', 'ms'],
	['microseconds', 'µs'],
	['seconds', 's'],
]);

const TIMES = ['compilation', 'framework', 'search_algorithm', 'validation'] as const;

function readResults(source: ForeignSource): ImportedSweep {
	const parsed = parseLooseJson(source.text(), source.name);
	const file = isObject(parsed) ? parsed : {};
	const metadata = own(file, 'metadata');
	const unit = UNITS.get((isObject(metadata) ? textAt(metadata, 'timeunit') : undefined) ?? '') ?? 'ms';
	const results = asList(own(file, 'results')).filter(isObject);
	const objectives = asList(results.map(result => own(result, 'objectives')).find(Array.isArray)).filter(
		name => typeof name === 'string',
	);
	const measured = results.flatMap(result => asList(own(result, 'measurements'))).filter(isObject);
	const units = new Map(
		measured.map(entry => {
			const [name, said] = [textAt(entry, 'name') ?? '', textAt(entry, 'unit') ?? ''];
			return [name, said === '' && name === 'time' ? unit : (UNITS.get(said) ?? said)] as const;
		}),
	);
	return {
		name: sweepName(source.name),
		objectives: objectives.map(metric => ({
			metric,
			direction: directionOfName(metric) === 'maximize' ? 'maximize' : 'minimize',
		})),
		metrics: [
			...[...units].map(([name, text]) => ({name, unit: text})),
			...['runtime', ...TIMES].map(name => ({name, unit})),
		],
		sampler: 'tuner',
		trials: results.map(result => toTrial(result, unit)),
	};
}

/** Seconds of one of the format's units. */
const SECONDS: ReadonlyMap<string, number> = new Map([
	['ms', 1e-3],
	['µs', 1e-6],
	['s', 1],
]);

/**
 * The measurement ranks; the raw repeats stand beside it as `runtime`, because in some files it is not their mean.
 * What is invalid failed, also where it has repeats.
 */
function toTrial(result: Json, unit: string): ImportedTrial {
	const configuration = own(result, 'configuration');
	const times = own(result, 'times');
	const runtimes = isObject(times) ? numbersOf(own(times, 'runtimes')) : [];
	const invalidity = textAt(result, 'invalidity') ?? 'correct';
	const measurements = asList(own(result, 'measurements')).filter(isObject);
	const failure = measurements.map(entry => own(entry, 'value')).find(value => typeof value === 'string');
	const isValid = invalidity === 'correct' && failure === undefined;
	const startedMs = parseTime(textAt(result, 'timestamp'));
	const values = measurements.flatMap(entry =>
		metricEntry(textAt(entry, 'name') ?? '', isValid ? numberAt(entry, 'value') : undefined),
	);
	const why = failure === undefined ? invalidity : `${invalidity}: ${failure}`;
	const seconds = SECONDS.get(unit) ?? 1e-3;
	return {
		params: isObject(configuration)
			? recordOf(Object.keys(configuration).map(name => [name, scalarOf(own(configuration, name)) ?? 'None'] as const))
			: {},
		state: isValid ? 'complete' : 'failed',
		...(isValid ? {} : {why}),
		metrics: recordOf([
			...values,
			...metricEntry('runtime', isValid && runtimes.length > 0 ? mean(runtimes) : undefined),
			...(isObject(times) ? TIMES.flatMap(name => metricEntry(name, numberAt(times, name))) : []),
		]),
		...(startedMs === undefined ? {} : {startedMs}),
		...(runtimes.length === 0
			? {}
			: {repeats: runtimes.map(time => ({metrics: {runtime: encodeNumber(time)}, durationS: time * seconds}))}),
	};
}
