import type {DefinitionDefinition} from '../domain/definition.ts';
import {entryOf, mistake, type Node, quoted, type TableNode, type TextNode} from '../domain/text/document.ts';
import {assemble, type ForeignMetric, type Section, wholeAt} from './assemble.ts';
import {numberAt, textAt} from './build.ts';
import {readKatibCommand} from './katib-command.ts';
import {readKatibParameters} from './katib-parameters.ts';
import {
	listIn,
	nameInExpression,
	need,
	numberIn,
	requireNumber,
	oneOf,
	refuseUnknown,
	tableIn,
	tablesOf,
	textIn,
} from './read.ts';

const SPEC_KEYS = [
	...['objective', 'algorithm', 'earlyStopping', 'parallelTrialCount', 'maxTrialCount', 'maxFailedTrialCount'],
	...['resumePolicy', 'metricsCollectorSpec', 'parameters', 'trialTemplate', 'nasConfig'],
] as const;
const SAMPLERS = {
	...{
		random: 'random',
		grid: 'grid',
		tpe: 'tpe',
		'multivariate-tpe': 'tpe',
		bayesianoptimization: 'gp',
		cmaes: 'cmaes',
	},
	...{sobol: 'sobol'},
} as const;
const REDUCES = {min: 'min', max: 'max', latest: 'last'} as const;

/** A Katib experiment. Source: the v1beta1 API types and suggestion services of github.com/kubeflow/katib. */
export const katib = {
	id: 'katib',
	title: 'Katib experiment',
	recognise: ({root}) => {
		const kind = entryOf(root, 'kind');
		const version = entryOf(root, 'apiVersion');
		return (
			kind?.kind === 'text' &&
			kind.value === 'Experiment' &&
			version?.kind === 'text' &&
			version.value.startsWith('kubeflow.org/')
		);
	},
	convert: ({origin, root}, context) => {
		if (root?.kind !== 'table') throw mistake({origin, start: 0, end: 0}, 'an experiment is a table');
		refuseUnknown(root, ['apiVersion', 'kind', 'metadata', 'spec', 'status'], 'an experiment');
		const spec = need(tableIn(root, 'spec'), root, 'spec');
		refuseUnknown(spec, SPEC_KEYS, 'spec');
		if (spec.entries.has('nasConfig'))
			throw mistake(
				need(tableIn(spec, 'nasConfig'), spec, 'nasConfig'),
				'an architecture search (nasConfig) is no sweep of parameters',
			);
		const notes: string[] = [];
		const algorithm = readAlgorithm(spec, notes);
		const metadata = tableIn(root, 'metadata');
		const parallel = numberIn(spec, 'parallelTrialCount');
		if (parallel !== undefined && parallel.value > 1)
			notes.push(
				`parallelTrialCount counts machines of a cluster: trials run one at a time here; --jobs ${parallel.value} for as many at once`,
			);
		return assemble(
			{
				at: root,
				name: metadata === undefined ? undefined : (textIn(metadata, 'name') ?? textIn(metadata, 'generateName')),
				parameters: readKatibParameters(need(listIn(spec, 'parameters'), spec, 'parameters'), algorithm.name),
				command: readKatibCommand(spec, notes),
				metrics: readMetrics(spec, notes),
				sampler: [['name', algorithm.sampler]],
				seed: algorithm.seed,
				pruner: readPruner(spec, notes),
				budget: readBudget(spec),
				notes,
			},
			context,
		);
	},
} as const satisfies DefinitionDefinition;

function settingsOf(table: TableNode): ReadonlyMap<string, Node> {
	return new Map(
		tablesOf(listIn(table, 'algorithmSettings'), 'algorithmSettings').map(setting => [
			need(textIn(setting, 'name'), setting, 'name').value,
			need(setting.entries.get('value')?.value, setting, 'value'),
		]),
	);
}

