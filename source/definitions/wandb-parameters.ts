import {
	describeNode,
	mistake,
	type Node,
	type NumberNode,
	quoted,
	type Span,
	type TableNode,
} from '../domain/text/document.ts';
import {assertNever} from '../domain/errors.ts';
import type {ForeignParameter} from './assemble.ts';
import {asScalar, choiceDomain, constantDomain, drawnDomain, type Ends, integerDomain, realDomain} from './domains.ts';
import {isWholeLiteral, listIn, numberIn, oneOf, refuseUnknown, tableIn, textIn} from './read.ts';

const KEYS = [
	...['distribution', 'value', 'values', 'probabilities', 'min', 'max', 'q', 'mu', 'sigma', 'a', 'b', 'parameters'],
] as const;
const DISTRIBUTIONS = [
	...(['constant', 'categorical', 'categorical_w_probabilities', 'int_uniform', 'uniform', 'q_uniform'] as const),
	...(['log_uniform', 'q_log_uniform', 'inv_log_uniform', 'log_uniform_values', 'q_log_uniform_values'] as const),
	...(['inv_log_uniform_values', 'normal', 'q_normal', 'log_normal', 'q_log_normal', 'beta', 'q_beta'] as const),
	'param_dict' as const,
];
type DistributionName = (typeof DISTRIBUTIONS)[number];
/** What PyYAML takes for text, though every other reader sees a number. */
const TEXT_IN_PYTHON = /^[+-]?\d+[eE][+-]?\d+$/;

/** The parameters of a W&B sweep; nested ones have names with dots. @throws UserError at what W&B would refuse too. */
export function readWandbParameters(table: TableNode, notes: string[], prefix = ''): readonly ForeignParameter[] {
	return [...table.entries].flatMap(([key, {key: at, value}]): readonly ForeignParameter[] => {
		const name = `${prefix}${key}`;
		if (value.kind !== 'table')
			throw mistake(
				value,
				`the parameter ${quoted(name)} must be a table, not ${describeNode(value)}`,
				'write {value: 8}, or {values: [8]}',
			);
		refuseUnknown(value, KEYS, `the parameter ${quoted(name)}`);
		const distribution = distributionOf(value, name);
		if (distribution === 'param_dict') {
			const inner = tableIn(value, 'parameters');
			if (inner === undefined) throw mistake(value, `${quoted(name)} has no parameters`);
			return readWandbParameters(inner, notes, `${name}.`);
		}
		noteExponents(value, name, notes);
		return [{name, key: at, domain: readDomain(distribution, value, name)}];
	});
}

/** As the schema decides where none is named: by the keys, and by whether both ends are written as whole numbers. */
function distributionOf(table: TableNode, name: string): DistributionName {
	const named = textIn(table, 'distribution');
	if (named !== undefined) return oneOf(named, DISTRIBUTIONS, `the distribution of ${quoted(name)}`);
	const has = (key: string): boolean => table.entries.has(key);
	if (has('parameters')) return 'param_dict';
	if (has('value')) return 'constant';
	if (has('values')) return has('probabilities') ? 'categorical_w_probabilities' : 'categorical';
	if (has('min') && has('max')) {
		const isInteger = ['min', 'max'].every(key => isWholeLiteral(table.entries.get(key)?.value));
		return isInteger ? 'int_uniform' : 'uniform';
	}
	throw mistake(table, `${quoted(name)} has no value, no values, and not both min and max`);
}

function noteExponents(table: TableNode, name: string, notes: string[]): void {
	for (const [key, {value}] of table.entries)
		if (value.kind === 'number' && TEXT_IN_PYTHON.test(value.literal))
			notes.push(
				`${name}.${key}: ${value.literal} is a number here; W&B's own reader takes it for text: write ${value.literal.replace(/e/i, '.0e')}`,
			);
}

type Read = {readonly table: TableNode; readonly name: string};

