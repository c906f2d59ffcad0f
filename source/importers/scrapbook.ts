import type {
	ForeignSource,
	ImportedSweep,
	ImportedTrial,
	ImporterDefinition,
	ImportOptions,
} from '../domain/importer.ts';
import type {Objective} from '../domain/metric.ts';
import {encodeNumber, type JsonNumber, parseNumber} from '../domain/number.ts';
import {scalarOfText} from '../domain/text/scalar-text.ts';
import type {Params, Scalar} from '../domain/space.ts';
import {parseLooseJson} from './loose-json.ts';
import {isNotebook, type Notebook, readNotebook} from './notebook.ts';
import {readScraps, type ScrapValues} from './notebook-scraps.ts';
import {sweepName} from './sweep-name.ts';

/** A notebook's place in its folder: its trial number is from its own name or from a folder's. */
type Place = {readonly path: string; readonly stem: string; readonly number: number};

/** Larger than any notebook with pictures that a person opens. */
const MOST_BYTES = 64 * 1024 ** 2;

/**
 * Notebooks that papermill ran and scrapbook filled: `DIR/<name>_out_<i>.ipynb`, `DIR/<i>/model/<name>_out.ipynb`, or
 * one notebook alone. Scraps are json, text, data frames (Parquet) and pictures.
 */
