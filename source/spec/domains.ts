import type * as z from 'zod';
import {type Domain, formatScalar, formatValue, type Scalar} from '../domain/space.ts';
import {check} from './check.ts';
import type {KnobOffer} from './context.ts';
import {readDrawn} from './distributions.ts';
import {entryOf, mistake, type Node, quoted, type TableNode} from '../domain/text/document.ts';
import {parameterSchemas} from './schema.ts';

type Range = z.infer<typeof parameterSchemas.range>;

/** A logarithmic grid over whole numbers lists its values, since some fall together. */
const MAX_LISTED_POINTS = 1_000_000;

/**
 * The domain of a parameter, from any way to write it: a list, one value, or a table told apart by its keys.
 * @param path of the parameter for messages. @param knob the hardware setting that it drives, if any.
 * @throws UserError where values make no sense.
 */
export function readDomain(node: Node, path: string, knob: KnobOffer | undefined): Domain {
	if (node.kind === 'list') {
		refuseLists(node.items, path);
		check(node, parameterSchemas.list, path);
		return readChoice(node.items, path);
	}
	if (node.kind !== 'table') return {kind: 'constant', value: node.value};
	if (node.entries.has('fields')) return readTuple(node, path);
	if (node.entries.has('distribution')) return readDrawn(node, path);
	if (node.entries.has('values')) return readValues(node, path, knob);
	if (node.entries.has('value')) return {kind: 'constant', value: check(node, parameterSchemas.constant, path).value};
	if (node.entries.size === 0) throw mistake(node, `${path} is empty`, 'write a list of values, or min and max');
	return readRange(node, path);
}

function refuseLists(items: readonly Node[], path: string): void {
	const list = items.find(item => item.kind === 'list');
	if (list !== undefined)
		throw mistake(list, `${path} holds a list`, 'a tuple is written {fields = ["a", "b"], values = [[1, 2], [3, 4]]}');
}

/** The value of a node whose shape is checked, alone or in a list. */
export function scalarOf(node: Node): Scalar {
	if (node.kind === 'list' || node.kind === 'table') throw mistake(node, 'must be text, a number or a boolean');
	return node.value;
}

function readChoice(items: readonly Node[], path: string): Extract<Domain, {kind: 'choice'}> {
	const seen = new Set<string>();
	for (const item of items) {
		const printed = formatScalar(scalarOf(item));
		if (seen.has(printed)) throw mistake(item, `${path} has the value ${quoted(printed)} twice`);
		seen.add(printed);
	}
	return {kind: 'choice', values: items.map(scalarOf)};
}

function readValues(node: TableNode, path: string, knob: KnobOffer | undefined): Domain {
	const values = entryOf(node, 'values');
	if (values?.kind === 'list') refuseLists(values.items, `${path}.values`);
	const data = check(node, parameterSchemas.choice, path);
	if (values === undefined) throw mistake(node, `${path}.values is missing`);
	if (values.kind !== 'list') {
		if (data.weights !== undefined) throw mistake(node, `${path}.weights needs the values themselves`);
		if (knob === undefined)
			throw mistake(
				values,
				`${path}.values "available" needs a knob`,
				'list the values, or name the hardware setting: knob = "gpu.frequency"',
			);
		if (knob.available.length === 0)
			throw mistake(values, `this board offers no values for the knob ${quoted(knob.id)}`);
		return {kind: 'choice', values: knob.available};
	}
	if (data.type !== undefined) {
		const wrong = values.items.find(
			item => item.kind !== 'number' || (data.type === 'integer' && !Number.isInteger(item.value)),
		);
		if (wrong !== undefined) throw mistake(wrong, `${path} has type "${data.type}", which this value is not`);
	}
	const choice = readChoice(values.items, `${path}.values`);
	const {weights} = data;
	if (weights === undefined) return choice;
	if (weights.length === values.items.length) return {...choice, weights};
	throw mistake(
		entryOf(node, 'weights') ?? node,
		`${path} has ${values.items.length} values, but ${weights.length} weights`,
	);
}

