import type {DefinitionDefinition, ForeignFile} from '../domain/definition.ts';
import {entryOf, mistake, type Node, quoted, type TableNode, type TextNode} from '../domain/text/document.ts';
import {assemble, type ForeignMetric, type ForeignParameter, type Section, wholeAt} from './assemble.ts';
import {numberAt, textAt} from './build.ts';
import {listIn, need, nameInExpression, numberIn, oneOf, refuseUnknown, tableIn, tablesOf, textIn} from './read.ts';
import {readWandbCommand} from './wandb-command.ts';
import {readWandbParameters} from './wandb-parameters.ts';

const TOP_KEYS = [
	...['method', 'parameters', 'program', 'command', 'metric', 'metrics', 'early_terminate', 'run_cap', 'name'],
	...['description', 'project', 'entity', 'job', 'image_uri', 'apiVersion', 'kind', 'controller', 'scheduler'],
] as const;
/** Keys that speak to W&B's server: they change nothing here. */
const SERVER_KEYS = ['project', 'entity', 'job', 'image_uri', 'controller', 'scheduler'] as const;
const SAMPLERS = {grid: 'grid', random: 'random', bayes: 'gp', custom: ''} as const;

/**
 * A W&B sweep. Source: the JSON schema and the samplers of github.com/wandb/sweeps (`config/schema.json`, `params.py`,
 * `grid_search.py`), the agent's command macros from docs.wandb.ai.
 */
export const wandb = {
	id: 'wandb',
	title: 'W&B sweep',
	recognise: ({root}: ForeignFile) =>
		entryOf(root, 'method')?.kind === 'text' && entryOf(root, 'parameters')?.kind === 'table',
	convert: ({origin, root}, context) => {
		if (root?.kind !== 'table') throw mistake({origin, start: 0, end: 0}, 'a W&B sweep is a table');
		refuseUnknown(root, TOP_KEYS, 'a W&B sweep');
		const method = need(textIn(root, 'method'), root, 'method');
		const sampler = SAMPLERS[oneOf(method, ['grid', 'random', 'bayes', 'custom'], 'method')];
		if (sampler === '')
			throw mistake(method, 'method "custom" asks a controller of your own', 'take grid, random or bayes');
		const notes: string[] = SERVER_KEYS.filter(key => root.entries.has(key)).map(
			key => `${key} speaks to W&B and is not used`,
		);
		const parameters = readWandbParameters(need(tableIn(root, 'parameters'), root, 'parameters'), notes);
		const metrics = readMetrics(root, notes);
		const early = tableIn(root, 'early_terminate');
		return assemble(
			{
				at: root,
				name: textIn(root, 'name'),
				parameters: sampler === 'grid' ? inGridOrder(parameters) : parameters,
				command: readWandbCommand(root, context.environment),
				metrics,
				sampler: [['name', textAt(method, sampler)]],
				pruner: early === undefined ? undefined : readPruner(early, notes),
				budget: readBudget(root),
				labels: [['description', textIn(root, 'description')]],
				notes,
				isPython: true,
			},
			context,
		);
	},
} as const satisfies DefinitionDefinition;

/** W&B walks its grid over the names in alphabetical order, the last one fastest. */
function inGridOrder(parameters: readonly ForeignParameter[]): readonly ForeignParameter[] {
	return parameters.toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

const METRIC_KEYS = ['name', 'goal', 'target', 'impute', 'impute_while_running'];

function readMetrics(root: TableNode, notes: string[]): readonly ForeignMetric[] {
	const single = tableIn(root, 'metric');
	const tables = single === undefined ? tablesOf(listIn(root, 'metrics'), 'metrics') : [single];
	return tables.map((table): ForeignMetric => {
		refuseUnknown(table, METRIC_KEYS, 'metric');
		for (const key of ['impute', 'impute_while_running'])
			if (table.entries.has(key)) notes.push(`metric.${key}: nothing is imputed, a failed trial ranks last`);
		const name = need(textIn(table, 'name'), table, 'metric.name');
		const goal = textIn(table, 'goal');
		return {
			at: name,
			name: name.value,
			goal: goal === undefined ? 'minimize' : oneOf(goal, ['minimize', 'maximize'], 'metric.goal'),
		};
	});
}

function readBudget(root: TableNode): Section {
	const cap = numberIn(root, 'run_cap');
	const metric = tableIn(root, 'metric');
	const target = metric === undefined ? undefined : numberIn(metric, 'target');
	const name = metric === undefined ? undefined : textIn(metric, 'name');
	return [
		['trials', cap === undefined ? undefined : wholeAt(cap)],
		[
			'target',
			target === undefined || name === undefined || metric === undefined
				? undefined
				: targetOf(name, target, textIn(metric, 'goal')),
		],
	];
}

function targetOf(name: TextNode, target: Node & {readonly value: unknown}, goal: TextNode | undefined): TextNode {
	const operator = goal?.value === 'maximize' ? '>=' : '<=';
	return textAt(target, `${nameInExpression(name.value)} ${operator} ${String(target.value)}`);
}

/** W&B's hyperband ends a run at the steps min_iter × eta^k unless it is in the best 1 / eta there: rungs, as in ASHA. */
function readPruner(early: TableNode, notes: string[]): Section {
	refuseUnknown(early, ['type', 'min_iter', 'max_iter', 's', 'eta', 'strict'], 'early_terminate');
	const type = need(textIn(early, 'type'), early, 'early_terminate.type');
	oneOf(type, ['hyperband'], 'early_terminate.type');
	const eta = numberIn(early, 'eta')?.value ?? 3;
	const least = numberIn(early, 'min_iter');
	const most = numberIn(early, 'max_iter');
	if (least === undefined && most === undefined)
		throw mistake(early, 'early_terminate needs min_iter, or max_iter with s');
	const brackets = numberIn(early, 's')?.value ?? 1;
	const steps = least?.value ?? Math.max(1, Math.floor((most?.value ?? 1) / eta ** brackets));
	if (!Number.isInteger(eta) || eta < 2)
		throw mistake(early, `early_terminate.eta ${quoted(String(eta))} must be whole and at least 2`);
	if (early.entries.has('strict')) notes.push('early_terminate.strict: every rung is strict here');
	return [
		['name', textAt(type, 'asha')],
		['min_steps', numberAt(least ?? most ?? early, steps)],
		['factor', numberAt(early, eta)],
	];
}
