import assert from 'node:assert/strict';
import {test} from 'node:test';
import fc from 'fast-check';
import {fillCommand} from '../../source/domain/text/command-line.ts';
import type {Sweep} from '../../source/domain/sweep.ts';
import {parseSweep} from '../../source/spec/parse-sweep.ts';
import {starterSweep} from '../../source/spec/starter.ts';
import {specContext} from './context.ts';

const LOSS = {metric: 'loss', direction: 'minimize'} as const;

function sweepFrom(argv: readonly string[], objective: Parameters<typeof starterSweep>[1] = LOSS): Sweep {
	return parseSweep({path: 'sweep.toml', text: starterSweep(argv, objective)}, specContext());
}

/** As the first trial of the file runs it. */
function firstOf(argv: readonly string[]): readonly string[] {
	const sweep = sweepFrom(argv);
	return fillCommand(sweep, sweep.enqueue?.[0] ?? {});
}

test('options with values become parameters around them; flags, paths and words in place stay', () => {
	const {command, space, objectives} = sweepFrom([
		...['python', 'train.py', 'data', '--lr', '1e-2', '--layers=3', '--opt', 'adam', '--momentum=0.9'],
		...['--amp', '--out', '/tmp/x', '--zero', '0', '--json={"a": 1}', 'model.dim=64'],
	]);
	assert.deepEqual(command.kind === 'argv' ? command.argv : [], [
		...['python', 'train.py', 'data', '--lr', '{lr}', '--layers={layers}', '--opt', '{opt}', '--momentum={momentum}'],
		...['--amp', '--out', '/tmp/x', '--zero', '0', '--json={{"a": 1}}', 'model.dim={model.dim}'],
	]);
	assert.deepEqual(
		space.parameters.map(({name, domain}) => [name, domain.kind === 'choice' ? domain.values : domain]),
		[
			['lr', {kind: 'real', min: 0.001, max: 0.1, scale: 'log'}],
			['layers', [2, 3, 6]],
			['opt', ['adam']],
			['momentum', {kind: 'real', min: 0.45, max: 0.95, scale: 'linear'}],
			['model.dim', [32, 64, 128]],
		],
	);
	assert.deepEqual(objectives, [LOSS]);
});

test('the first trial is the command as it was run by hand', () => {
	const now = ['./tune', '--lr=.9', '--lr=2', '-n', '1', '--loss=mse', '--state', 'on', '--x', '5.', 'a{b}', '--last'];
	const same = now.map(text => text.replace('.9', '0.9').replace('5.', '5'));
	assert.deepEqual(firstOf(now), same);
	const word = fc.oneof(
		fc.constantFrom('--lr', '--b=0.5', '-n', '32', '1e-3', 'adam', '--x=adam', 'm.k=7', '--run=2', '{', "it's", ''),
		fc.string({maxLength: 6}).filter(text => !/[\0\uD800-\uDFFF\u007F]/.test(text)),
	);
	const numbers = (text: string): string =>
		text.replace(/(?<=^|=)(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/, number => String(Number(number)));
	fc.assert(
		fc.property(fc.array(word, {maxLength: 12}), words => {
			const argv = ['./tune', '--first=1', ...words];
			assert.deepEqual(firstOf(argv).map(numbers), argv.map(numbers));
		}),
		{numRuns: 300},
	);
});

test('without a command it shows what goes where', () => {
	const sweep = sweepFrom([], {metric: 'val/acc', direction: 'maximize'});
	assert.deepEqual(sweep.objectives, [{metric: 'val/acc', direction: 'maximize'}]);
	assert.equal(sweep.space.parameters.length, 3);
});
