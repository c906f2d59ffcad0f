import {RE2JS, RE2JSException} from 're2js';
import {isReservedColumn, TELEMETRY_COLUMNS, TRIAL_COLUMNS} from '../domain/column/columns.ts';
import type {Metric, Objective} from '../domain/metric.ts';
import {nearestName} from '../domain/text/nearest.ts';
import {columnsOf, type Parameter} from '../domain/space.ts';
import {check} from './check.ts';
import {type Dependent, readExpression, refuseCycles, type Vocabulary} from './conditions.ts';
import {entryOf, mistake, type Node, quoted, type TableNode, type TextNode} from '../domain/text/document.ts';
import type {Mistakes} from './mistakes.ts';
import {entriesOf, type NameSpace} from './names.ts';
import {metricSchema} from './schema.ts';

/** Reads `[metrics]`. One that is wrong keeps its name, so that what uses it is not wrong too. */
export function readMetrics(
	root: TableNode,
	names: NameSpace,
	parameters: readonly Parameter[],
	mistakes: Mistakes,
): readonly Metric[] {
	const table = entryOf(root, 'metrics');
	if (table?.kind !== 'table') return [];
	const metrics = entriesOf(table).map(([name, {key, value}]) => {
		mistakes.verify('metrics', () => names.claim(name, key, 'metric'));
		const standIn: Metric = {name, goal: 'minimize', reduce: 'last', stream: false};
		return mistakes.attempt('metrics', () => readMetric(name, value), standIn);
	});
	const vocabulary = resultVocabulary(parameters, metrics);
	const formulas: Dependent[] = [];
	for (const [name, {value}] of table.entries) {
		const formula = entryOf(value, 'formula');
		if (formula?.kind !== 'text') continue;
		mistakes.verify('metrics', () =>
			formulas.push({names: [name], node: formula, expression: readExpression(formula, vocabulary)}),
		);
	}
	mistakes.verify('metrics', () => refuseCycles(formulas));
	return metrics;
}

/** Expressions over a trial's results: parameters, metrics and the columns of its telemetry. */
export function resultVocabulary(parameters: readonly Parameter[], metrics: readonly Metric[]): Vocabulary {
	const own = [...parameters.flatMap(columnsOf), ...metrics.map(metric => metric.name)];
	return {
		names: new Set([...own, ...TRIAL_COLUMNS, ...TELEMETRY_COLUMNS]),
		accepts: isReservedColumn,
		noun: 'parameter, metric or column',
		hasExecutions: true,
		parameters,
	};
}

function readMetric(name: string, node: Node): Metric {
	const path = `metrics.${name}`;
	const data = check(node, metricSchema, path);
	const pattern = entryOf(node, 'pattern');
	const format = entryOf(node, 'format');
	if (data.formula !== undefined) {
		for (const key of ['pattern', 'reduce', 'stream'] as const) {
			const at = entryOf(node, key);
			if (at !== undefined)
				throw mistake(at, `${path} has a formula and ${key}`, 'a formula is worked out from other metrics, not read');
		}
	}
	if (pattern?.kind === 'text') checkPattern(pattern, path);
	if (format !== undefined && !/^\.?\d*[fegd%]$/.test(data.format ?? '')) {
		throw mistake(
			format,
			`${path}.format must be like ".4f", ".3g", "d", "e" or "%", not ${quoted(data.format ?? '')}`,
		);
	}
	const {reduce = 'last', stream = false, ...given} = data;
	return {...given, name, reduce, stream};
}

function checkPattern(node: TextNode, path: string): void {
	try {
		const pattern = RE2JS.compile(node.value);
		const named = Object.hasOwn(pattern.namedGroups(), 'value');
		if (named || pattern.groupCount() > 0) return;
	} catch (error) {
		if (!(error instanceof RE2JSException)) throw error;
		throw mistake(
			node,
			`${path}.pattern is no pattern: ${error.message}`,
			'patterns are those of RE2: no look-around, no back-references',
		);
	}
	throw mistake(node, `${path}.pattern has no group`, 'put the number in a group: (?<value>[-+.\\deE]+)');
}

/**
 * Reads `[[objectives]]`; where there are none, the metrics with a goal, in order.
 * @throws UserError where there is a list of none.
 */
export function readObjectives(root: TableNode, metrics: readonly Metric[], mistakes: Mistakes): readonly Objective[] {
	const list = entryOf(root, 'objectives');
	if (list?.kind !== 'list')
		return metrics.flatMap(metric =>
			metric.goal === undefined ? [] : [{metric: metric.name, direction: metric.goal}],
		);
	if (list.items.length === 0)
		throw mistake(list, 'objectives is empty', 'leave it out to take the metrics with a goal');
	const seen = new Set<string>();
	const read = (item: Node): readonly Objective[] => {
		const objective = readObjective(item, metrics);
		if (seen.has(objective.metric))
			throw mistake(entryOf(item, 'metric') ?? item, `${quoted(objective.metric)} is an objective already`);
		seen.add(objective.metric);
		return [objective];
	};
	return list.items.flatMap(item => mistakes.attempt('objectives', () => read(item), []));
}

function readObjective(item: Node, metrics: readonly Metric[]): Objective {
	const named = entryOf(item, 'metric');
	if (named?.kind !== 'text') throw mistake(item, 'objectives.metric is missing');
	const metric = metrics.find(candidate => candidate.name === named.value);
	const column = isReservedColumn(named.value);
	if (metric === undefined && !column) {
		const nearest = nearestName(named.value, [...metrics.map(m => m.name), ...TELEMETRY_COLUMNS]);
		throw mistake(
			named,
			`no metric ${quoted(named.value)}`,
			nearest === undefined ? 'declare it under [metrics]' : `did you mean "${nearest}"?`,
		);
	}
	const given = entryOf(item, 'direction');
	const direction =
		given?.kind === 'text' && (given.value === 'minimize' || given.value === 'maximize') ? given.value : metric?.goal;
	if (direction === undefined)
		throw mistake(
			item,
			`the objective ${quoted(named.value)} has no direction`,
			'add direction = "minimize" or "maximize"',
		);
	return {metric: named.value, direction};
}
