import {UserError} from '../domain/errors.ts';
import type {
	ForeignSource,
	ImportedPoint,
	ImportedSweep,
	ImportedTrial,
	ImporterDefinition,
	ImportOptions,
} from '../domain/importer.ts';
import {encodeNumber, parseNumber} from '../domain/number.ts';
import {own, recordOf} from '../domain/record.ts';
import {safeText} from '../domain/text/safe-text.ts';
import {scalarOfText} from '../domain/text/scalar-text.ts';
import type {Scalar} from '../domain/space.ts';
import {guessObjective} from './column-names.ts';
import {sweepName} from './sweep-name.ts';

/** Runs of MLflow as files: `mlruns/EXPERIMENT/RUN/` with `meta.yaml`, `params/` and `metrics/`. */
export const mlflowImporter = {
	id: 'mlflow',
	title: 'MLflow runs',
	takes: 'a folder mlruns, one experiment in it or one run: a sweep for each experiment',
	recognise: source =>
		source.kind === 'folder' &&
		metaFiles(source).some(path => RUN_ID.test(Buffer.from(source.head(path)).toString('utf8')))
			? 'sure'
			: undefined,
	read: (source, options = {}) => readExperiments(source, options),
} as const satisfies ImporterDefinition;

const META = /(?:^|\/)meta\.yaml$/;
/** What the description of a run has, and that of an experiment has not. */
const RUN_ID = /^run_(?:uu)?id:/m;

/** `RunStatus` of MLflow's protocol. */
const STATES: Readonly<Record<string, ImportedTrial['state']>> = {
	'1': 'running',
	'2': 'queued',
	'3': 'complete',
	'4': 'failed',
	'5': 'killed',
};

type Meta = ReadonlyMap<string, string>;

/** A run, and what stands in its folder. */
type Run = {readonly folder: string; readonly meta: Meta; readonly files: readonly string[]};

function metaFiles(source: ForeignSource): readonly string[] {
	return source.entries().flatMap(({path}) => (META.test(path) ? [path] : []));
}

/** `key: value` a line, as MLflow writes it: no lists but empty ones, quotes where a text looks like a number. */
function readMeta(source: ForeignSource, path: string): Meta {
	return new Map(
		source
			.text(path)
			.split('\n')
			.flatMap(line => {
				const [, key, value] = /^(\w+): ?(.*?)\s*$/.exec(line) ?? [];
				if (key === undefined || value === undefined) return [];
				const quoted = /^'(.*)'$|^"(.*)"$/.exec(value);
				return [[key, quoted?.[1]?.replaceAll("''", "'") ?? quoted?.[2] ?? value] as const];
			}),
	);
}

/** The folder of a path with the slash, or the empty text. */
function folderOf(path: string): string {
	return path.slice(0, path.lastIndexOf('/') + 1);
}

/** The innermost folder of a run around a path: `params` and `metrics` may also be parts of a name below it. */
function runFolderOf(path: string, runs: ReadonlyMap<string, Meta>): string | undefined {
	let folder = folderOf(path);
	while (folder !== '' && !runs.has(folder)) folder = folderOf(folder.slice(0, -1));
	return runs.has(folder) ? folder : undefined;
}

function readExperiments(source: ForeignSource, options: ImportOptions): readonly ImportedSweep[] {
	const metas = new Map(metaFiles(source).map(path => [folderOf(path), readMeta(source, path)]));
	const described = new Map([...metas].filter(([, meta]) => meta.has('run_id') || meta.has('run_uuid')));
	const files = Map.groupBy(
		source.entries().map(({path}) => path),
		path => runFolderOf(path, described),
	);
	const runs = [...described].flatMap(([folder, meta]): readonly Run[] =>
		meta.get('lifecycle_stage') === 'deleted' ? [] : [{folder, meta, files: files.get(folder) ?? []}],
	);
	const experiments = Map.groupBy(runs, ({folder}) => folderOf(folder.slice(0, -1)));
	if (experiments.size === 0)
		throw new UserError(`${safeText(source.name)} holds no run of MLflow`, 'Runs that were deleted are left out.');
	return [...experiments].map(([folder, members]) => {
		const isAlone = members.length === 1 && members[0]?.folder === '';
		const name = (isAlone ? undefined : metas.get(folder)?.get('name')) ?? source.name;
		return readExperiment(source, name, members, options);
	});
}

