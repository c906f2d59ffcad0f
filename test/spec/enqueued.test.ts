import assert from 'node:assert/strict';
import {test} from 'node:test';
import {mistakesOf, UserError} from '../../source/domain/errors.ts';
import {parseSweep} from '../../source/spec/parse-sweep.ts';
import {specContext} from './context.ts';

const FILE = `command = ["true"]
exclude = ["lr > 0.5 and layers > 3"]
[parameters]
lr = {min = 1e-5, max = 1.0, scale = "log"}
optimizer = ["adam", "sgd"]
momentum = {min = 0.0, max = 0.99, type = "real", when = "optimizer == 'sgd'"}
layers = {min = 1, max = 5}
width = {fields = ["bits", "frac"], values = [[16, 8], [8, 4]]}
[budget]
trials = 5
`;

const parse = (text: string, overrides: readonly string[] = []) =>
	parseSweep({path: 'train.toml', text: FILE + text}, specContext({overrides}));

const problemsOf = (text: string): readonly string[] => {
	try {
		parse(text);
	} catch (error) {
		if (error instanceof UserError) return mistakesOf(error).map(({problem}) => problem);
		throw error;
	}
	return [];
};

test('points that run first are those of the file, typed as the space has them', () => {
	const {enqueue} = parse(`[[enqueue]]
lr = 0.001
optimizer = "adam"
layers = 3
width = [8, 4]
[[enqueue]]
lr = 0.01
optimizer = "sgd"
momentum = 0
layers = 2
width = [16, 8]
`);
	assert.deepEqual(enqueue, [
		{lr: 0.001, optimizer: 'adam', layers: 3, width: [8, 4]},
		{lr: 0.01, optimizer: 'sgd', momentum: 0, layers: 2, width: [16, 8]},
	]);
	assert.equal('enqueue' in parse(''), false);
});

test('the best trials of another run, as --json writes them, come first by --set', () => {
	const {enqueue} = parse('', ['enqueue=[{"lr":1e-05,"optimizer":"adam","layers":3,"width":[8,4]}]']);
	assert.deepEqual(enqueue, [{lr: 1e-5, optimizer: 'adam', layers: 3, width: [8, 4]}]);
});

test('what is wrong with a point is told where it stands', () => {
	const rest = 'optimizer = "adam"\nlayers = 3\nwidth = [8, 4]\n';
	assert.deepEqual(problemsOf(`[[enqueue]]\nlr = 3\n${rest}`), [
		'train.toml:12:6: lr cannot be "3": a number from 0.00001 to 1',
	]);
	assert.deepEqual(problemsOf(`[[enqueue]]\nlr = 0.1\nrate = 1\n${rest}`), [
		'train.toml:13:1: there is no parameter "rate"; there are lr, optimizer, momentum, layers, width',
	]);
	assert.deepEqual(problemsOf(`[[enqueue]]\n${rest}`), [
		'train.toml:11:1: lr needs a value: a number from 0.00001 to 1',
	]);
	assert.deepEqual(problemsOf(`[[enqueue]]\nlr = 0.1\n${rest}`.repeat(2)), [
		'train.toml:16:1: this point is enqueued already',
	]);
	assert.deepEqual(problemsOf(`[[enqueue]]\nlr = 0.9\n${rest.replace('3', '4')}`), [
		'train.toml:11:1: the sweep excludes this point: lr > 0.5 and layers > 3',
	]);
	assert.deepEqual(problemsOf(`[[enqueue]]\nlr = 0.1\nmomentum = 0.5\n${rest}`), [
		"train.toml:13:12: momentum has no part in this trial: it is there when optimizer == 'sgd'",
	]);
	assert.deepEqual(problemsOf('[[enqueue]]\nlr = {value = 1}\n'), [
		'train.toml:12:6: enqueue[0].lr must be text, a number, a boolean or a list of them, not a table',
	]);
});

test('a point that is refused as a whole is told at its place, whatever the parameters are called', () => {
	const text = 'command = ["true"]\nexclude = ["the == 2"]\nenqueue = [{the = 2}]\n[parameters]\nthe = [1, 2]\n';
	assert.throws(() => parseSweep({path: 'a.toml', text}, specContext()), /a\.toml:3:12: the sweep excludes this point/);
});