function readDomain(distribution: Exclude<DistributionName, 'param_dict'>, table: TableNode, name: string): TableNode {
	const read = {table, name};
	const quantum = numberIn(table, 'q')?.value ?? 1;
	switch (distribution) {
		case 'constant':
			return constantDomain(table, asScalar(valueOf(read, 'value')));
		case 'categorical':
		case 'categorical_w_probabilities':
			return choiceDomain(table, listOf(read, 'values').items, weightsOf(read));
		case 'int_uniform':
			return integerDomain(wholeEnds(read));
		case 'uniform':
			return realDomain(endsOf(read));
		case 'q_uniform':
			return drawnDomain(table, 'uniform', {...rangeOf(endsOf(read)), quantum});
		case 'log_uniform':
			return realDomain(exponents(read, 1), {isLog: true});
		case 'q_log_uniform':
			return drawnDomain(table, 'log-uniform', {...rangeOf(exponents(read, 1)), quantum});
		case 'inv_log_uniform':
			// Log(1/X) is uniform between min and max: X is log-uniform between e^-max and e^-min.
			return realDomain(exponents(read, -1), {isLog: true});
		case 'log_uniform_values':
		case 'inv_log_uniform_values':
			// Log(1/X) is uniform between log(1/max) and log(1/min): the same numbers as without "inv".
			return realDomain(endsOf(read), {isLog: true});
		case 'q_log_uniform_values':
			return drawnDomain(table, 'log-uniform', {...rangeOf(endsOf(read)), quantum});
		case 'normal':
		case 'q_normal':
		case 'log_normal':
		case 'q_log_normal':
		case 'beta':
		case 'q_beta':
			return readShaped(distribution, read, quantum);
		default:
			return assertNever(distribution);
	}
}

type Shaped = 'normal' | 'q_normal' | 'log_normal' | 'q_log_normal' | 'beta' | 'q_beta';

function readShaped(distribution: Shaped, {table}: Read, quantum: number): TableNode {
	const given = distribution.startsWith('q_') ? {quantum} : {};
	const numberOr = (key: string, otherwise: number): number => numberIn(table, key)?.value ?? otherwise;
	if (distribution === 'beta' || distribution === 'q_beta')
		return drawnDomain(table, 'beta', {alpha: numberOr('a', 1), beta: numberOr('b', 1), ...given});
	const shape = distribution.endsWith('log_normal') ? 'log-normal' : 'normal';
	return drawnDomain(table, shape, {mu: numberOr('mu', 0), sigma: numberOr('sigma', 1), ...given});
}

function valueOf({table, name}: Read, key: string): Node {
	const node = table.entries.get(key)?.value;
	if (node !== undefined) return node;
	throw mistake(table, `${quoted(name)} has no ${key}`);
}

function listOf({table, name}: Read, key: string): Extract<Node, {kind: 'list'}> {
	const list = listIn(table, key);
	if (list !== undefined) return list;
	throw mistake(table, `${quoted(name)} has no ${key}`);
}

function weightsOf({table}: Read): Node | undefined {
	return listIn(table, 'probabilities');
}

function numberAtKey(read: Read, key: string): NumberNode {
	const node = numberIn(read.table, key);
	if (node !== undefined) return node;
	throw mistake(read.table, `${quoted(read.name)} has no ${key}`);
}

function endsOf(read: Read): Ends {
	const [min, max] = [numberAtKey(read, 'min'), numberAtKey(read, 'max')];
	if (min.value > max.value)
		throw mistake(min, `min ${min.literal} of ${quoted(read.name)} is above max ${max.literal}`);
	return {at: span(read.table), min: min.value, max: max.value};
}

function wholeEnds(read: Read): Ends {
	const ends = endsOf(read);
	if (Number.isInteger(ends.min) && Number.isInteger(ends.max)) return ends;
	throw mistake(read.table, `int_uniform of ${quoted(read.name)} needs whole numbers`, 'take uniform');
}

/** Bounds of `log_uniform` are exponents of e; with sign -1 those of its inverse. */
function exponents(read: Read, sign: 1 | -1): Ends {
	const {at, min, max} = endsOf(read);
	const [low, high] = sign === 1 ? [Math.exp(min), Math.exp(max)] : [Math.exp(-max), Math.exp(-min)];
	if (low > 0 && Number.isFinite(high)) return {at, min: low, max: high};
	throw mistake(
		read.table,
		`the bounds of ${quoted(read.name)} are exponents of e, and e^${max} is beyond every number`,
		'log_uniform_values takes the values themselves',
	);
}

function rangeOf({min, max}: Ends): {readonly min: number; readonly max: number} {
	return {min, max};
}

function span({origin, start, end}: Span): Span {
	return {origin, start, end};
}
