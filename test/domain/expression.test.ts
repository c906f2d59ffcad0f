import assert from 'node:assert/strict';
import {test} from 'node:test';
import fc from 'fast-check';
import {
	evaluate,
	ExpressionError,
	namesOf,
	nameUses,
	parseExpression,
} from '../../source/domain/expression/expression.ts';
import type {Scalar} from '../../source/domain/space.ts';

const VALUES: ReadonlyMap<string, Scalar> = new Map<string, Scalar>([
	['x', 3],
	['y', -7],
	['dtype', 'half'],
	['on', true],
	['width.bits', 16],
	['val/loss', 0.5],
	['zero', 0],
	['nan', Number.NaN],
]);

function value(source: string): Scalar | undefined {
	return evaluate(parseExpression(source), name => VALUES.get(name));
}

const CASES: readonly (readonly [string, Scalar | undefined])[] = [
	['1 + 2 * 3', 7],
	['(1 + 2) * 3', 9],
	['7 - 2 - 1', 4],
	['2 ** 3 ** 2', 512],
	['-2 ** 2', -4],
	['2 ** -1', 0.5],
	['7 % 3', 1],
	['-7 % 3', 2],
	['7 % -3', -2],
	['1_000 / 4', 250],
	['.5 + 1e-1', 0.6],
	['x > 2 and y < 0', true],
	['x > 2 or missing', true],
	['x < 2 and missing', false],
	['x > 2 and missing', undefined],
	['not missing', undefined],
	['not x == 3', false],
	['1 < x < 5', true],
	['1 < x < 3', false],
	['x in [1, 2, 3]', true],
	['x not in (1, 2)', true],
	['dtype in ["half", \'float\']', true],
	['x in [1, missing]', undefined],
	['x in []', false],
	['dtype == "half"', true],
	['dtype != 5', true],
	['dtype < 5', undefined],
	['dtype + 1', undefined],
	['on == true', true],
	['on == True', true],
	['width.bits / 2', 8],
	['`val/loss` * 2', 1],
	['min(x, y, 0)', -7],
	['max(x, y)', 3],
	['abs(y)', 7],
	['log(1)', 0],
	['sqrt(width.bits)', 4],
	['1 / zero', Number.POSITIVE_INFINITY],
	['log(y)', Number.NaN],
	['missing == 1', undefined],
	["'it\\'s'", "it's"],
	['zero or x == 3', true],
	['nan and true', undefined],
];

for (const [source, expected] of CASES) {
	test(`${source} is ${String(expected)}`, () => assert.equal(value(source), expected));
}

test('mean and std range over executions, or see the one value', () => {
	const runs = (name: string): readonly number[] | undefined => (name === 'loss' ? [1, 2, 4] : undefined);
	const of = (source: string): Scalar | undefined => evaluate(parseExpression(source), name => VALUES.get(name), runs);
	assert.equal(of('mean(loss)'), 7 / 3);
	assert.ok(Math.abs(Number(of('std(loss)')) - Math.sqrt(7 / 3)) < 1e-12);
	assert.equal(of('mean(x)'), 3);
	assert.equal(of('std(x)'), undefined);
	assert.equal(of('mean(missing)'), undefined);
	assert.equal(of('std(loss) / mean(loss) < 0.7'), true);
});

const MISTAKES: readonly (readonly [string, number, RegExp])[] = [
	['x >', 3, /ends too early/],
	['x = 1', 2, /unexpected character "="/],
	['x && y', 2, /unexpected character "&"/],
	['!x', 0, /unexpected character "!"/],
	['(x', 2, /missing "\)"/],
	['x y', 2, /unexpected "y"/],
	['"abc', 0, /never closed/],
	['x in 3', 5, /needs a list/],
	['exp(1)', 0, /unknown function "exp"/],
	['abs(1, 2)', 0, /takes one value/],
	['min()', 0, /at least one value/],
	['mean(x + 1)', 0, /name of one metric/],
	['and', 0, /unexpected "and"/],
	['x; y', 1, /unexpected character ";"/],
	['process.exit()', 0, /unknown function "process.exit"/],
	['', 0, /ends too early/],
	[`${'('.repeat(65)}1${')'.repeat(65)}`, 65, /nested deeper than 64/],
	[`1${' + 1'.repeat(600)}`, 2002, /more than 1000 parts/],
	['1'.repeat(5000), 4096, /longer than 4096/],
];

for (const [source, offset, says] of MISTAKES) {
	test(`${source.slice(0, 20)} is refused at ${offset}`, () => {
		assert.throws(
			() => parseExpression(source),
			(error: unknown) => error instanceof ExpressionError && error.offset === offset && says.test(error.message),
		);
	});
}

test('names are found once each, and every use with its place', () => {
	const expression = parseExpression('a + b.c * a > mean(d) and `and` == 1');
	assert.deepEqual(namesOf(expression), ['a', 'b.c', 'd', 'and']);
	assert.deepEqual(
		nameUses(expression).map(use => [use.name, use.offset, use.role]),
		[
			['a', 0, 'value'],
			['b.c', 4, 'value'],
			['a', 10, 'value'],
			['d', 19, 'executions'],
			['and', 26, 'value'],
		],
	);
});

/** A source and its value, worked out beside it. */
type Sum = {readonly source: string; readonly value: number};

test('arithmetic agrees with the platform on random expressions', () => {
	const apply = {
		'+': (a: number, b: number) => a + b,
		'-': (a: number, b: number) => a - b,
		'*': (a: number, b: number) => a * b,
	};
	const tree = fc.letrec<{leaf: Sum; sum: Sum; node: Sum}>(tie => ({
		leaf: fc.integer({min: 0, max: 99}).map(value => ({source: String(value), value})),
		sum: fc
			.tuple(tie('node'), fc.constantFrom('+' as const, '-' as const, '*' as const), tie('node'))
			.map(([a, operator, b]) => ({
				source: `(${a.source} ${operator} ${b.source})`,
				value: apply[operator](a.value, b.value),
			})),
		node: fc.oneof({depthSize: 'small'}, tie('leaf'), tie('sum')),
	}));
	fc.assert(
		fc.property(tree.node, ({source, value}) =>
			assert.equal(
				evaluate(parseExpression(source), () => undefined),
				value,
			),
		),
		{numRuns: 300},
	);
});

test('any text is parsed or refused with an offset inside it', () => {
	const characters = Array.from('ab1. ()[],<>=!+-*/%\'"`andorti\\');
	fc.assert(
		fc.property(fc.string({unit: fc.constantFrom(...characters)}), source => {
			try {
				parseExpression(source);
			} catch (error) {
				assert.ok(error instanceof ExpressionError, String(error));
				assert.ok(error.offset >= 0 && error.offset <= source.length);
			}
		}),
		{numRuns: 2000},
	);
});
