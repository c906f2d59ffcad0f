import {environmentName} from '../domain/text/command-line.ts';
import {columnsOf, type Domain, type Parameter, type Space} from '../domain/space.ts';
import {type Dependent, readExpression, refuseCycles, type Vocabulary} from './conditions.ts';
import type {KnobOffer} from './context.ts';
import {
	entryOf,
	mistake,
	type Node,
	quoted,
	type Span,
	type TableNode,
	type TextNode,
} from '../domain/text/document.ts';
import {readDomain} from './domains.ts';
import {checkKnobValues, readKnob, refuseSharedKnobs} from './knobs.ts';
import type {Mistakes} from './mistakes.ts';
import {entriesOf, type NameSpace} from './names.ts';

/** Variables of an execution that are no parameter (CONTRACTS section 3). */
const OWN_VARIABLES = [
	'SWEEP_NAME',
	'SWEEP_TRIAL',
	'SWEEP_EXECUTION',
	'SWEEP_SEED',
	'SWEEP_SLOT',
	'SWEEP_DIR',
	'SWEEP_METRICS',
];

/** A parameter and the places of its parts. */
export type PlacedParameter = {
	readonly parameter: Parameter;
	readonly key: Span;
	readonly node: Node;
	readonly when: TextNode | undefined;
};

/** The space of a sweep, and where its parameters stand. */
export type PlacedSpace = {readonly space: Space; readonly parameters: readonly PlacedParameter[]};

/**
 * Reads `[parameters]` and `exclude`. A parameter that is wrong keeps its name, so that what uses it is not wrong too.
 * @throws UserError where there is no parameter at all.
 */
export function readSpace(
	root: TableNode,
	names: NameSpace,
	knobs: readonly KnobOffer[],
	mistakes: Mistakes,
): PlacedSpace {
	const table = entryOf(root, 'parameters');
	if (table?.kind !== 'table') throw mistake(root, 'parameters is missing');
	if (table.entries.size === 0) throw mistake(table, 'parameters is empty', 'a sweep needs at least one parameter');
	const parameters = entriesOf(table).map(([name, {key, value}]) => {
		const placed = mistakes.attempt(
			'parameters',
			() => readParameter(name, key, value, knobs),
			standIn(name, key, value),
		);
		mistakes.verify('parameters', () => claimNames(placed, names));
		return placed;
	});
	mistakes.join(['parameters'], () => checkEnvironment(parameters), undefined);
	mistakes.verify('parameters', () => refuseSharedKnobs(parameters));
	const vocabulary = parameterVocabulary(parameters.map(placed => placed.parameter));
	const conditions: Dependent[] = [];
	for (const {parameter, when} of parameters) {
		if (when === undefined) continue;
		const names = [parameter.name, ...columnsOf(parameter)];
		mistakes.verify('parameters', () =>
			conditions.push({names, node: when, expression: readExpression(when, vocabulary)}),
		);
	}
	mistakes.verify('parameters', () => refuseCycles(conditions));
	const exclude = textsOf(entryOf(root, 'exclude'));
	for (const node of exclude) mistakes.verify('exclude', () => void readExpression(node, vocabulary));
	return {
		space: {parameters: parameters.map(placed => placed.parameter), exclude: exclude.map(node => node.value)},
		parameters,
	};
}

/** Expressions over parameters alone. */
function parameterVocabulary(parameters: readonly Parameter[]): Vocabulary {
	return {names: new Set(parameters.flatMap(columnsOf)), noun: 'parameter', hasExecutions: false, parameters};
}

/** The texts of a list whose shape is checked. */
export function textsOf(node: Node | undefined): readonly TextNode[] {
	return node?.kind === 'list' ? node.items.filter(item => item.kind === 'text') : [];
}

function readParameter(name: string, key: Span, node: Node, knobs: readonly KnobOffer[]): PlacedParameter {
	const path = `parameters.${name}`;
	const knob = readKnob(node, path, knobs);
	const domain = readDomain(node, path, knob);
	if (knob !== undefined) checkKnobValues(node, path, domain, knob);
	const when = entryOf(node, 'when');
	const parameter: Parameter = {
		name,
		domain,
		...(when?.kind === 'text' ? {when: when.value} : {}),
		...(knob === undefined ? {} : {knob: knob.id}),
	};
	return {parameter, key, node, when: when?.kind === 'text' ? when : undefined};
}

/** A parameter of that name, and with those fields, where its values are wrong. */
function standIn(name: string, key: Span, node: Node): PlacedParameter {
	const fields = [...new Set(textsOf(entryOf(node, 'fields')).map(field => field.value))];
	const domain: Domain = fields.length === 0 ? {kind: 'constant', value: ''} : {kind: 'tuple', fields, values: []};
	return {parameter: {name, domain}, key, node, when: undefined};
}

function claimNames({parameter, key}: PlacedParameter, names: NameSpace): void {
	const {name} = parameter;
	names.claim(name, key, 'parameter');
	for (const column of columnsOf(parameter)) if (column !== name) names.claim(column, key, 'parameter');
}

function checkEnvironment(parameters: readonly PlacedParameter[]): void {
	const owners = new Map<string, string>();
	for (const {parameter, key} of parameters) {
		for (const column of columnsOf(parameter)) {
			const variable = environmentName(column);
			if (OWN_VARIABLES.includes(variable)) {
				throw mistake(
					key,
					`${quoted(column)} would take the environment variable ${variable}, which the sweep itself sets`,
					'rename the parameter',
				);
			}
			const owner = owners.get(variable);
			if (owner !== undefined)
				throw mistake(
					key,
					`${quoted(owner)} and ${quoted(column)} are both ${variable} in the environment`,
					'rename one of them',
				);
			owners.set(variable, column);
		}
	}
}
