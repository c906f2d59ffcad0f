import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import {test} from 'node:test';
import type {ImportedTrial} from '../../source/domain/importer.ts';
import {collectCalls} from '../../source/exporters/call-graph.ts';
import {dotExporter} from '../../source/exporters/dot.ts';
import {optunaBestExporter} from '../../source/exporters/optuna-best.ts';
import {openSystem} from '../helpers/foreign-files.ts';
import {textOf} from './sample.ts';
import {foldImport, importSource, importedState, openFormat} from '../helpers/imported.ts';

const span = (depth: number, verb: string, seconds: number, kernel?: string): ImportedTrial => ({
	params: {verb, depth, ...(kernel === undefined ? {} : {kernel})},
	state: 'complete',
	metrics: {elapsed_s: seconds},
});

function calls(...trials: readonly ImportedTrial[]): ReturnType<typeof foldImport> {
	return foldImport({name: 'calls', objectives: [], trials});
}

test('dot: calls, totals and edges are added up along the tree', () => {
	const state = calls(
		span(0, 'a::run', 10),
		span(1, 'a::load', 3),
		span(2, 'io::read', 2, 'k1'),
		span(1, 'a::load', 4),
		span(2, 'io::read', 1, 'k2'),
		span(0, 'a::run', 1),
		span(1, 'a::run', 0.5),
	);
	const {nodes, edges} = collectCalls(state) ?? assert.fail('no graph');
	assert.deepEqual(
		nodes.map(({verb, kernel, calls: count, totalS, childrenS}) => [verb, kernel, count, totalS, childrenS]),
		[
			['a::run', undefined, 3, 11.5, 7.5],
			['a::load', undefined, 2, 7, 3],
			['io::read', 'k1', 1, 2, 0],
			['io::read', 'k2', 1, 1, 0],
		],
	);
	assert.deepEqual(
		edges.map(({from, to, calls: count, totalS}) => [from.verb, to.kernel ?? to.verb, count, totalS]),
		[
			['a::run', 'a::load', 2, 7],
			['a::load', 'k1', 1, 2],
			['a::load', 'k2', 1, 1],
			['a::run', 'a::run', 1, 0.5],
		],
	);
	const text = textOf(dotExporter, state);
	assert.match(text, /n0 \[label="a\.run\\n3 ×, 11\.5 s\\nself 4\.00 s", fillcolor="0\.09 1\.000 1\.000"\];/);
	assert.match(text, /n0 -> n1 \[label="2 ×\\n7\.00 s"\];/);
});

test('dot: names from outside end no label and act on no terminal; trials without a depth are refused', () => {
	const text = textOf(dotExporter, calls(span(0, 'x"];\n\u001B[31m\\', 1)));
	assert.equal(text.split('\n').filter(line => line.includes('label=')).length, 1);
	assert.ok(!text.includes('\u001B'));
	assert.match(text, /x\\"\];/);
	const plain = foldImport({name: 'x', objectives: [], trials: [{params: {lr: 1}, state: 'complete', metrics: {}}]});
	assert.throws(() => textOf(dotExporter, plain), /none has a depth/);
});

test('dot: the graph of an event log adds up to its invocations, and Graphviz draws it', async t => {
	const {sweeps} = await importSource(openSystem('plaidml/small_mobilenet_coco_log.gz'));
	const timeline = sweeps.find(({name}) => name === 'timeline') ?? assert.fail('no timeline');
	const state = foldImport(timeline);
	const {nodes, edges} = collectCalls(state) ?? assert.fail('no graph');
	const depthOf = (depth: number): number => state.trials.filter(trial => trial?.params['depth'] === depth).length;
	assert.equal(
		nodes.reduce((sum, node) => sum + node.calls, 0),
		state.trials.length,
	);
	assert.equal(
		edges.reduce((sum, edge) => sum + edge.calls, 0),
		state.trials.length - depthOf(0),
	);
	const drawn = spawnSync('dot', ['-Tplain'], {
		input: textOf(dotExporter, state),
		encoding: 'utf8',
	});
	if (drawn.error !== undefined) return t.skip('needs Graphviz (dot)');
	assert.equal(drawn.status, 0, drawn.stderr);
	assert.equal(drawn.stdout.split('\n').filter(line => line.startsWith('node ')).length, nodes.length);
	assert.equal(drawn.stdout.split('\n').filter(line => line.startsWith('edge ')).length, edges.length);
});

test('optuna-best: the front of several objectives, one best trial of one', async () => {
	const state = await importedState(openFormat('optuna5_tpe.log.json'));
	const rows: unknown = JSON.parse(textOf(optunaBestExporter, state));
	// As Optuna's best_trials has it, counted from 0.
	const front = [1, 2, 3, 4, 6, 9, 11, 12, 13, 14, 15, 16, 17, 18, 19, 21, 22, 23, 24, 25, 26, 27, 28];
	assert.deepEqual(
		Object.values(rows as Record<string, {number: number}>).map(({number}) => number),
		front,
	);
	const text = textOf(optunaBestExporter, state);
	assert.match(text, /^\{\n {4}"0":\{\n {8}"number":1,\n {8}"value":\[/);
	const single = foldImport({
		name: 'x',
		objectives: [{metric: 'loss', direction: 'minimize'}],
		trials: [
			{params: {'net/lr': 0.1}, state: 'complete', metrics: {loss: 2}},
			{params: {'net/lr': 0.2}, state: 'complete', metrics: {loss: 1}},
			{params: {'net/lr': 0.3}, state: 'failed', metrics: {}},
		],
	});
	assert.deepEqual(JSON.parse(textOf(optunaBestExporter, single)), {
		0: {
			number: 1,
			value: 1,
			software_metrics: {loss: 1},
			hardware_metrics: {},
			scaled_metrics: {loss: 1},
			sampled_config: {net: {lr: 0.2}},
		},
	});
});
