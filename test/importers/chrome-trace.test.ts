import assert from 'node:assert/strict';
import {test} from 'node:test';
import {readChromeEvents} from '../../source/importers/chrome-events.ts';
import {chromeTrace, toTrace} from '../../source/importers/chrome-trace.ts';
import {openFile} from '../helpers/foreign-files.ts';

const EVENTS = [
	// Not in order of time; pid and tid may be text; an end may lack its name.
	{ph: 'E', ts: 90, pid: 1, tid: 'main'},
	{ph: 'X', name: 'relu', cat: 'kernel', ts: 40.5, dur: 10.25, pid: 1, tid: 'main', args: {flops: 100}},
	{ph: 'B', name: 'step', cat: 'invoke', ts: 10, pid: 1, tid: 'main', args: {n: 1}},
	{
		ph: 'X',
		name: 'conv',
		cat: 'kernel',
		ts: 12,
		dur: 20,
		pid: 1,
		tid: 'main',
		args: {source: 'a', allocations: [[64, 2]]},
	},
	{ph: 'X', name: 'conv', cat: 'kernel', ts: 100, dur: 4, pid: '2', tid: 7},
	{ph: 'M', name: 'thread_name', pid: 1, tid: 'main', args: {name: 'worker'}},
	{ph: 'i', name: 'mark', ts: 50, pid: 1, tid: 'main'},
	{ph: 'C', name: 'memory', ts: 50, pid: 1, args: {bytes: 3}},
	{ph: 'b', name: 'async', ts: 50, pid: 1, id: 1},
	{ph: 'B', name: 'open', cat: 'invoke', ts: 95, pid: '2', tid: 7},
];

test('spans of X and of B with E, open ones to the last time, the rest counted', t => {
	const source = openFile(t, 'trace.json', JSON.stringify({traceEvents: EVENTS, displayTimeUnit: 'ms'}));
	assert.equal(chromeTrace.recognise(source), 'sure');
	const events = readChromeEvents(source.text(), 'trace.json');
	assert.deepEqual(
		events.spans.map(({name, lane, startNs, durationNs}) => [name, lane, startNs, durationNs]),
		[
			['step', '1/main', 10_000, 80_000],
			['conv', '1/main', 12_000, 20_000],
			['relu', '1/main', 40_500, 10_250],
			['open', '2/7', 95_000, 9000],
			['conv', '2/7', 100_000, 4000],
		],
	);
	assert.deepEqual([events.instants, events.counters, events.skipped, events.open, events.isCut], [1, 1, 1, 1, false]);
	assert.equal(events.laneNames.get('1/main'), 'worker');
});

test('kernels, invocations and timeline', t => {
	const [kernels, invocations, timeline] = chromeTrace.read(openFile(t, 'a.trace.json', JSON.stringify(EVENTS)));
	assert.deepEqual(
		[...(kernels?.trials ?? [])].map(({params, metrics, artifacts}) => [
			params['kernel'],
			metrics['count'],
			metrics['total_s'],
			artifacts?.length,
		]),
		[
			['conv', 2, 24e-6, 2],
			['relu', 1, 10.25e-6, 0],
		],
	);
	assert.deepEqual(
		[...(invocations?.trials ?? [])].map(({metrics}) => [metrics['events'], metrics['kernel_runs']]),
		[
			[3, 2],
			[2, 1],
		],
	);
	assert.deepEqual(
		[...(timeline?.trials ?? [])].map(({label, params}) => [label, params['invocation'], params['depth']]),
		[
			['step', 0, 0],
			['conv', 0, 1],
			['relu', 0, 1],
			['open', 1, 0],
			['conv', 1, 1],
		],
	);
});

test('without a category, what has nothing below it is a kernel', () => {
	const events = [
		{ph: 'X', name: 'outer', ts: 0, dur: 100, pid: 1, tid: 1},
		{ph: 'X', name: 'inner', ts: 0, dur: 50, pid: 1, tid: 1},
		{ph: 'X', name: 'inner', ts: 50, dur: 50, pid: 1, tid: 1},
	];
	const {kernels, startMs} = toTrace(readChromeEvents(JSON.stringify(events), 'x'));
	assert.deepEqual(
		kernels.map(({name, runsNs}) => [name, runsNs]),
		[['inner', [50_000, 50_000]]],
	);
	assert.equal(startMs, undefined);
});

test('a file that is still written: the closing bracket or half an event is missing', () => {
	const whole = JSON.stringify(EVENTS);
	for (const text of [whole.slice(0, -1), `${whole.slice(0, -1)},`, `${whole.slice(0, -1)},\n{"ph": "X", "na`]) {
		const events = readChromeEvents(text, 'x');
		assert.deepEqual([events.spans.length, events.isCut], [5, true]);
	}
	const object = JSON.stringify({traceEvents: EVENTS}).slice(0, -2);
	assert.deepEqual([readChromeEvents(object, 'x').spans.length, readChromeEvents(object, 'x').isCut], [5, true]);
});

test('what is no trace is refused, and not recognised', t => {
	assert.throws(() => readChromeEvents('hello', 'x.json'), /x\.json is no Chrome trace/);
	assert.throws(() => readChromeEvents(`[${'['.repeat(100_000)}`, 'x.json'), /x\.json/);
	for (const text of ['[]', '[{"a": 1}]', '{"events": []}'])
		assert.equal(chromeTrace.recognise(openFile(t, 'x.json', text)), undefined);
});
