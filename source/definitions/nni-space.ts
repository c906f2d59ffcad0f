import {describeNode, type ListNode, mistake, type Node, quoted, type TableNode} from '../domain/text/document.ts';
import {assertNever} from '../domain/errors.ts';
import type {ForeignParameter} from './assemble.ts';
import {numberAt, textAt} from './build.ts';
import {choiceDomain, conditional, drawnDomain, integerDomain, realDomain} from './domains.ts';
import {
	listIn,
	nameInExpression,
	need,
	requireNumber,
	oneOf,
	refuseUnknown,
	textIn,
	valueInExpression,
} from './read.ts';

const TYPES = [
	...(['choice', 'randint', 'uniform', 'quniform', 'loguniform', 'qloguniform'] as const),
	...(['normal', 'qnormal', 'lognormal', 'qlognormal'] as const),
];
/** More values than this are no list that a person meant. */
const MAX_LISTED = 100_000;

/** Whether every entry is `{_type, _value}`. */
export function isNniSpace(table: TableNode): boolean {
	const entries = [...table.entries.values()];
	return (
		entries.length > 0 &&
		entries.every(({value}) => value.kind === 'table' && value.entries.has('_type') && value.entries.has('_value'))
	);
}

/**
 * The parameters of a search space; those of a nested choice hang on its name, `layer0.kernel_size`.
 * @param asGrid rounded ranges become the list of their values, as NNI's grid takes them.
 * @throws UserError at a type that NNI does not have.
 */
export function readNniSpace(
	space: TableNode,
	asGrid = false,
	prefix = '',
	when?: string,
): readonly ForeignParameter[] {
	return [...space.entries].flatMap(([key, {key: at, value}]): readonly ForeignParameter[] => {
		if (key === '_name') return [];
		const name = `${prefix}${key}`;
		if (value.kind !== 'table')
			throw mistake(value, `${quoted(name)} must be {"_type", "_value"}, not ${describeNode(value)}`);
		refuseUnknown(value, ['_type', '_value'], quoted(name));
		const type = oneOf(need(textIn(value, '_type'), value, '_type'), TYPES, '_type');
		const values = need(listIn(value, '_value'), value, '_value');
		const place = (domain: TableNode): ForeignParameter => ({
			name,
			key: at,
			domain: when === undefined ? domain : conditional(domain, when),
		});
		if (type !== 'choice') return [place(readRange(type, values, name, asGrid))];
		if (!values.items.some(isNested)) return [place(choiceDomain(values, values.items))];
		return readNested(values, name, {asGrid, when, place});
	});
}

function isNested(node: Node): boolean {
	return node.kind === 'table' && node.entries.has('_name');
}

type Nesting = {
	readonly asGrid: boolean;
	readonly when: string | undefined;
	readonly place: (domain: TableNode) => ForeignParameter;
};

function readNested(values: ListNode, name: string, {asGrid, when, place}: Nesting): readonly ForeignParameter[] {
	const branches = values.items.map(item => {
		const label = item.kind === 'table' ? textIn(item, '_name') : undefined;
		if (item.kind !== 'table' || label === undefined)
			throw mistake(item, `every choice of ${quoted(name)} needs a _name, since one has`);
		return {item, label};
	});
	const own = place(
		choiceDomain(
			values,
			branches.map(({label}) => textAt(label, label.value)),
		),
	);
	const inner = branches.flatMap(({item, label}) => {
		const chosen = `${nameInExpression(name)} == ${valueInExpression(label.value)}`;
		return readNniSpace(item, asGrid, `${name}.${label.value}.`, when === undefined ? chosen : `${when} and ${chosen}`);
	});
	return [own, ...inner];
}

function readRange(
	type: Exclude<(typeof TYPES)[number], 'choice'>,
	values: ListNode,
	name: string,
	asGrid: boolean,
): TableNode {
	const wanted = type.startsWith('q') ? 3 : 2;
	if (values.items.length !== wanted)
		throw mistake(values, `_value of ${quoted(name)} must have ${wanted} numbers for ${type}`);
	const [first = 0, second = 0, quantum = 1] = values.items.map(item => requireNumber(item, `_value of ${name}`).value);
	const ends = {at: values, min: first, max: second};
	if (!type.endsWith('normal') && first > second)
		throw mistake(values, `${first} is above ${second} in ${quoted(name)}`);
	switch (type) {
		case 'randint':
			// The upper end is left out: [0, 3) is 0, 1, 2.
			if (second <= first)
				throw mistake(values, `randint of ${quoted(name)} has no number: the upper end ${second} is left out`);
			return integerDomain({...ends, max: second - 1});
		case 'uniform':
			return realDomain(ends);
		case 'loguniform':
			return realDomain(ends, {isLog: true});
		case 'quniform':
		case 'qloguniform':
			if (asGrid) return listRounded(values, first, second, quantum);
			return drawnDomain(
				values,
				type === 'quniform' ? 'uniform' : 'log-uniform',
				{min: first, max: second, quantum},
				true,
			);
		case 'normal':
		case 'qnormal':
		case 'lognormal':
		case 'qlognormal': {
			const shape = type.endsWith('lognormal') ? 'log-normal' : 'normal';
			return drawnDomain(values, shape, {mu: first, sigma: second, ...(type.startsWith('q') ? {quantum} : {})});
		}
		default:
			return assertNever(type);
	}
}

/** All that clip(round(u / q) × q, low, high) can be. */
function listRounded(at: Node, low: number, high: number, quantum: number): TableNode {
	const from = Math.round(low / quantum);
	const to = Math.round(high / quantum);
	if (!(to - from < MAX_LISTED)) throw mistake(at, `a step of ${quantum} gives more than ${MAX_LISTED} values`);
	const rounded = Array.from({length: to - from + 1}, (_, index) =>
		Math.min(high, Math.max(low, Number(((from + index) * quantum).toPrecision(15)))),
	);
	return choiceDomain(
		at,
		[...new Set(rounded)].map(value => numberAt(at, value)),
	);
}
