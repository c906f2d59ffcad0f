/**
 * Trains a small perceptron to read digits, rounds its numbers to fixed point and measures what is left of it.
 * usage: quantization --data WIDTH,FRACTION --weight WIDTH,FRACTION [--seconds S] [--batch N]
 *
 * A number of WIDTH bits, FRACTION of them behind the point, is clip(round(a 2^f), -2^(w-1), 2^(w-1) - 1) / 2^f. `data`
 * is the format of what goes into every layer, `weight` that of every layer's weights; biases have 16 bits, 8 behind
 * the point. The rounded network computes with whole numbers in arrays of 8 or 16 bits. The training is the same every
 * time (its seed is fixed), and is over before anything is measured.
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

const HIDDEN = [32, 32];
const TRAINING = {steps: 400, batch: 64, seed: 1, learningRate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-8};
const BIAS = {width: 16, fraction: 8};
const WIDEST = 16;
/** Batches before the first that is timed: by then the loops are compiled. */
const WARM_UP = 30;
/** Milliseconds between two lines of progress. */
const REPORT_EVERY_MS = 100;

const {data, weight, seconds, batch: batchSize} = readOptions(process.argv.slice(2));
const {train, test} = readDigits();
const layers = learn();
const exact = judge(
	forward(layers, createWorkspace(layers, test.count), test.images, test.count),
	test.labels,
	test.count,
	CLASSES,
);
const quantized = layers.map(quantizeLayer);
const scores = new Float32Array(test.count * CLASSES);
measure();

function readOptions(argv) {
	const options = {
		data: {type: 'string'},
		weight: {type: 'string'},
		seconds: {type: 'string', default: '1.4'},
		batch: {type: 'string', default: '60'},
	};
	let values;
	try {
		values = parseArgs({args: argv, options}).values;
	} catch (error) {
		fail(error.message);
	}
	const [time, count] = [Number(values.seconds), Number(values.batch)];
	if (!(time > 0)) fail('--seconds must be positive');
	if (!Number.isInteger(count) || count < 1 || count > 360) fail('--batch must be a whole number from 1 to 360');
	return {
		data: readFormat('data', values.data),
		weight: readFormat('weight', values.weight),
		seconds: time,
		batch: count,
	};
}

function readFormat(name, text = '') {
	const [width, fraction, ...others] = text.split(',').map(Number);
	const isFormat = others.length === 0 && Number.isInteger(width) && Number.isInteger(fraction);
	if (!isFormat || width < 2 || width > WIDEST || fraction < 0 || fraction >= width)
		fail(`--${name} must be WIDTH,FRACTION, two whole numbers: a width from 2 to ${WIDEST} and a smaller fraction`);
	return {width, fraction};
}

function fail(message) {
	process.stderr.write(`quantization: ${message}\n`);
	process.exit(2);
}

function learn() {
	const {steps, batch: size, seed, ...settings} = TRAINING;
	const random = createRandom(seed);
	const network = createPerceptron([PIXELS, ...HIDDEN, CLASSES], random);
	const optimize = createAdam(network, settings);
	const workspace = createWorkspace(network, size);
	const gradients = network.map(({weights, biases}) => ({
		weights: new Float32Array(weights.length),
		biases: new Float32Array(biases.length),
	}));
	const batches = createBatches(train, size, PIXELS, random);
	for (let step = 0; step < steps; step++) {
		const {images, labels} = batches.next().value;
		judge(forward(network, workspace, images, size), labels, size, CLASSES, workspace.at(-1).gradients);
		optimize(backward(network, workspace, images, size, gradients));
	}
	return network;
}

/** Round half away from zero below 0 too, as C's lround; the typed array holds the whole number. */
function quantize(values, {width, fraction}) {
	const Whole = width <= 8 ? Int8Array : Int16Array;
	return Whole.from(values, value => toWhole(value, width, fraction));
}

function toWhole(value, width, fraction) {
	const rounded = Math.round(Math.abs(value) * 2 ** fraction) * Math.sign(value);
	return Math.max(-(2 ** (width - 1)), Math.min(2 ** (width - 1) - 1, rounded));
}

function quantizeLayer({inputs, outputs, weights, biases}) {
	const activations = quantize(new Float32Array(batchSize * inputs), data);
	return {inputs, outputs, weights: quantize(weights, weight), biases: quantize(biases, BIAS), activations};
}

/** Scores of the pictures from `first` on, at most a batch of them. */
function infer(first) {
	const count = Math.min(batchSize, test.count - first);
	// A sum of products has both fractions behind its point; a product of two numbers of 16 bits leaves 2^53 far away.
	const unit = 2 ** -(data.fraction + weight.fraction);
	quantized.forEach((layer, index) => {
		const {inputs, outputs, weights, biases, activations} = layer;
		if (index === 0)
			for (let at = 0; at < count * inputs; at++)
				activations[at] = toWhole(test.images[first * inputs + at], data.width, data.fraction);
		const next = quantized[index + 1];
		for (let image = 0; image < count; image++)
			for (let neuron = 0; neuron < outputs; neuron++) {
				let sum = 0;
				const [row, column] = [neuron * inputs, image * inputs];
				for (let input = 0; input < inputs; input++) sum += weights[row + input] * activations[column + input];
				const value = sum * unit + biases[neuron] * 2 ** -BIAS.fraction;
				if (next === undefined) scores[(first + image) * outputs + neuron] = value;
				else next.activations[image * outputs + neuron] = value > 0 ? toWhole(value, data.width, data.fraction) : 0;
			}
	});
	return count;
}

function measure() {
	process.stdout.write(`trained: ${(100 * exact.accuracy).toFixed(1)} % right with 32 bits\n`);
	let first = 0;
	const step = () => {
		const count = infer(first);
		first = (first + count) % test.count;
		return count;
	};
	for (let count = 0; count < WARM_UP; count++) step();
	process.stdout.write('::sweep measure-begin\n');
	const startMs = performance.now();
	let [pictures, batches, reportMs, nowMs] = [0, 0, startMs, startMs];
	while (nowMs - startMs < seconds * 1000 || pictures < test.count) {
		pictures += step();
		batches++;
		nowMs = performance.now();
		if (nowMs - reportMs < REPORT_EVERY_MS) continue;
		process.stdout.write(`latency=${((1000 * (nowMs - reportMs)) / batches).toFixed(3)} us\n`);
		[reportMs, batches] = [nowMs, 0];
	}
	process.stdout.write('::sweep measure-end\n');
	report((pictures * 1000) / (nowMs - startMs));
}

function report(pictures_per_second) {
	const {loss, accuracy} = judge(scores, test.labels, test.count, CLASSES);
	const counts = layers.map(({weights, biases}) => [weights.length, biases.length]);
	const [weights, biases] = [0, 1].map(kind => counts.reduce((sum, pair) => sum + pair[kind], 0));
	const average_bitwidth = (weights * weight.width + biases * BIAS.width) / (weights + biases);
	const metrics = {
		accuracy,
		loss,
		accuracy_lost: exact.accuracy - accuracy,
		pictures_per_second,
		average_bitwidth,
		memory_density: 32 / average_bitwidth,
		model_bytes: Math.ceil((average_bitwidth * (weights + biases)) / 8),
	};
	for (const [name, value] of Object.entries(metrics)) process.stdout.write(`${name}=${value}\n`);
}
