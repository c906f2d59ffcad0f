import type {DefinitionDefinition} from '../domain/definition.ts';
import {entryOf, mistake, type Node, quoted, type TableNode, type TextNode} from '../domain/text/document.ts';
import {assemble, type ForeignMetric, type Section, wholeAt} from './assemble.ts';
import {textAt} from './build.ts';
import {escapeBraces} from './command-words.ts';
import {listIn, need, numberIn, oneOf, refuseUnknown, tableIn, tablesOf, textIn} from './read.ts';
import {camelTable, readVertexParameters} from './vertex-parameters.ts';

const JOB_KEYS = [
	...['displayName', 'maxTrialCount', 'parallelTrialCount', 'maxFailedTrialCount', 'trialJobSpec', 'studySpec'],
	...[
		'name',
		'labels',
		'encryptionSpec',
		'state',
		'createTime',
		'startTime',
		'endTime',
		'updateTime',
		'trials',
		'error',
	],
] as const;
const STOPPING_KEYS = [
	'medianAutomatedStoppingSpec',
	'decayCurveStoppingSpec',
	'convexAutomatedStoppingSpec',
	'convexStopConfig',
	'studyStoppingConfig',
	'transferLearningConfig',
] as const;
const STUDY_KEYS = [
	...['metrics', 'parameters', 'algorithm', 'observationNoise', 'measurementSelectionType', 'displayName', 'name'],
	...STOPPING_KEYS,
] as const;
const SAMPLERS = {ALGORITHM_UNSPECIFIED: 'auto', GRID_SEARCH: 'grid', RANDOM_SEARCH: 'random'} as const;

/** A Vertex AI hyperparameter tuning job, or the study specification alone; also in the snake case of open-source Vizier. */
export const vertex = {
	id: 'vertex',
	title: 'Vertex AI / Vizier study',
	recognise: ({root}) => {
		const job = root?.kind === 'table' ? camelTable(root) : undefined;
		const study = entryOf(job, 'studySpec') ?? job;
		const parameters = entryOf(study, 'parameters');
		return (
			entryOf(study, 'metrics')?.kind === 'list' &&
			parameters?.kind === 'list' &&
			parameters.items.every(item => entryOf(item, 'parameterId') !== undefined)
		);
	},
	convert: ({origin, root}, context) => {
		if (root?.kind !== 'table') throw mistake({origin, start: 0, end: 0}, 'a study is a table');
		const given = camelTable(root);
		const nested = tableIn(given, 'studySpec');
		const study = nested ?? given;
		if (nested !== undefined) refuseUnknown(given, JOB_KEYS, 'a tuning job');
		refuseUnknown(study, nested === undefined ? [...STUDY_KEYS, ...JOB_KEYS] : STUDY_KEYS, 'a study');
		const notes: string[] = [];
		const parallel = numberIn(given, 'parallelTrialCount');
		if (parallel !== undefined && parallel.value > 1)
			notes.push(
				`parallelTrialCount counts machines of a cloud: trials run one at a time here; --jobs ${parallel.value} for as many at once`,
			);
		return assemble(
			{
				at: root,
				name: textIn(given, 'displayName'),
				parameters: readVertexParameters(need(listIn(study, 'parameters'), study, 'parameters')),
				command: readCommand(given, notes),
				metrics: readMetrics(study),
				sampler: readSampler(study),
				pruner: readPruner(study, notes),
				budget: readBudget(given),
				notes,
			},
			context,
		);
	},
} as const satisfies DefinitionDefinition;

/** A goal that is not set means maximise. */
function readMetrics(study: TableNode): readonly ForeignMetric[] {
	return tablesOf(listIn(study, 'metrics'), 'metrics').map((metric): ForeignMetric => {
		refuseUnknown(metric, ['metricId', 'goal', 'safetyConfig'], 'a metric');
		const name = need(textIn(metric, 'metricId'), metric, 'metricId');
		const goal = textIn(metric, 'goal');
		const direction =
			goal === undefined ? 'MAXIMIZE' : oneOf(goal, ['MAXIMIZE', 'MINIMIZE', 'GOAL_TYPE_UNSPECIFIED'], 'goal');
		return {at: name, name: name.value, goal: direction === 'MINIMIZE' ? 'minimize' : 'maximize'};
	});
}

function readSampler(study: TableNode): Section | undefined {
	const algorithm = textIn(study, 'algorithm');
	if (algorithm === undefined) return undefined;
	const name = SAMPLERS[oneOf(algorithm, ['ALGORITHM_UNSPECIFIED', 'GRID_SEARCH', 'RANDOM_SEARCH'], 'algorithm')];
	return [['name', textAt(algorithm, name)]];
}

function readPruner(study: TableNode, notes: string[]): Section | undefined {
	for (const key of STOPPING_KEYS)
		if (key !== 'medianAutomatedStoppingSpec' && study.entries.has(key))
			notes.push(`${key} has no counterpart: no trial is ended early by it; see [pruner]`);
	const median = study.entries.get('medianAutomatedStoppingSpec');
	return median === undefined ? undefined : [['name', textAt(median.key, 'median')]];
}

function readBudget(job: TableNode): Section {
	const trials = numberIn(job, 'maxTrialCount');
	const failures = numberIn(job, 'maxFailedTrialCount');
	const some = (node: typeof trials): Node | undefined =>
		node === undefined || node.value <= 0 ? undefined : wholeAt(node);
	return [
		['trials', some(trials)],
		['failures', some(failures)],
	];
}

/** The program of the first worker pool; a container's own entry point cannot be known. */
function readCommand(job: TableNode, notes: string[]): readonly TextNode[] | undefined {
	const spec = tableIn(job, 'trialJobSpec');
	const [pool] = spec === undefined ? [] : tablesOf(listIn(spec, 'workerPoolSpecs'), 'workerPoolSpecs');
	if (pool === undefined) return undefined;
	notes.push('trialJobSpec: machines and images of a cloud are not used, the program runs here');
	const container = tableIn(pool, 'containerSpec');
	const command = container === undefined ? [] : wordsOf(container, 'command');
	if (container !== undefined && command.length > 0)
		return [...command, ...wordsOf(container, 'args'), textAt(container, '{args}')];
	const python = tableIn(pool, 'pythonPackageSpec');
	const module = python === undefined ? undefined : textIn(python, 'pythonModule');
	if (python === undefined || module === undefined) return undefined;
	return [
		textAt(module, 'python3'),
		textAt(module, '-m'),
		module,
		...wordsOf(python, 'args'),
		textAt(python, '{args}'),
	];
}

function wordsOf(table: TableNode, key: string): readonly TextNode[] {
	return (listIn(table, key)?.items ?? []).map(item => {
		if (item.kind === 'text') return textAt(item, escapeBraces(item.value));
		throw mistake(item, `${quoted(key)} holds texts`);
	});
}
