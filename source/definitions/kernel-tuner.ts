import type {DefinitionDefinition} from '../domain/definition.ts';
import {
	describeNode,
	entryOf,
	mistake,
	type Node,
	placeInside,
	quoted,
	type TextNode,
} from '../domain/text/document.ts';
import {assemble, type ForeignMetric, type ForeignParameter} from './assemble.ts';
import {nodeOf, textAt} from './build.ts';
import {choiceDomain} from './domains.ts';
import {parsePython, PythonSyntaxError} from './python-expression.ts';
import {evaluatePython, toExpression} from './python-values.ts';
import {listIn, need, tableIn, tablesOf, textIn} from './read.ts';

/**
 * The search space of Kernel Tuner (`tune_params` and `restrictions`, or the head of its cache file). Source:
 * kerneltuner.github.io.
 */
export const kernelTuner = {
	id: 'kernel-tuner',
	title: 'Kernel Tuner search space',
	recognise: ({root}) => entryOf(root, 'tune_params')?.kind === 'table',
	convert: ({origin, root}, context) => {
		if (root?.kind !== 'table') throw mistake({origin, start: 0, end: 0}, 'a search space is a table');
		const parameters = need(tableIn(root, 'tune_params'), root, 'tune_params');
		const objective = textIn(root, 'objective');
		return assemble(
			{
				at: root,
				name: textIn(root, 'kernel_name'),
				parameters: [...parameters.entries].map(([name, {key, value}]): ForeignParameter => {
					return {name, key, domain: choiceDomain(value, readValues(value, name))};
				}),
				exclude: (listIn(root, 'restrictions')?.items ?? []).map(readRestriction),
				metrics: objective === undefined ? [] : [metricOf(objective)],
				sampler: [['name', textAt(root, 'grid')]],
				notes: ['the kernel is not compiled here: --command names the program that runs it'],
			},
			context,
		);
	},
} as const satisfies DefinitionDefinition;

/** The search space of the autotuning benchmark hub's T1 files: values and conditions are Python, which is read and never run. */
export const autotuningT1 = {
	id: 'autotuning-t1',
	title: 'autotuning search space (T1)',
	recognise: ({root}) => entryOf(entryOf(root, 'ConfigurationSpace'), 'TuningParameters')?.kind === 'list',
	convert: ({origin, root}, context) => {
		if (root?.kind !== 'table') throw mistake({origin, start: 0, end: 0}, 'a search space is a table');
		const space = need(tableIn(root, 'ConfigurationSpace'), root, 'ConfigurationSpace');
		const general = tableIn(root, 'General');
		const parameters = tablesOf(listIn(space, 'TuningParameters'), 'TuningParameters').map(
			(parameter): ForeignParameter => {
				const name = need(textIn(parameter, 'Name'), parameter, 'Name');
				const values = need(parameter.entries.get('Values')?.value, parameter, 'Values');
				return {name: name.value, key: name, domain: choiceDomain(values, readValues(values, name.value))};
			},
		);
		const conditions = tablesOf(listIn(space, 'Conditions'), 'Conditions');
		return assemble(
			{
				at: root,
				name: general === undefined ? undefined : textIn(general, 'BenchmarkName'),
				parameters,
				exclude: conditions.map(condition =>
					readRestriction(need(condition.entries.get('Expression')?.value, condition, 'Expression')),
				),
				sampler: [['name', textAt(root, 'grid')]],
				notes: ['KernelSpecification is not compiled here: --command names the program that runs it'],
			},
			context,
		);
	},
} as const satisfies DefinitionDefinition;

function metricOf(objective: TextNode): ForeignMetric {
	const isTime = objective.value === 'time' || objective.value.endsWith('energy');
	return {at: objective, name: objective.value, goal: isTime ? 'minimize' : 'maximize'};
}

/** A list, or a text with the Python expression of one. */
function readValues(node: Node, name: string): readonly Node[] {
	if (node.kind === 'list') return node.items;
	if (node.kind !== 'text')
		throw mistake(node, `the values of ${quoted(name)} must be a list, not ${describeNode(node)}`);
	const value = understand(node, () => evaluatePython(parsePython(node.value)));
	const list = nodeOf(node, value);
	if (list?.kind === 'list') return list.items;
	throw mistake(node, `the values of ${quoted(name)} are no list`);
}

/** What must hold, as the exclusion of all else. */
function readRestriction(node: Node): TextNode {
	if (node.kind !== 'text') throw mistake(node, `a restriction must be text, not ${describeNode(node)}`);
	return textAt(node, `not ${understand(node, () => toExpression(parsePython(node.value)))}`);
}

function understand<T>(node: TextNode, read: () => T): T {
	try {
		return read();
	} catch (error) {
		if (!(error instanceof PythonSyntaxError)) throw error;
		throw mistake(
			placeInside(node, error.offset),
			`this Python is not understood: ${error.message}`,
			'numbers, lists, range, comprehensions, arithmetic, comparisons, and, or, not, in',
		);
	}
}