function readTuple(node: TableNode, path: string): Domain {
	const {fields, values} = check(node, parameterSchemas.tuple, path);
	const fieldNodes = entryOf(node, 'fields');
	const valueNodes = entryOf(node, 'values');
	if (fieldNodes?.kind !== 'list' || valueNodes?.kind !== 'list') throw mistake(node, `${path} is no tuple`);
	for (const [index, field] of fields.entries()) {
		const at = fieldNodes.items[index] ?? fieldNodes;
		if (!/^[\p{L}_][\p{L}\p{M}\p{N}_]*$/u.test(field))
			throw mistake(at, `${quoted(field)} cannot name a field`, 'letters, digits and underscores');
		if (fields.indexOf(field) !== index) throw mistake(at, `${path} has the field ${quoted(field)} twice`);
	}
	const seen = new Set<string>();
	for (const [index, value] of values.entries()) {
		const at = valueNodes.items[index] ?? valueNodes;
		if (value.length !== fields.length)
			throw mistake(at, `${path} has ${fields.length} fields, but this value has ${value.length}`);
		const printed = formatValue(value);
		if (seen.has(printed)) throw mistake(at, `${path} has the value ${quoted(printed)} twice`);
		seen.add(printed);
	}
	return {kind: 'tuple', fields, values};
}

function readRange(node: TableNode, path: string): Domain {
	const range = check(node, parameterSchemas.range, path);
	const {min, max, step, points} = range;
	const at = (key: string): Node => entryOf(node, key) ?? node;
	const scale = range.scale ?? 'linear';
	if (min > max) throw mistake(at('min'), `${path}.min ${min} is above max ${max}`);
	if (step !== undefined && step <= 0) throw mistake(at('step'), `${path}.step must be above 0, not ${step}`);
	if (step !== undefined && step > max - min && min < max)
		throw mistake(at('step'), `${path}.step ${step} leads beyond max ${max} at once`);
	if (step !== undefined && points !== undefined)
		throw mistake(at('points'), `${path} has step and points`, 'give one of them');
	if (points === 1 && min < max)
		throw mistake(at('points'), `${path}.points must be at least 2 to reach from ${min} to ${max}`);
	if (scale === 'log' && min <= 0) throw mistake(at('min'), `${path}.min must be above 0 on a log scale, not ${min}`);
	const isInteger = range.type === undefined ? isWhole(range) && scale === 'linear' : range.type === 'integer';
	return isInteger ? readInteger(range, path, at) : readReal(range, path, at);
}

/** Decided by value: `1.0` is whole. */
function isWhole({min, max, step}: Range): boolean {
	return Number.isInteger(min) && Number.isInteger(max) && (step === undefined || Number.isInteger(step));
}

function readInteger(range: Range, path: string, at: (key: string) => Node): Domain {
	const {min, max, points} = range;
	for (const key of ['min', 'max', 'step'] as const) {
		const value = range[key];
		if (value !== undefined && !Number.isSafeInteger(value)) {
			throw mistake(
				at(key),
				`${path}.${key} of an integer must be whole and below 2^53, not ${value}`,
				'or write type = "real"',
			);
		}
	}
	const step = range.step ?? 1;
	const scale = range.scale ?? 'linear';
	const count = Math.floor((max - min) / step) + 1;
	if (!Number.isSafeInteger(count)) throw mistake(at('max'), `${path} has more than 2^53 values`);
	if (points !== undefined && points > count) {
		throw mistake(
			at('points'),
			`${path}.points is ${points}, but there are only ${count} whole numbers from ${min} to ${max}`,
			'for fractions write type = "real"',
		);
	}
	if (points !== undefined && scale === 'log' && points > MAX_LISTED_POINTS) {
		throw mistake(at('points'), `${path}.points must be at most ${MAX_LISTED_POINTS} on a log scale of whole numbers`);
	}
	return {kind: 'integer', min, max, step, scale, ...(points === undefined ? {} : {points})};
}

function readReal(range: Range, path: string, at: (key: string) => Node): Domain {
	const {min, max, step, points} = range;
	const scale = range.scale ?? 'linear';
	if (step !== undefined && scale === 'log')
		throw mistake(at('step'), `${path} has a step on a log scale`, 'give points instead');
	if (step !== undefined && !((max - min) / step < 2 ** 53))
		throw mistake(at('step'), `${path} has more than 2^53 values`);
	return {
		kind: 'real',
		min,
		max,
		scale,
		...(step === undefined ? {} : {step}),
		...(points === undefined ? {} : {points}),
	};
}
