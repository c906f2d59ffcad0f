import assert from 'node:assert/strict';
import {test} from 'node:test';
import {
	environmentName,
	fillCommand,
	parameterEnvironment,
	parseTemplate,
	TemplateError,
} from '../../source/domain/text/command-line.ts';
import {UserError} from '../../source/domain/errors.ts';
import type {Sweep} from '../../source/domain/sweep.ts';
import {parseSweep} from '../../source/spec/parse-sweep.ts';
import {specContext} from '../spec/context.ts';

function sweepOf(...lines: readonly string[]): Sweep {
	return parseSweep({path: 'a.toml', text: lines.join('\n')}, specContext());
}

test('placeholders are filled inside one argument each, by shortest numbers', () => {
	const sweep = sweepOf(
		'command = ["./a b", "--lr={lr}", "{text}", "{{{w.bits}}}", "-v"]',
		'[parameters]',
		'lr = [1e-5, 0.1]',
		'text = ["a b; rm -rf $HOME", "{lr}"]',
		'w = {fields = ["bits", "on"], values = [[16, true]]}',
	);
	const params = {lr: 1e-5, text: 'a b; rm -rf $HOME', w: [16, true]};
	assert.deepEqual(fillCommand(sweep, params), ['./a b', '--lr=0.00001', 'a b; rm -rf $HOME', '{16}', '-v']);
	assert.equal(fillCommand(sweep, {...params, text: '{lr}'})[2], '{lr}', 'a value is not a template');
	assert.deepEqual(parameterEnvironment(sweep.space, params), {
		SWEEP_lr: '0.00001',
		SWEEP_text: 'a b; rm -rf $HOME',
		SWEEP_w_bits: '16',
		SWEEP_w_on: 'true',
	});
});

test('an argument with an inactive parameter is left out whole', () => {
	const sweep = sweepOf(
		'command = ["a", "--momentum={m}", "{opt}"]',
		'[parameters]',
		'opt = ["sgd", "adam"]',
		'm = {values = [0.5], when = "opt == \'sgd\'"}',
	);
	assert.deepEqual(fillCommand(sweep, {opt: 'sgd', m: 0.5}), ['a', '--momentum=0.5', 'sgd']);
	assert.deepEqual(fillCommand(sweep, {opt: 'adam'}), ['a', 'adam']);
	assert.deepEqual(parameterEnvironment(sweep.space, {opt: 'adam'}), {SWEEP_opt: 'adam'});
});

test('a shell line is not filled', () => {
	const sweep = sweepOf("shell = 'echo $SWEEP_x {x}'", '[parameters]', 'x = [1]');
	assert.deepEqual(fillCommand(sweep, {x: 1}), ['/bin/sh', '-c', 'echo $SWEEP_x {x}']);
});

test('names become variables that a shell can read; a collision is refused', () => {
	assert.equal(environmentName('val/loss-1.x'), 'SWEEP_val_loss_1_x');
	const parameters = ['a.b', 'a_b'].map(name => ({name, domain: {kind: 'choice' as const, values: [1]}}));
	assert.throws(() => parameterEnvironment({parameters, exclude: []}, {'a.b': 1, a_b: 2}), UserError);
});

test('a template is its parts, with their places', () => {
	assert.deepEqual(parseTemplate('a{{b}}{c.d}-{e}'), [
		{kind: 'text', text: 'a'},
		{kind: 'text', text: '{'},
		{kind: 'text', text: 'b'},
		{kind: 'text', text: '}'},
		{kind: 'placeholder', name: 'c.d', offset: 7},
		{kind: 'text', text: '-'},
		{kind: 'placeholder', name: 'e', offset: 13},
	]);
	assert.throws(
		() => parseTemplate('x}'),
		(error: unknown) => error instanceof TemplateError && error.offset === 1,
	);
});