function readExperiment(
	source: ForeignSource,
	name: string,
	runs: readonly Run[],
	options: ImportOptions,
): ImportedSweep {
	const parents = new Set(runs.flatMap(run => parentOf(source, run) ?? []));
	const read = runs.flatMap(run => {
		const trial = toTrial(source, run);
		const isBare = Object.keys(trial.params).length === 0 && Object.keys(trial.metrics).length === 0;
		return isBare && parents.has(run.meta.get('run_id') ?? '') ? [] : [trial];
	});
	const trials = read.toSorted((a, b) => (a.startedMs ?? Infinity) - (b.startedMs ?? Infinity) || 0);
	const names = new Set(trials.flatMap(({metrics}) => Object.keys(metrics)));
	const {objectives, notes} = guessObjective(names, options);
	return {
		name: sweepName(name),
		objectives,
		sampler: 'mlflow',
		trials,
		notes: [
			...(read.length < runs.length ? [`${runs.length - read.length} runs that only hold others were left out`] : []),
			...notes,
		],
	};
}

/** Id of the run that holds this one. */
function parentOf(source: ForeignSource, {folder, files}: Run): string | undefined {
	const path = `${folder}tags/mlflow.parentRunId`;
	return files.includes(path) ? source.text(path).trim() : undefined;
}

/** The files below `params/` or `metrics/` of a run, by their path there: a name may have slashes. */
function contentOf(
	source: ForeignSource,
	{folder, files}: Run,
	part: 'params' | 'metrics',
): ReadonlyMap<string, string> {
	const start = `${folder}${part}/`;
	return new Map(
		files.flatMap(path => (path.startsWith(start) ? [[path.slice(start.length), source.text(path)] as const] : [])),
	);
}

function toTrial(source: ForeignSource, run: Run): ImportedTrial {
	const {meta} = run;
	const [startedMs, endedMs] = [timeOf(meta.get('start_time')), timeOf(meta.get('end_time'))];
	const curves = [...contentOf(source, run, 'metrics')].map(([name, text]) => pointsOf(name, text));
	const lasts = curves.flatMap(points => points.at(-1) ?? []);
	const state = own(STATES, meta.get('status') ?? '') ?? 'complete';
	const params = [...contentOf(source, run, 'params')].map(([name, text]) => [name, scalarOf(text)] as const);
	return {
		label: meta.get('run_name') ?? meta.get('run_id') ?? '',
		params: recordOf(params),
		state,
		...(state === 'failed' ? {why: 'MLflow says FAILED'} : {}),
		metrics: recordOf(lasts.map(({name, value}) => [name, value] as const)),
		...(startedMs === undefined ? {} : {startedMs}),
		...(startedMs === undefined || endedMs === undefined ? {} : {durationS: (endedMs - startedMs) / 1000}),
		curve: curves.flatMap(points => (points.length < 2 ? [] : points)),
	};
}

function timeOf(text: string | undefined): number | undefined {
	const time = parseNumber(text ?? '');
	return time !== undefined && time > 0 && Number.isFinite(time) ? time : undefined;
}

/** A line a report, `time value step`, in the order of steps: the last one is what MLflow shows. */
function pointsOf(name: string, text: string): readonly ImportedPoint[] {
	const points = text.split('\n').flatMap((line): readonly ImportedPoint[] => {
		const [timeText = '', valueText = '', stepText = '0'] = line.split(' ');
		const [timeMs, value, step] = [parseNumber(timeText), parseNumber(valueText), parseNumber(stepText)];
		if (timeMs === undefined || value === undefined || !Number.isInteger(step)) return [];
		return [{name, step: step ?? 0, value: encodeNumber(value), timeMs}];
	});
	return points.toSorted((a, b) => a.step - b.step || (a.timeMs ?? 0) - (b.timeMs ?? 0));
}

/** MLflow keeps parameters as texts, as Python prints them. */
function scalarOf(text: string): Scalar {
	if (text === 'True' || text === 'False') return text === 'True';
	return scalarOfText(text);
}
