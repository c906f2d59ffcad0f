import assert from 'node:assert/strict';
import {test} from 'node:test';
import fc from 'fast-check';
import {compileExpression, parseExpression, truth} from '../../source/domain/expression/expression.ts';
import {compileViolation} from '../../source/domain/constraint/violation.ts';

function violation(source: string, values: Readonly<Record<string, number | string>>): number | undefined {
	return compileViolation(parseExpression(source))(name => (Object.hasOwn(values, name) ? values[name] : undefined));
}

test('a bound that is missed: by how much, as a share of the bound', () => {
	assert.equal(violation('temp <= 80', {temp: 100}), 0.25);
	assert.equal(violation('80 >= temp', {temp: 100}), 0.25);
	assert.equal(violation('temp <= 80', {temp: 80}), 0);
	assert.equal(violation('gain >= -2', {gain: -3}), 0.5);
	assert.equal(violation('loss <= 0', {loss: 3}), 3);
	assert.equal(violation('a <= b', {a: 5, b: 3}), 2);
	assert.equal(violation('a == 4', {a: 5}), 0.25);
});

test('and adds, or takes the nearer, not turns round', () => {
	const values = {temp: 100, power: 15};
	assert.equal(violation('temp <= 80 and power <= 10', values), 0.75);
	assert.equal(violation('temp <= 80 or power <= 10', values), 0.25);
	assert.equal(violation('temp <= 80 or power <= 20', values), 0);
	assert.equal(violation('not (temp > 80 or power > 10)', values), 0.75);
	assert.equal(violation('not temp > 80', values), 0.25);
});

test('what is no distance fails by 1, a missing figure has no amount, an edge that must not be met a tiny one', () => {
	assert.equal(violation("mode == 'fast'", {mode: 'slow'}), 1);
	assert.equal(violation('size in [1, 2]', {size: 3}), 1);
	assert.equal(violation('temp <= 80', {}), undefined);
	assert.equal(violation('temp <= 80 or power <= 10', {power: 3}), 0);
	assert.equal(violation('temp < 80', {temp: 80}), 1e-9);
	assert.equal(violation('temp <= 80', {temp: Number.NaN}), Number.POSITIVE_INFINITY);
});

test('an amount is 0 exactly where the condition holds', () => {
	const side = fc.oneof(fc.constantFrom('x', 'y', '0', '2', '-1'));
	const compare = fc
		.tuple(side, fc.constantFrom('<', '<=', '>', '>=', '==', '!='), side)
		.map(parts => `(${parts.join(' ')})`);
	const condition = fc.letrec<{whole: string}>(tie => ({
		whole: fc.oneof(
			{depthSize: 'small'},
			compare,
			fc.tuple(tie('whole'), fc.constantFrom('and', 'or'), tie('whole')).map(parts => `(${parts.join(' ')})`),
			tie('whole').map(inner => `(not ${inner})`),
		),
	})).whole;
	fc.assert(
		fc.property(condition, fc.integer({min: -3, max: 3}), fc.integer({min: -3, max: 3}), (source, x, y) => {
			const holds = truth(compileExpression(parseExpression(source))(name => (name === 'x' ? x : y)));
			const amount = violation(source, {x, y}) ?? Number.NaN;
			assert.equal(amount === 0, holds, `${source} at ${x}, ${y}: ${amount}`);
			assert.ok(amount >= 0);
		}),
	);
});