export const scrapbook = {
	id: 'scrapbook',
	title: 'papermill notebooks with scraps',
	takes: 'notebook (*.ipynb), or a folder of them: name_out_<i>.ipynb or <i>/model/name_out.ipynb',
	recognise: source => {
		const [first] = findNotebooks(source);
		if (first === undefined) return undefined;
		const head = Buffer.from(source.head(source.kind === 'folder' ? first.path : undefined)).toString('utf8');
		return /^\s*\{/.test(head) && head.includes('"cells"') ? 'sure' : 'likely';
	},
	read: async (source: ForeignSource, options: ImportOptions = {}) => [await readSweep(source, options.objectives)],
} as const satisfies ImporterDefinition;

/** Notebooks by number of their trial: the integer after the last `_` of the stem, else of a folder above. */
function findNotebooks(source: ForeignSource): readonly Place[] {
	return source
		.entries()
		.filter(({path}) => path.endsWith('.ipynb') && !path.includes('.ipynb_checkpoints/'))
		.map(({path}, index): Place => {
			const parts = path.split('/');
			const stem = (parts.at(-1) ?? '').replace(/\.ipynb$/, '');
			const own = /_(?<number>\d+)$/.exec(stem)?.groups?.['number'];
			const folder = parts.slice(0, -1).findLast(part => /^\d+$/.test(part));
			return {path, stem: stem.replace(/_\d+$/, ''), number: Number(own ?? folder ?? index + 1)};
		})
		.toSorted((a, b) => a.number - b.number);
}

type ReadTrial = {readonly place: Place; readonly notebook: Notebook; readonly values: ScrapValues};

async function readSweep(source: ForeignSource, wanted?: readonly Objective[]): Promise<ImportedSweep> {
	const read: ReadTrial[] = [];
	const notes: string[] = [];
	for (const place of findNotebooks(source)) {
		const path = source.kind === 'folder' ? place.path : undefined;
		const json = parseLooseJson(source.text(path, MOST_BYTES), place.path);
		if (!isNotebook(json)) {
			notes.push(`${place.path} is no notebook: left out`);
			continue;
		}
		const notebook = readNotebook(json);
		read.push({place, notebook, values: await readScraps(notebook.scraps, place.path)});
	}
	const known = namesOf(read);
	const objectives = wanted ?? objectivesOf(read, known.metrics);
	return {
		name: sweepName(source.kind === 'folder' ? source.name : (read[0]?.place.stem ?? source.name)),
		objectives,
		metrics: [...known.metrics].flatMap(name =>
			/__utilization$/.test(name) ? [{name, unit: '%'}] : name === 'total_time' ? [{name, unit: 's'}] : [],
		),
		trials: read.map(one => toTrial(one, known)),
		labels: commonTexts(read),
		notes: [
			...notes,
			...(wanted === undefined ? goalNote(objectives) : []),
			...new Set(read.flatMap(({values}) => values.notes)),
			...twins(read),
		],
	};
}

/** Metrics and scraps that any notebook has; a name that two scraps share is told apart by its scrap. */
function namesOf(read: readonly ReadTrial[]): {
	readonly metrics: ReadonlySet<string>;
	readonly scraps: ReadonlySet<string>;
	readonly shared: ReadonlySet<string>;
} {
	const owners = new Map<string, Set<string>>();
	for (const {values} of read)
		for (const {scrap, name} of values.numbers) owners.set(name, (owners.get(name) ?? new Set()).add(scrap));
	const shared = new Set([...owners].filter(([, scraps]) => scraps.size > 1).map(([name]) => name));
	return {
		metrics: new Set(
			[...owners].flatMap(([name, scraps]) =>
				shared.has(name) ? [...scraps].map(scrap => `${scrap}.${name}`) : [name],
			),
		),
		scraps: new Set(
			read.flatMap(({notebook}) =>
				notebook.scraps.filter(scrap => scrap.encoder !== 'display').map(scrap => scrap.name),
			),
		),
		shared,
	};
}

/** What the notebooks reported to the tuner is what was searched for; its goal stands in the study, not here. */
function objectivesOf(read: readonly ReadTrial[], metrics: ReadonlySet<string>): readonly Objective[] {
	const reported = new Set(read.flatMap(({notebook}) => [...notebook.reported.keys()]));
	return [...reported].filter(name => metrics.has(name)).map(metric => ({metric, direction: 'maximize'}));
}

function goalNote(objectives: readonly Objective[]): readonly string[] {
	if (objectives.length === 0) return [];
	const names = objectives.map(({metric}) => metric).join(', ');
	return [`goal of ${names}: maximise, since notebooks do not tell it; --minimize NAME turns it round`];
}

function toTrial({place, notebook, values}: ReadTrial, known: ReturnType<typeof namesOf>): ImportedTrial {
	const metrics = Object.fromEntries(
		values.numbers.map(({scrap, name, value}): [string, JsonNumber] => [
			known.shared.has(name) ? `${scrap}.${name}` : name,
			value,
		]),
	);
	const own = new Set(notebook.scraps.map(scrap => scrap.name));
	const absent = [...known.scraps].filter(name => !own.has(name));
	const why = notebook.failure ?? (absent.length > 0 ? `no scrap "${absent.join('", "')}"` : undefined);
	const startedMs = startOf(notebook);
	return {
		label: String(place.number),
		params: paramsOf(notebook),
		state: why === undefined ? 'complete' : 'failed',
		...(why === undefined ? {} : {why}),
		metrics: {...reportedMetrics(notebook), ...metrics},
		curve: values.curve,
		artifacts: values.artifacts,
		...(startedMs === undefined ? {} : {startedMs}),
		...(notebook.durationS === undefined ? {} : {durationS: notebook.durationS}),
	};
}

/** A text that is a number is one: papermill's launcher hands every value on as text. */
function paramsOf({parameters}: Notebook): Params {
	return Object.fromEntries(
		Object.entries(parameters).flatMap(([name, value]): [string, Scalar][] => {
			if (typeof value === 'number' || typeof value === 'boolean') return [[name, value]];
			return typeof value === 'string' ? [[name, scalarOfText(value)]] : [];
		}),
	);
}

function reportedMetrics({reported}: Notebook): Readonly<Record<string, JsonNumber>> {
	return Object.fromEntries(
		[...reported].flatMap(([name, text]): [string, JsonNumber][] => {
			const value = parseNumber(text);
			return value === undefined ? [] : [[name, encodeNumber(value)]];
		}),
	);
}

/** Papermill writes times without a zone, in UTC. */
function startOf({startTime}: Notebook): number | undefined {
	if (startTime === undefined) return undefined;
	const hasZone = /(?:Z|[+-]\d\d:?\d\d)$/.test(startTime);
	const ms = Date.parse(hasZone ? startTime : `${startTime}Z`);
	return Number.isNaN(ms) ? undefined : ms;
}

/** Texts that are the same in every notebook that has them describe the sweep. */
function commonTexts(read: readonly ReadTrial[]): Readonly<Record<string, string>> {
	const all = Map.groupBy(
		read.flatMap(({values}) => values.texts),
		text => text.name,
	);
	return Object.fromEntries(
		[...all].flatMap(([name, texts]) =>
			texts.every(text => text.value === texts[0]?.value) ? [[name, texts[0]?.value ?? '']] : [],
		),
	);
}

/** Two metrics that never differ are often one value under two names. */
function twins(read: readonly ReadTrial[]): readonly string[] {
	if (read.length < 3) return [];
	const columns = new Map<string, string[]>();
	for (const [row, {values}] of read.entries())
		for (const {name, value} of values.numbers) columns.set(name, [...(columns.get(name) ?? []), `${row}:${value}`]);
	const alike = Map.groupBy(columns, ([, cells]) => cells.join(' '));
	return [...alike.values()]
		.filter(group => group.length > 1)
		.map(group => `identical columns: ${group.map(([name]) => name).join(', ')}`);
}
