/**
 * Trains a small perceptron to read hand-written digits, and says on the way how well it does on pictures of other writers.
 * usage: training --learning-rate R --one-minus-beta-1 B --epsilon E [--target LOSS] [--steps N] [--hidden N] [--batch N]
 *                 [--seconds S] [--seed N]
 *
 * Ends as soon as the loss on the test set is at the target, after the steps, or when the time is over. Lines are those
 * of the submission runner of MLCommons' algorithmic-efficiency benchmark; the optimizer is Adam, the first two of its
 * settings and epsilon are those of that benchmark's search space. The seed is $SWEEP_SEED unless it is given.
 */
import process from 'node:process';
import {parseArgs} from 'node:util';
import {CLASSES, PIXELS, readDigits} from '../digits/digits.mjs';
import {
	backward,
	createAdam,
	createBatches,
	createPerceptron,
	createRandom,
	createWorkspace,
	forward,
	judge,
} from '../digits/perceptron.mjs';

/** Steps between two looks at the test set. */
const EVALUATE_EVERY = 20;
const BETA_2 = 0.999;

const settings = readOptions(process.argv.slice(2));
const {train, test} = readDigits();
learn();

function readOptions(argv) {
	const options = {
		'learning-rate': {type: 'string'},
		'one-minus-beta-1': {type: 'string'},
		epsilon: {type: 'string'},
		target: {type: 'string', default: '0'},
		steps: {type: 'string', default: '200'},
		hidden: {type: 'string', default: '64'},
		batch: {type: 'string', default: '64'},
		seconds: {type: 'string', default: '30'},
		seed: {type: 'string', default: process.env.SWEEP_SEED ?? '0'},
	};
	let values;
	try {
		values = parseArgs({args: argv, options}).values;
	} catch (error) {
		fail(error.message);
	}
	const number = (name, holds, range) => {
		const value = Number(values[name]);
		if (values[name] === undefined || !holds(value)) fail(`--${name} must be ${range}`);
		return value;
	};
	const whole = most => value => Number.isInteger(value) && value >= 1 && value <= most;
	return {
		learningRate: number('learning-rate', value => value > 0, 'a positive number'),
		beta1: 1 - number('one-minus-beta-1', value => value > 0 && value <= 1, 'above 0, 1 at most'),
		epsilon: number('epsilon', value => value > 0, 'a positive number'),
		target: number('target', value => value >= 0, 'a loss, 0 for none'),
		steps: number('steps', whole(1e6), 'a whole number from 1'),
		hidden: number('hidden', whole(1024), 'a whole number from 1 to 1024'),
		batch: number('batch', whole(1024), 'a whole number from 1 to 1024'),
		seconds: number('seconds', value => value > 0, 'positive'),
		seed: number('seed', Number.isInteger, 'a whole number'),
	};
}

function fail(message) {
	process.stderr.write(`training: ${message}\n`);
	process.exit(2);
}

function learn() {
	const {hidden, seed, learningRate, beta1, epsilon, batch: size, steps, target} = settings;
	const random = createRandom(seed);
	const layers = createPerceptron([PIXELS, hidden, CLASSES], random);
	const optimize = createAdam(layers, {learningRate, beta1, beta2: BETA_2, epsilon});
	const gradients = layers.map(({weights, biases}) => ({
		weights: new Float32Array(weights.length),
		biases: new Float32Array(biases.length),
	}));
	const workspace = createWorkspace(layers, size);
	const testspace = createWorkspace(layers, test.count);
	const batches = createBatches(train, size, PIXELS, random);
	// What is measured is the training, not the start of the program.
	process.stdout.write('--- Tuning run 1/1 ---\n::sweep measure-begin\n');
	const startMs = performance.now();
	const elapsed = () => (performance.now() - startMs) / 1000;
	for (let step = 1; ; step++) {
		const {images, labels} = batches.next().value;
		const scores = forward(layers, workspace, images, size);
		judge(scores, labels, size, CLASSES, workspace.at(-1).gradients);
		optimize(backward(layers, workspace, images, size, gradients));
		const isLast = step >= steps || elapsed() > settings.seconds;
		if (!isLast && step > 1 && step % EVALUATE_EVERY > 0) continue;
		const result = judge(forward(layers, testspace, test.images, test.count), test.labels, test.count, CLASSES);
		const isReached = result.loss <= target;
		report(elapsed(), step, (step * size) / train.count, result);
		if (isReached || isLast) return conclude(elapsed(), step, isReached);
	}
}

function report(seconds, step, epoch, {loss, accuracy}) {
	const values = `{'accuracy': ${accuracy}, 'loss': ${loss}, 'epoch': ${epoch.toFixed(4)}}`;
	process.stdout.write(`Time since start: ${seconds.toFixed(2)}s, \tStep: ${step}, \t${values}\n`);
}

function conclude(seconds, step, isReached) {
	const {learningRate, beta1, epsilon} = settings;
	const hyperparameters = `learning_rate=${learningRate}, one_minus_beta_1=${1 - beta1}, epsilon=${epsilon}`;
	process.stdout.write('::sweep measure-end\n');
	process.stdout.write(`Hyperparameters: Hyperparameters(${hyperparameters})\n`);
	process.stdout.write(
		`goal_reached=${isReached ? 1 : 0}\nsteps_taken=${step}\nsubmission_time=${seconds.toFixed(6)}\n`,
	);
}
