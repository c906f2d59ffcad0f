import assert from 'node:assert/strict';
import {test} from 'node:test';
import fc from 'fast-check';
import {compileExpression, parseExpression, truth} from '../../source/domain/expression/expression.ts';
import {compileMargin} from '../../source/domain/constraint/margin.ts';
import {compileViolation} from '../../source/domain/constraint/violation.ts';

const marginOf = (source: string, values: Readonly<Record<string, number | string>>): number | undefined =>
	compileMargin(parseExpression(source))(name => (Object.hasOwn(values, name) ? values[name] : undefined));

test('the distance to the bound, as a share of it, below 0 where the condition holds', () => {
	assert.equal(marginOf('watts <= 40', {watts: 50}), 0.25);
	assert.equal(marginOf('watts <= 40', {watts: 30}), -0.25);
	assert.equal(marginOf('40 < watts', {watts: 50}), -0.25);
	assert.equal(marginOf('not watts <= 40', {watts: 50}), -0.25);
	assert.equal(marginOf('a <= b', {a: 1, b: 3}), -2);
	assert.equal(marginOf('a == 2', {a: 2}), 0);
	assert.equal(marginOf('a == 2', {a: 3}), 0.5);
});

test('and has the worst, or the better one; what has no distance is 1 or -1', () => {
	assert.equal(marginOf('a <= 1 and b <= 1', {a: 3, b: 0.5}), 2);
	assert.equal(marginOf('a <= 1 or b <= 1', {a: 3, b: 0.5}), -0.5);
	assert.equal(marginOf('not (a <= 1 and b <= 1)', {a: 3, b: 0.5}), -2);
	assert.equal(marginOf("mode == 'fast'", {mode: 'slow'}), 1);
	assert.equal(marginOf("mode in ['fast', 'slow']", {mode: 'slow'}), -1);
	assert.equal(marginOf('a != 2', {a: 2}), 1);
	assert.equal(marginOf('a <= 1', {}), undefined);
	assert.equal(marginOf('a <= 1 and b <= 1', {a: 1}), undefined);
});

test('a margin is above 0 just where the condition fails, and is then its violation, but for joints and equal bounds', () => {
	const sources = [
		'a <= 1',
		'a > b',
		'not a < 0.5',
		'a <= 1 and b >= -1',
		'a <= 1 or b >= -1',
		'not (a <= 1 or b < 0)',
	];
	fc.assert(
		fc.property(fc.constantFrom(...sources), fc.double({noNaN: true}), fc.double({noNaN: true}), (source, a, b) => {
			const expression = parseExpression(source);
			const lookup = (name: string): number | undefined => (name === 'a' ? a : name === 'b' ? b : undefined);
			const holds = truth(compileExpression(expression)(lookup));
			const margin = compileMargin(expression)(lookup) ?? Number.NaN;
			const violation = compileViolation(expression)(lookup) ?? Number.NaN;
			// Both sides of a bound are at distance 0 of it.
			if (margin !== 0) assert.equal(margin > 0, holds === false, `${source} at ${a}, ${b}: ${margin}`);
			if (!/ and | or /.test(source) && margin > 1e-9 && Number.isFinite(violation)) assert.equal(margin, violation);
		}),
	);
});
