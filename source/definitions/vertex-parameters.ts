import {type Entry, type ListNode, mistake, type Node, quoted, type TableNode} from '../domain/text/document.ts';
import type {ForeignParameter} from './assemble.ts';
import {
	choiceDomain,
	conditional,
	constantDomain,
	drawnDomain,
	type Ends,
	integerDomain,
	realDomain,
} from './domains.ts';
import {
	listIn,
	nameInExpression,
	need,
	requireNumber,
	oneOf,
	refuseUnknown,
	scalarOf,
	tableIn,
	tablesOf,
	textIn,
	valueInExpression,
} from './read.ts';
import {numberAt} from './build.ts';

const KINDS = ['doubleValueSpec', 'integerValueSpec', 'categoricalValueSpec', 'discreteValueSpec'] as const;
const PARENTS = ['parentDiscreteValues', 'parentIntValues', 'parentCategoricalValues'] as const;
const SCALES = ['UNIT_LINEAR_SCALE', 'UNIT_LOG_SCALE', 'UNIT_REVERSE_LOG_SCALE', 'SCALE_TYPE_UNSPECIFIED'] as const;
const KEYS = [...KINDS, ...PARENTS, 'parameterId', 'scaleType', 'conditionalParameterSpecs', 'displayName'];

/** A table whose keys, and those of tables in it, are written like `parameterId`, however the file writes them. */
export function camelTable(table: TableNode): TableNode {
	const entries = new Map<string, Entry>();
	for (const [key, entry] of table.entries) {
		const camel = key.replaceAll(/_(?<letter>[a-z])/g, (_, letter: string) => letter.toUpperCase());
		entries.set(camel, {key: entry.key, value: camelNode(entry.value)});
	}
	return {...table, entries};
}

function camelNode(node: Node): Node {
	if (node.kind === 'table') return camelTable(node);
	return node.kind === 'list' ? {...node, items: node.items.map(camelNode)} : node;
}

/** The parameters of a study, those that hang on another one's value after it. @throws UserError. */
export function readVertexParameters(list: ListNode): readonly ForeignParameter[] {
	return tablesOf(list, 'parameters').flatMap(spec => readParameter(spec, undefined));
}

function readParameter(spec: TableNode, when: string | undefined): readonly ForeignParameter[] {
	const name = need(textIn(spec, 'parameterId'), spec, 'parameterId');
	refuseUnknown(spec, KEYS, `the parameter ${quoted(name.value)}`);
	const domain = readDomain(spec, name.value);
	const own = {name: name.value, key: name, domain: when === undefined ? domain : conditional(domain, when)};
	const children = tablesOf(listIn(spec, 'conditionalParameterSpecs'), 'conditionalParameterSpecs');
	return [own, ...children.flatMap(child => readChild(child, name.value))];
}

/** The parent's values stand beside the child's specification, or (open-source Vizier) inside of it. */
function readChild(child: TableNode, parent: string): readonly ForeignParameter[] {
	refuseUnknown(child, ['parameterSpec', ...PARENTS], 'a conditional parameter');
	const spec = need(tableIn(child, 'parameterSpec'), child, 'parameterSpec');
	const condition = PARENTS.map(key => tableIn(child, key) ?? tableIn(spec, key)).find(table => table !== undefined);
	if (condition === undefined)
		throw mistake(
			child,
			`it is not said for which values of ${quoted(parent)} this parameter is there`,
			`one of: ${PARENTS.join(', ')}`,
		);
	const isText = child.entries.has('parentCategoricalValues') || spec.entries.has('parentCategoricalValues');
	const values = need(listIn(condition, 'values'), condition, 'values').items.map(item => {
		return valueInExpression(isText ? scalarOf(item, 'a parent value') : requireNumber(item, 'a parent value').value);
	});
	const [only] = values;
	const name = nameInExpression(parent);
	return readParameter(spec, values.length === 1 ? `${name} == ${only}` : `${name} in [${values.join(', ')}]`);
}

function readDomain(spec: TableNode, name: string): TableNode {
	const kinds = KINDS.filter(kind => spec.entries.has(kind));
	const [kind] = kinds;
	const values = kind === undefined ? undefined : tableIn(spec, kind);
	if (kind === undefined || values === undefined || kinds.length > 1)
		throw mistake(spec, `${quoted(name)} must have exactly one of ${KINDS.join(', ')}`);
	if (kind === 'categoricalValueSpec') {
		refuseUnknown(values, ['values', 'defaultValue'], kind);
		return choiceDomain(values, need(listIn(values, 'values'), values, 'values').items);
	}
	if (kind === 'discreteValueSpec') {
		refuseUnknown(values, ['values', 'defaultValue'], kind);
		// A list of numbers is drawn as one: the scale type speaks to Vizier's model only.
		return choiceDomain(
			values,
			need(listIn(values, 'values'), values, 'values').items.map(item =>
				numberAt(item, requireNumber(item, 'a value').value),
			),
		);
	}
	refuseUnknown(values, ['minValue', 'maxValue', 'defaultValue'], kind);
	return readRange(spec, values, kind === 'integerValueSpec', name);
}

function readRange(spec: TableNode, values: TableNode, isInteger: boolean, name: string): TableNode {
	const numberAtKey = (key: string): number => {
		const node = values.entries.get(key)?.value;
		// An absent bound is 0: protocol buffers do not write it.
		return node === undefined ? 0 : requireNumber(node, key).value;
	};
	const ends: Ends = {at: values, min: numberAtKey('minValue'), max: numberAtKey('maxValue')};
	if (ends.min > ends.max)
		throw mistake(values, `minValue ${ends.min} of ${quoted(name)} is above maxValue ${ends.max}`);
	const scale = textIn(spec, 'scaleType');
	const kind = scale === undefined ? 'UNIT_LINEAR_SCALE' : oneOf(scale, SCALES, 'scaleType');
	if (kind !== 'UNIT_LINEAR_SCALE' && kind !== 'SCALE_TYPE_UNSPECIFIED' && ends.min <= 0)
		throw mistake(values, `${kind} of ${quoted(name)} needs minValue above 0, not ${ends.min}`);
	if (ends.min === ends.max) return constantDomain(values, numberAt(values, ends.min));
	if (kind === 'UNIT_REVERSE_LOG_SCALE')
		return drawnDomain(values, 'reverse-log', {min: ends.min, max: ends.max, ...(isInteger ? {quantum: 1} : {})});
	const isLog = kind === 'UNIT_LOG_SCALE';
	return isInteger ? integerDomain(ends, {isLog}) : realDomain(ends, {isLog});
}
