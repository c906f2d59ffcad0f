import assert from 'node:assert/strict';
import {test} from 'node:test';
import fc from 'fast-check';
import {parsePythonLiteral} from '../../source/domain/foreign/python-literal.ts';
import {createPatternListener, mistakeInPattern} from '../../source/listeners/patterns.ts';
import {LISTENERS} from '../../source/listeners/registry.ts';
import {hearLines} from './hearing.ts';

test('patterns: a person describes lines; named groups are parameters and metrics', () => {
	const pattern = (
		event: 'start' | 'value' | 'end' | 'fail' | 'plan',
		source: string,
		params: readonly string[] = [],
	) => ({
		name: event,
		pattern: source,
		event,
		params,
	});
	const listener = createPatternListener([
		pattern('plan', String.raw`^(?<total>\d+) runs$`),
		pattern('start', String.raw`^run (?<trial>\d+): lr=(?<lr>\S+) opt=(?<opt>\w+)`, ['lr', 'opt']),
		pattern('value', String.raw`^  epoch (?<step>\d+) (?<name>\w+) (?<value>\S+)$`),
		pattern('end', String.raw`^run (?<trial>\d+) done, loss (?<loss>\S+)$`),
		pattern('fail', String.raw`^run (?<trial>\d+) died: (?<why>.*)$`),
	]);
	const heard = hearLines(listener, [
		'2 runs',
		'run 0: lr=1e-3 opt=adam',
		'  epoch 1 loss 0.5',
		'run 0 done, loss 0.25',
		'run 1 died: oom',
	]);
	assert.deepEqual(heard, [
		{kind: 'plan', trials: 2},
		{kind: 'trial-started', trial: 1, params: {lr: 0.001, opt: 'adam'}},
		{kind: 'value', name: 'loss', value: 0.5, step: 1},
		{kind: 'trial-ended', trial: 1, state: 'complete', params: {}, metrics: new Map([['loss', 0.25]])},
		{kind: 'trial-ended', trial: 2, state: 'failed', why: 'oom', params: {}, metrics: new Map()},
	]);
	assert.match(mistakeInPattern(pattern('value', '(')) ?? '', /^it is no regular expression/);
	assert.match(mistakeInPattern(pattern('start', '(?<a>x)', ['b'])) ?? '', /no group \(\?<b>…\)/);
	assert.match(mistakeInPattern(pattern('plan', '(?<a>x)')) ?? '', /total/);
	assert.match(mistakeInPattern(pattern('value', 'x')) ?? '', /no named group/);
});

test('patterns: one that would hang a backtracking engine does not', () => {
	const listener = createPatternListener([{name: 'evil', pattern: '(?<x>(a+)+)$', event: 'value', params: []}]);
	const startedMs = performance.now();
	listener.line(`${'a'.repeat(50_000)}!`, {rewritten: false});
	assert.ok(performance.now() - startedMs < 5000);
});

test('no listener throws, whatever a program prints', () => {
	const telling = fc.constantFrom(
		'Trial 0 finished with value: ',
		'{"trial": ',
		'I0304 20:59:52.1 140 a.py:1] --- Tuning run ',
		'| number |',
		"{'a': ",
		'Matrix 64 (',
		'START,',
		'Trial status: ',
		'| Trial name | status |',
		'│ ',
		'time=1ms, x=',
	);
	fc.assert(
		fc.property(
			fc.array(
				fc.oneof(
					fc.string({unit: 'binary'}),
					fc.tuple(telling, fc.string()).map(parts => parts.join('')),
				),
				{maxLength: 20},
			),
			lines => {
				for (const definition of LISTENERS) {
					for (const line of lines) definition.recognise(line);
					hearLines(definition.create(), lines);
				}
			},
		),
		{numRuns: 150},
	);
});

test('python literals: what repr prints, bounded', () => {
	const value = (text: string): unknown => parsePythonLiteral(text)?.value;
	assert.deepEqual(
		value("{'a': 1, \"b\": [True, None, -inf], 'c': (1,), 'd': 'it\\'s'}"),
		new Map<string, unknown>([
			['a', 1],
			['b', [true, null, Number.NEGATIVE_INFINITY]],
			['c', [1]],
			['d', "it's"],
		]),
	);
	assert.equal(value('np.float64(0.5)'), 0.5);
	assert.equal(value('DeviceArray(0.25, dtype=float32)'), 0.25);
	assert.equal(value('1_000.5e-3'), 1.0005);
	assert.equal(value("{'open': "), undefined);
	assert.equal(value('['.repeat(10_000)), undefined);
});
