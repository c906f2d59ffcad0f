import type {
	ForeignSource,
	ImportedExecution,
	ImportedSweep,
	ImportedTrial,
	ImporterDefinition,
} from '../domain/importer.ts';
import {isObject} from '../domain/text/json-object.ts';
import {scalarOfText} from '../domain/text/scalar-text.ts';
import type {Params, Scalar} from '../domain/space.ts';
import {own, recordOf} from '../domain/record.ts';
import {mean} from '../domain/statistics/stats.ts';
import {readCsvTable} from './csv.ts';
import {metricEntry, numberAt, numbersOf, textAt, textOfJson} from './json-values.ts';
import {asList, parseLooseJson} from './loose-json.ts';
import {sweepName} from './sweep-name.ts';
import {tableNumber} from './table/table-cells.ts';

const CSV_HEADER = /^command,mean,stddev,median,user,system,min,max(?:,parameter_|\r?\n|$)/;
const JSON_START = /^\s*\{\s*"results"\s*:\s*\[\s*\{\s*"command"\s*:/;
const METRICS = ['mean', 'stddev', 'median', 'user', 'system', 'min', 'max'] as const;

/** Results of hyperfine, as JSON with every timing, or as CSV. Times are in seconds. */
export const hyperfineImporter = {
	id: 'hyperfine',
	title: 'hyperfine',
	takes: '--export-json and --export-csv',
	recognise: source => {
		if (source.kind !== 'file') return undefined;
		const head = Buffer.from(source.head()).toString('utf8');
		return CSV_HEADER.test(head) || JSON_START.test(head) ? 'sure' : undefined;
	},
	read: source => {
		const isJson = /^\s*\{/.test(Buffer.from(source.head(undefined, 64)).toString('utf8'));
		return [toSweep(source, isJson ? readJson(source) : readCsv(source))];
	},
} as const satisfies ImporterDefinition;

function toSweep(source: ForeignSource, trials: readonly ImportedTrial[]): ImportedSweep {
	const seconds = METRICS.map(name => ({name, unit: 's'}));
	return {
		name: sweepName(source.name),
		objectives: [{metric: 'mean', direction: 'minimize'}],
		metrics: [...seconds, {name: 'memory', unit: 'B'}],
		sampler: 'hyperfine',
		trials,
	};
}

const SINGLE = 'a single run has no standard deviation';

function readJson(source: ForeignSource): readonly ImportedTrial[] {
	const parsed = parseLooseJson(source.text(), source.name);
	const results = isObject(parsed) ? asList(own(parsed, 'results')) : [];
	return results.filter(isObject).map((result): ImportedTrial => {
		const command = textAt(result, 'command') ?? '';
		const memory = numbersOf(own(result, 'memory_usage_byte'));
		const executions = executionsOf(result);
		const failed = executions.some(({code}) => code !== undefined && code !== 0);
		return {
			params: paramsOf(own(result, 'parameters'), command),
			state: 'complete',
			metrics: recordOf([
				...METRICS.flatMap(name => metricEntry(name, numberAt(result, name))),
				...metricEntry('memory', memory.length === 0 ? undefined : mean(memory)),
			]),
			...(numberAt(result, 'stddev') === undefined ? {missing: {stddev: SINGLE}} : {}),
			...(failed ? {flags: ['NONZERO_EXIT']} : {}),
			argv: [command],
			...(executions.length === 0 ? {} : {executions}),
		};
	});
}

/** One a timing. Each stands under the name of the metric that is its mean, so that the scatter of it is known. */
function executionsOf(result: Readonly<Record<string, unknown>>): readonly ImportedExecution[] {
	const codes = asList(own(result, 'exit_codes'));
	return numbersOf(own(result, 'times')).map((time, index): ImportedExecution => {
		const code = codes[index];
		return {
			role: 'measured',
			outcome: 'complete',
			durationS: time,
			metrics: {mean: time},
			...(typeof code === 'number' ? {code} : {}),
		};
	});
}

/** Values are texts; what is a number was meant as one. Without parameters the command is the only one. */
function paramsOf(parameters: unknown, command: string): Params {
	if (!isObject(parameters) || Object.keys(parameters).length === 0) return {command};
	return recordOf(Object.keys(parameters).map(name => [name, toScalar(own(parameters, name))] as const));
}

function toScalar(value: unknown): Scalar {
	return scalarOfText(textOfJson(value));
}

/** The CSV has no timings, and 0 where there is no standard deviation. */
function readCsv(source: ForeignSource): readonly ImportedTrial[] {
	const {columns, rows} = readCsvTable(source);
	return Array.from(rows, (row): ImportedTrial => {
		const cell = (name: string): string => String(row[columns.indexOf(name)] ?? '');
		const command = cell('command');
		const named = columns.flatMap((column, index) => {
			const name = /^parameter_(.+)$/.exec(column)?.[1];
			return name === undefined ? [] : [[name, toScalar(row[index])] as const];
		});
		const deviation = tableNumber(cell('stddev'), false);
		const metrics = METRICS.flatMap(name =>
			name === 'stddev' && deviation === 0 ? [] : metricEntry(name, tableNumber(cell(name), false)),
		);
		return {
			params: named.length === 0 ? {command} : recordOf(named),
			state: 'complete',
			metrics: recordOf(metrics),
			...(deviation === 0 ? {missing: {stddev: SINGLE}} : {}),
			argv: [command],
		};
	});
}
