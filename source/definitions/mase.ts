import type {DefinitionDefinition} from '../domain/definition.ts';
import {entryOf, mistake, type Node, quoted, type TableNode} from '../domain/text/document.ts';
import {assemble, type ForeignMetric, type ForeignParameter, type Section, wholeAt} from './assemble.ts';
import {textAt} from './build.ts';
import {choiceDomain} from './domains.ts';
import {need, numberIn, oneOf, refuseUnknown, tableIn, textIn} from './read.ts';

const SETUP_KEYS = [
	...['n_jobs', 'n_trials', 'timeout', 'sampler', 'sum_scaled_metrics', 'direction', 'save_every_n_trials', 'pkl_ckpt'],
	...['model_parallel', 'runner_style'],
] as const;
const SAMPLERS = {
	...{
		random: 'random',
		tpe: 'tpe',
		nsgaii: 'nsga2',
		nsgaiii: 'nsga2',
		qmc: 'sobol',
		bruteforce: 'grid',
		brute_force: 'grid',
	},
} as const;
/** The one objective where MASE adds the scaled metrics up. */
const SUM = 'scaled_metrics_sum';

/** A search of MASE: lists of choices for each node of a model, and what its strategy looks for. */
export const mase = {
	id: 'mase',
	title: 'MASE search',
	recognise: ({root}) => {
		const search = entryOf(root, 'search');
		return (
			entryOf(entryOf(search, 'search_space'), 'seed')?.kind === 'table' &&
			entryOf(search, 'strategy')?.kind === 'table'
		);
	},
	convert: ({origin, root}, context) => {
		const at = {origin, start: 0, end: 0};
		const search = root?.kind === 'table' ? tableIn(root, 'search') : undefined;
		if (root?.kind !== 'table' || search === undefined) throw mistake(at, 'a search of MASE has a table search');
		const space = need(tableIn(search, 'search_space'), search, 'search_space');
		const strategy = need(tableIn(search, 'strategy'), search, 'strategy');
		refuseUnknown(strategy, ['name', 'eval_mode', 'setup', 'sw_runner', 'hw_runner', 'metrics'], 'search.strategy');
		const setup = tableIn(strategy, 'setup') ?? strategy;
		if (setup !== strategy) refuseUnknown(setup, SETUP_KEYS, 'search.strategy.setup');
		const notes: string[] = ['values are those of the file; MASE itself stores the index of each in its study'];
		return assemble(
			{
				at: root,
				name: textIn(root, 'project') ?? textIn(root, 'model'),
				parameters: readSeed(need(tableIn(space, 'seed'), space, 'seed'), notes),
				metrics: readMetrics(strategy, setup),
				sampler: readSampler(setup, notes),
				budget: readBudget(setup),
				run: readRun(setup),
				seed: numberIn(root, 'seed'),
				notes,
			},
			context,
		);
	},
} as const satisfies DefinitionDefinition;

/** `seed.<default, type or node>.config.<key> = [choices]`: named as in MASE's own study, `node/config/key`. */
function readSeed(seed: TableNode, notes: string[]): readonly ForeignParameter[] {
	const nodes = [...seed.entries];
	// A default holds for nodes that are not named: which those are only the model knows.
	if (nodes.length > 1 && seed.entries.has('default'))
		notes.push('seed.default is one more group of parameters here: only MASE knows which nodes it stands for');
	return nodes.flatMap(([name, {value}]) => {
		if (value.kind !== 'table') throw mistake(value, `search_space.seed.${name} must be a table`);
		const config = need(tableIn(value, 'config'), value, 'config');
		return [...config.entries].map(([key, entry]): ForeignParameter => {
			const path = `${name}/config/${key}`;
			if (entry.value.kind !== 'list') throw mistake(entry.value, `${quoted(path)} must be a list of choices`);
			if (key.endsWith('frac_width') && entry.value.items.some(isNotGiven))
				notes.push(`${path}: "NA" stands for half the width`);
			return {name: path, key: entry.key, domain: choiceDomain(entry.value, entry.value.items)};
		});
	});
}

function isNotGiven(node: Node): boolean {
	return node.kind === 'text' && node.value === 'NA';
}

/** With `sum_scaled_metrics` one objective; else each metric, in alphabetical order. */
function readMetrics(strategy: TableNode, setup: TableNode): readonly ForeignMetric[] {
	const metrics = tableIn(strategy, 'metrics');
	if (metrics === undefined) return [];
	const directions = ['maximize', 'minimize'] as const;
	const each = [...metrics.entries]
		.toSorted(([a], [b]) => (a < b ? -1 : 1))
		.map(([name, {key, value}]): ForeignMetric => {
			if (value.kind !== 'table') throw mistake(value, `search.strategy.metrics.${name} must be a table`);
			refuseUnknown(value, ['scale', 'direction'], `the metric ${quoted(name)}`);
			const direction = textIn(value, 'direction');
			return {at: key, name, goal: direction === undefined ? 'maximize' : oneOf(direction, directions, 'direction')};
		});
	const sum = setup.entries.get('sum_scaled_metrics')?.value;
	if (sum?.kind !== 'boolean' || !sum.value) return each;
	const direction = textIn(setup, 'direction');
	const goal = direction === undefined ? 'maximize' : oneOf(direction, directions, 'direction');
	return [{at: sum, name: SUM, goal}, ...each.map(metric => ({at: metric.at, name: metric.name}))];
}

function readSampler(setup: TableNode, notes: string[]): Section | undefined {
	const sampler = textIn(setup, 'sampler');
	if (sampler === undefined) return undefined;
	const names = ['random', 'tpe', 'nsgaii', 'nsgaiii', 'qmc', 'brute_force', 'bruteforce'] as const;
	const name = oneOf(textAt(sampler, sampler.value.toLowerCase()), names, 'sampler');
	if (name === 'bruteforce')
		notes.push('sampler "bruteforce" is called "brute_force" by MASE\'s code, which refuses the other');
	if (name === 'nsgaiii') notes.push('sampler NSGA-III: nsga2 takes its place');
	return [['name', textAt(sampler, SAMPLERS[name])]];
}

function readBudget(setup: TableNode): Section {
	const trials = numberIn(setup, 'n_trials');
	const timeout = numberIn(setup, 'timeout');
	return [
		['trials', trials === undefined ? undefined : wholeAt(trials)],
		['time', timeout === undefined ? undefined : textAt(timeout, `${timeout.value}s`)],
	];
}

function readRun(setup: TableNode): Section {
	const jobs = numberIn(setup, 'n_jobs');
	return [['jobs', jobs === undefined || jobs.value < 1 ? undefined : wholeAt(jobs)]];
}