function readAlgorithm(
	spec: TableNode,
	notes: string[],
): {readonly name: string; readonly sampler: TextNode; readonly seed: Node | undefined} {
	const table = need(tableIn(spec, 'algorithm'), spec, 'algorithm');
	const named = need(textIn(table, 'algorithmName'), table, 'algorithmName');
	const names = ['random', 'grid', 'tpe', 'multivariate-tpe', 'bayesianoptimization', 'cmaes', 'sobol'] as const;
	const name = oneOf(named, names, 'algorithmName');
	const settings = settingsOf(table);
	for (const setting of settings.keys())
		if (setting !== 'random_state')
			notes.push(`algorithmSettings.${setting} speaks to Katib's own ${name} and is not used`);
	const seed = settings.get('random_state');
	return {
		name,
		sampler: textAt(named, SAMPLERS[name]),
		seed: seed === undefined ? undefined : wholeAt(requireNumber(seed, 'random_state')),
	};
}

function readMetrics(spec: TableNode, notes: string[]): readonly ForeignMetric[] {
	const objective = need(tableIn(spec, 'objective'), spec, 'objective');
	refuseUnknown(
		objective,
		['type', 'goal', 'objectiveMetricName', 'additionalMetricNames', 'metricStrategies'],
		'objective',
	);
	noteCollector(spec, notes);
	const name = need(textIn(objective, 'objectiveMetricName'), objective, 'objectiveMetricName');
	const goal = oneOf(need(textIn(objective, 'type'), objective, 'type'), ['minimize', 'maximize'], 'type');
	const strategies = new Map(
		tablesOf(listIn(objective, 'metricStrategies'), 'metricStrategies').map(strategy => {
			const value = oneOf(
				need(textIn(strategy, 'value'), strategy, 'value'),
				['min', 'max', 'latest'],
				'metricStrategies.value',
			);
			return [need(textIn(strategy, 'name'), strategy, 'name').value, REDUCES[value]] as const;
		}),
	);
	// Katib takes the best value that a trial reported unless a strategy says otherwise.
	const bestOf = goal === 'maximize' ? 'max' : 'min';
	const others = (listIn(objective, 'additionalMetricNames')?.items ?? []).flatMap((item): ForeignMetric[] =>
		item.kind === 'text' ? [{at: item, name: item.value, reduce: strategies.get(item.value) ?? bestOf}] : [],
	);
	return [{at: name, name: name.value, goal, reduce: strategies.get(name.value) ?? bestOf}, ...others];
}

function noteCollector(spec: TableNode, notes: string[]): void {
	const collector = entryOf(entryOf(entryOf(spec, 'metricsCollectorSpec'), 'collector'), 'kind');
	if (collector?.kind === 'text' && collector.value !== 'StdOut')
		notes.push(
			`metricsCollectorSpec ${quoted(collector.value)} is not used: metrics are read from lines such as loss=0.3, or $SWEEP_METRICS`,
		);
}

function readBudget(spec: TableNode): Section {
	const whole = (key: string): Node | undefined => {
		const node = numberIn(spec, key);
		return node === undefined || node.value <= 0 ? undefined : wholeAt(node);
	};
	const objective = tableIn(spec, 'objective');
	const goal = objective === undefined ? undefined : numberIn(objective, 'goal');
	const name = objective === undefined ? undefined : textIn(objective, 'objectiveMetricName');
	const type = objective === undefined ? undefined : textIn(objective, 'type');
	const operator = type?.value === 'maximize' ? '>=' : '<=';
	const target =
		goal === undefined || name === undefined
			? undefined
			: textAt(goal, `${nameInExpression(name.value)} ${operator} ${goal.value}`);
	return [
		['trials', whole('maxTrialCount')],
		['failures', whole('maxFailedTrialCount')],
		['target', target],
	];
}

function readPruner(spec: TableNode, notes: string[]): Section | undefined {
	const table = tableIn(spec, 'earlyStopping');
	if (table === undefined) return undefined;
	const name = need(textIn(table, 'algorithmName'), table, 'algorithmName');
	oneOf(name, ['medianstop'], 'earlyStopping.algorithmName');
	const settings = settingsOf(table);
	const known: readonly string[] = ['min_trials_required', 'start_step'];
	for (const setting of settings.keys())
		if (!known.includes(setting)) notes.push(`earlyStopping.${setting} is not used`);
	const whole = (key: string): Node | undefined => {
		const node = settings.get(key);
		return node === undefined ? undefined : numberAt(node, requireNumber(node, key).value);
	};
	return [
		['name', textAt(name, 'median')],
		['startup', whole('min_trials_required')],
		['warmup', whole('start_step')],
	];
}
