import type {DefinitionDefinition} from '../domain/definition.ts';
import {describeNode, entryOf, mistake, type Node, quoted, type TableNode} from '../domain/text/document.ts';
import {assemble, type ForeignParameter} from './assemble.ts';
import {nodeOf, textAt} from './build.ts';
import {choiceDomain, type Ends, integerDomain, realDomain} from './domains.ts';
import {listIn, need, numberIn, oneOf, refuseUnknown, tableIn, textIn} from './read.ts';

const NAMES = [
	...(['FloatDistribution', 'IntDistribution', 'CategoricalDistribution', 'UniformDistribution'] as const),
	...(['LogUniformDistribution', 'DiscreteUniformDistribution', 'IntUniformDistribution'] as const),
	'IntLogUniformDistribution' as const,
];
const KEYS = ['low', 'high', 'step', 'log', 'q', 'choices'];

/** Distributions of Optuna by parameter, as `optuna.distributions.distribution_to_json` writes them; also the old names. */
export const optuna = {
	id: 'optuna',
	title: 'Optuna distributions',
	recognise: ({root}) =>
		root?.kind === 'table' &&
		root.entries.size > 0 &&
		[...root.entries.values()].every(({value}) => nameOf(value) !== undefined),
	convert: ({origin, root}, context) => {
		if (root?.kind !== 'table') throw mistake({origin, start: 0, end: 0}, 'distributions are a table');
		const parameters = [...root.entries].map(([name, {key, value}]): ForeignParameter => {
			return {name, key, domain: readDistribution(unpack(value), name)};
		});
		return assemble({at: root, parameters, sampler: [['name', textAt(root, 'tpe')]], notes: []}, context);
	},
} as const satisfies DefinitionDefinition;

/** A journal keeps each distribution as JSON inside a text. */
function unpack(node: Node): Node {
	if (node.kind !== 'text' || !node.value.startsWith('{')) return node;
	try {
		return nodeOf(node, JSON.parse(node.value)) ?? node;
	} catch {
		return node;
	}
}

function nameOf(node: Node): string | undefined {
	const name = entryOf(unpack(node), 'name');
	return name?.kind === 'text' && name.value.endsWith('Distribution') ? name.value : undefined;
}

function readDistribution(node: Node, parameter: string): TableNode {
	if (node.kind !== 'table')
		throw mistake(node, `${quoted(parameter)} must be a distribution, not ${describeNode(node)}`);
	refuseUnknown(node, ['name', 'attributes'], `the distribution of ${quoted(parameter)}`);
	const name = oneOf(need(textIn(node, 'name'), node, 'name'), NAMES, 'the distribution');
	const attributes = need(tableIn(node, 'attributes'), node, 'attributes');
	refuseUnknown(attributes, KEYS, name);
	if (name === 'CategoricalDistribution')
		return choiceDomain(attributes, need(listIn(attributes, 'choices'), attributes, 'choices').items);
	const ends: Ends = {
		at: attributes,
		min: need(numberIn(attributes, 'low'), attributes, 'low').value,
		max: need(numberIn(attributes, 'high'), attributes, 'high').value,
	};
	if (ends.min > ends.max)
		throw mistake(attributes, `low ${ends.min} of ${quoted(parameter)} is above high ${ends.max}`);
	const log = entryOf(attributes, 'log');
	const isLog = name.includes('Log') || (log?.kind === 'boolean' && log.value);
	const step = (numberIn(attributes, 'step') ?? numberIn(attributes, 'q'))?.value;
	const options = {isLog, ...(step === undefined ? {} : {step})};
	return name.startsWith('Int') ? integerDomain(ends, options) : realDomain(ends, options);
}
