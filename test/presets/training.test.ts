import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import {join} from 'node:path';
import {test} from 'node:test';
import {REPOSITORY} from '../helpers/repository.ts';

const TRAINING = join(REPOSITORY, 'presets', 'training', 'training');
const GOOD = ['--learning-rate', '0.01', '--one-minus-beta-1', '0.1', '--epsilon', '1e-8'];
const POINT =
	/^Time since start: (?<seconds>[\d.]+)s, \tStep: (?<step>\d+), \t\{'accuracy': (?<accuracy>[\d.e-]+), 'loss': (?<loss>[\d.e-]+), /gm;

function training(...argv: readonly string[]) {
	const env = {...process.env, SWEEPTOP_NODE: process.execPath, SWEEP_SEED: '7'};
	return spawnSync(TRAINING, argv, {encoding: 'utf8', env});
}

function pointsOf(
	stdout: string,
): readonly {readonly step: number; readonly loss: number; readonly accuracy: number}[] {
	return [...stdout.matchAll(POINT)].map(({groups}) => ({
		step: Number(groups?.['step']),
		loss: Number(groups?.['loss']),
		accuracy: Number(groups?.['accuracy']),
	}));
}

test('learns: from guessing to most digits of other writers, a point every 20 steps', () => {
	const {status, stdout, stderr} = training(...GOOD, '--steps', '100');
	assert.equal(status, 0, stderr);
	const points = pointsOf(stdout);
	assert.deepEqual(
		points.map(({step}) => step),
		[1, 20, 40, 60, 80, 100],
	);
	const [first, last] = [points[0], points.at(-1)];
	assert.ok(first !== undefined && first.loss > 1.8 && first.accuracy < 0.5, JSON.stringify(first));
	assert.ok(last !== undefined && last.loss < 0.6 && last.accuracy > 0.8, JSON.stringify(last));
	assert.match(stdout, /^goal_reached=0\nsteps_taken=100\nsubmission_time=[\d.]+$/m);
});

test('ends at the target, and the same seed gives the same losses', () => {
	const runs = [1, 2].map(() => training(...GOOD, '--target', '1.2').stdout);
	const [points, again] = runs.map(pointsOf);
	assert.deepEqual(points, again);
	const losses = points?.map(({loss}) => loss) ?? [];
	assert.ok((losses.at(-1) ?? 9) <= 1.2 && losses.slice(0, -1).every(loss => loss > 1.2), losses.join(' '));
	assert.match(runs[0] ?? '', new RegExp(`^goal_reached=1\nsteps_taken=${points?.at(-1)?.step}\n`, 'm'));
});

test('ends when its time is over', () => {
	const {stdout} = training(...GOOD, '--steps', '100000', '--seconds', '0.1');
	const points = pointsOf(stdout);
	assert.ok((points.at(-1)?.step ?? 0) < 100_000);
	assert.match(stdout, /^goal_reached=0$/m);
});

test('the gradient that it follows is that of its loss', async () => {
	const {backward, createPerceptron, createRandom, createWorkspace, forward, judge} = await import(
		'../../presets/digits/perceptron.mjs'
	);
	const random = createRandom(3);
	const layers = createPerceptron([5, 4, 3], random);
	const [count, classes] = [6, 3];
	const images = Float32Array.from({length: count * 5}, random);
	const labels = Uint8Array.from({length: count}, (_, index) => index % classes);
	const workspace = createWorkspace(layers, count);
	const lossOf = (): number => judge(forward(layers, workspace, images, count), labels, count, classes).loss;
	const into = layers.map(({weights, biases}) => ({
		weights: new Float32Array(weights.length),
		biases: new Float32Array(biases.length),
	}));
	judge(forward(layers, workspace, images, count), labels, count, classes, workspace.at(-1)?.gradients);
	backward(layers, workspace, images, count, into);
	const step = 1e-3;
	for (const [index, layer] of layers.entries())
		for (const name of ['weights', 'biases'] as const)
			for (let at = 0; at < layer[name].length; at += 1) {
				const value = layer[name][at] ?? 0;
				layer[name][at] = value + step;
				const above = lossOf();
				layer[name][at] = value - step;
				const slope = (above - lossOf()) / (2 * step);
				layer[name][at] = value;
				const found = into[index]?.[name][at] ?? Number.NaN;
				assert.ok(Math.abs(slope - found) < 2e-3, `layer ${index} ${name} ${at}: ${found} is not ${slope}`);
			}
});

test('refuses what it cannot learn with', () => {
	for (const argv of [
		['--learning-rate', '0', '--one-minus-beta-1', '0.1', '--epsilon', '1e-8'],
		['--learning-rate', '0.1', '--one-minus-beta-1', '2', '--epsilon', '1e-8'],
		['--learning-rate', '0.1', '--one-minus-beta-1', '0.1'],
		[...GOOD, '--steps', '1.5'],
		[...GOOD, '--learning-speed', '1'],
	]) {
		const {status, stdout, stderr} = training(...argv);
		assert.equal(status, 2, argv.join(' '));
		assert.equal(stdout, '');
		assert.match(stderr, /^training: /);
	}
});
