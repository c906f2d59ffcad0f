import type {ForeignSource, ImportedSweep, ImportedTrial, ImporterDefinition} from '../domain/importer.ts';
import {isObject} from '../domain/text/json-object.ts';
import {encodeNumber, isRankable, type JsonNumber} from '../domain/number.ts';
import {own} from '../domain/record.ts';
import type {Scalar} from '../domain/space.ts';
import {asList, asText, parseLooseJson} from './loose-json.ts';
import {numberOrSeconds} from './number-or-seconds.ts';
import {coveringSpace, isAutoTunerSpace, readAutoTunerSpace} from './orfs-space.ts';
import {sweepName} from './sweep-name.ts';

type Fields = Readonly<Record<string, unknown>>;

const MOST_BYTES = 16 * 1024 ** 2;

/**
 * OpenROAD-flow-scripts: flat metrics files (METRICS2.1, `stage__category__name`), one trial each; and results of its
 * AutoTuner (`variant-AutoTunerBase-<id>-ray/result.json`), where 9e+99 stands for a flow that failed.
 */
export const orfs = {
	id: 'orfs',
	title: 'OpenROAD-flow-scripts metrics and AutoTuner results',
	takes: 'metrics.json of a flow, or a tune-<id> folder of AutoTuner',
	recognise: source => {
		const paths = source.entries().map(entry => entry.path);
		if (source.kind === 'file') return headKind(source) === undefined ? undefined : 'sure';
		const known = paths.filter(path => path.endsWith('.json')).slice(0, 50);
		return known.some(path => headKind(source, path) !== undefined) ? 'sure' : undefined;
	},
	read: source => readAll(source),
} as const satisfies ImporterDefinition;

/** What a file's first bytes tell. */
function headKind(source: ForeignSource, path?: string): 'metrics' | 'result' | undefined {
	const head = Buffer.from(source.head(path)).toString('utf8');
	if (!/^\s*\{/.test(head)) return undefined;
	if (/"run__flow__|"(?:finish|floorplan|globalroute|detailedroute)__\w+"/.test(head)) return 'metrics';
	return head.includes('"effective_clk_period"') && head.includes('"num_drc"') ? 'result' : undefined;
}

function readAll(source: ForeignSource): readonly ImportedSweep[] {
	const files = source
		.entries()
		.filter(({path}) => path.endsWith('.json'))
		.map(({path}) => ({path, at: source.kind === 'folder' ? path : undefined}));
	const name = sweepName(source.name);
	const flows: ImportedTrial[] = [];
	const tunes: ImportedTrial[] = [];
	let space: ReturnType<typeof readAutoTunerSpace> | undefined;
	for (const {path, at} of files) {
		const kind = headKind(source, at);
		if (kind === 'result') tunes.push(...readResults(source, path, at));
		else if (kind === 'metrics') flows.push(readMetrics(source, path, at));
		else space ??= readSpace(source, path, at);
	}
	const covering = coveringSpace(space, tunes);
	return [
		...(tunes.length === 0 ? [] : [{...tuneSweep(name, tunes), ...(covering === undefined ? {} : {space: covering})}]),
		...(flows.length === 0 ? [] : [flowSweep(tunes.length === 0 ? name : `${name}-flows`, flows)]),
	];
}

function readSpace(
	source: ForeignSource,
	path: string,
	at: string | undefined,
): ReturnType<typeof readAutoTunerSpace> | undefined {
	const head = Buffer.from(source.head(at)).toString('utf8');
	if (!head.includes('"minmax"')) return undefined;
	const json = parseLooseJson(source.text(at, MOST_BYTES), path);
	return isAutoTunerSpace(json) ? readAutoTunerSpace(json) : undefined;
}

/** One line a result; the last line of a trial is its end. */
function readResults(source: ForeignSource, path: string, at: string | undefined): readonly ImportedTrial[] {
	const lines = [...source.lines(at)].filter(line => line.trim() !== '');
	const results = lines.flatMap((line, index) => {
		try {
			return [parseLooseJson(line, `${path}:${index + 1}`)];
		} catch (error) {
			// The last line may be half, if the tuner still runs or was killed; any other is damage.
			if (index === lines.length - 1 && index > 0) return [];
			throw error;
		}
	});
	const last = results.filter(isObject).at(-1);
	return last === undefined ? [] : [resultTrial(last)];
}

function resultTrial(result: Fields): ImportedTrial {
	const metric = own(result, 'metric');
	const value = typeof metric === 'number' ? metric : Number.NaN;
	const seconds = own(result, 'time_total_s');
	const ended = own(result, 'timestamp');
	const durationS = typeof seconds === 'number' ? seconds : undefined;
	const endedMs = typeof ended === 'number' ? ended * 1000 : undefined;
	const isFailed = !isRankable(value);
	return {
		label: asText(own(result, 'trial_id')) ?? '',
		params: scalarsOf(own(result, 'config')),
		state: own(result, 'done') === false ? 'running' : isFailed ? 'failed' : 'complete',
		...(isFailed ? {why: `metric ${value} stands for a flow that failed`} : {}),
		metrics: Object.fromEntries(
			['metric', 'effective_clk_period', 'num_drc'].flatMap((name): [string, JsonNumber][] => {
				const number = own(result, name);
				return typeof number === 'number' ? [[name, encodeNumber(number)]] : [];
			}),
		),
		...(durationS === undefined ? {} : {durationS}),
		...(endedMs === undefined ? {} : {startedMs: endedMs - (durationS ?? 0) * 1000}),
	};
}

function scalarsOf(config: unknown): Readonly<Record<string, Scalar>> {
	if (!isObject(config)) return {};
	return Object.fromEntries(
		Object.entries(config).filter((entry): entry is [string, Scalar] =>
			['string', 'number', 'boolean'].includes(typeof entry[1]),
		),
	);
}

function tuneSweep(name: string, trials: readonly ImportedTrial[]): ImportedSweep {
	return {
		name,
		objectives: [{metric: 'metric', direction: 'minimize'}],
		metrics: [{name: 'num_drc', format: 'd'}],
		sampler: 'AutoTuner',
		trials,
	};
}

/** `N/A`, `NoLimit` and texts are no numbers; a duration is seconds; a list with one text (`core_clock: 420`) its number. */
function readMetrics(source: ForeignSource, path: string, at: string | undefined): ImportedTrial {
	const json = parseLooseJson(source.text(at, MOST_BYTES), path);
	const fields: Fields = isObject(json) ? json : {};
	const metrics = Object.entries(fields).flatMap(([name, value]): [string, JsonNumber][] => {
		const only = asList(value);
		const clock = only.length === 1 ? /^\w+: (?<period>[\d.]+)$/.exec(String(only[0]))?.groups?.['period'] : undefined;
		const number = clock === undefined ? numberOrSeconds(value) : Number(clock);
		return number === undefined ? [] : [[name, encodeNumber(number)]];
	});
	const absent = Object.entries(fields).filter(([, value]) => value === 'N/A' || value === 'NoLimit');
	const date = Date.parse(`${asText(own(fields, 'run__flow__generate_date'))?.replace(' ', 'T') ?? ''}Z`);
	const total = numberOrSeconds(own(fields, 'total_time'));
	const finished = metrics.some(([name]) => name.startsWith('finish__'));
	return {
		// The only file of a sweep gives it its name.
		...(at === undefined ? {} : {label: path.replace(/\.json$/, '')}),
		params: flowParams(fields),
		state: finished ? 'complete' : 'failed',
		...(finished ? {} : {why: 'the flow has no finish stage'}),
		metrics: Object.fromEntries(metrics),
		missing: Object.fromEntries(absent.map(([name, value]) => [name, String(value)])),
		...(Number.isNaN(date) ? {} : {startedMs: date}),
		...(total === undefined ? {} : {durationS: total}),
	};
}

function flowParams(fields: Fields): Readonly<Record<string, Scalar>> {
	return Object.fromEntries(
		(['design', 'platform', 'variant'] as const).flatMap((name): [string, Scalar][] => {
			const value = asText(own(fields, `run__flow__${name}`));
			return value === undefined ? [] : [[name, value]];
		}),
	);
}

/** Units stand in the file itself: `run__flow__platform__timing_units` and its two sisters. */
function flowSweep(name: string, trials: readonly ImportedTrial[]): ImportedSweep {
	const names = new Set(trials.flatMap(trial => Object.keys(trial.metrics)));
	return {
		name,
		objectives: names.has('finish__timing__setup__ws')
			? [{metric: 'finish__timing__setup__ws', direction: 'maximize'}]
			: [],
		metrics: [...names].flatMap(metric => {
			if (/__runtime__total$|^total_time$|__cpu__total$/.test(metric)) return [{name: metric, unit: 's'}];
			return /__utilization$/.test(metric) ? [{name: metric, unit: '%'}] : [];
		}),
		trials,
	};
}
