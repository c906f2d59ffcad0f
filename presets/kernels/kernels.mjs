/**
 * Classifies images with a small network for about half a second, times every kernel of it and writes a Chrome trace.
 * usage: kernels --channels N --image SIZE [--order planes|pixels] [--seconds S] [--trace FILE]
 *
 * The network: convolution 3 × 3, rectifier, maximum of 2 × 2, dense layer, softmax. `order` is the order of the loops
 * of the convolution: `planes` goes through all pixels for one pair of channels after the other, `pixels` through all
 * channels at one pixel after the other. Both give the same sums, which is checked before anything is printed.
 * The trace goes to FILE, else to `trace.json` in $SWEEP_DIR, else nowhere.
 */
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import process from 'node:process';
import {parseArgs} from 'node:util';

const CLASSES = 10;
const COLORS = 3;
const ORDERS = {planes: convolvePlanes, pixels: convolvePixels};
/** Milliseconds between two lines of progress. */
const REPORT_EVERY_MS = 100;
/** A trace of more invocations is no easier to read. */
const MOST_TRACED = 200;

const {channels, image, order, seconds, tracePath} = readOptions(process.argv.slice(2));
const half = image >> 1;
const input = noise(COLORS * image * image, 1);
const weights = noise(channels * COLORS * 9, 2);
const denseWeights = noise(CLASSES * channels * half * half, 3);
const convolved = new Float32Array(channels * image * image);
const pooled = new Float32Array(channels * half * half);
const scores = new Float32Array(CLASSES);

/** Kernels in the order of their run; `flops` and `bytes` are of one run. */
const KERNELS = [
	kernel('convolution', 'contraction', () => ORDERS[order](convolved), 2 * 9 * COLORS * convolved.length, [
		input,
		weights,
		convolved,
	]),
	kernel('rectifier', 'element', rectify, convolved.length, [convolved, convolved]),
	kernel('maximum', 'contraction', pool, 3 * pooled.length, [convolved, pooled]),
	kernel('dense', 'contraction', dense, 2 * denseWeights.length, [pooled, denseWeights, scores]),
	kernel('softmax', 'special', softmax, 3 * CLASSES, [scores, scores]),
];
const temporaries = [
	[convolved.byteLength, 1],
	[pooled.byteLength, 1],
	[scores.byteLength, 1],
];

checkOrders();
benchmark();

function readOptions(argv) {
	const options = {
		channels: {type: 'string'},
		image: {type: 'string'},
		order: {type: 'string', default: 'planes'},
		seconds: {type: 'string', default: '0.6'},
		trace: {type: 'string'},
	};
	let values;
	try {
		values = parseArgs({args: argv, options}).values;
	} catch (error) {
		fail(error.message);
	}
	const [count, size, time] = [Number(values.channels), Number(values.image), Number(values.seconds)];
	if (!Number.isInteger(count) || count < 1 || count > 256) fail('--channels must be a whole number from 1 to 256');
	if (!Number.isInteger(size) || size < 4 || size > 256 || size % 2 > 0)
		fail('--image must be an even number from 4 to 256');
	if (!Object.hasOwn(ORDERS, values.order)) fail(`--order must be one of ${Object.keys(ORDERS).join(', ')}`);
	if (!(time > 0)) fail('--seconds must be positive');
	const folder = process.env.SWEEP_DIR;
	const path = values.trace ?? (folder ? join(folder, 'trace.json') : undefined);
	return {channels: count, image: size, order: values.order, seconds: time, tracePath: path};
}

function fail(message) {
	process.stderr.write(`kernels: ${message}\n`);
	process.exit(2);
}

/** Repeatable numbers in [-0.5, 0.5). */
function noise(length, seed) {
	let state = seed;
	return Float32Array.from({length}, () => {
		state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
		return state / 2 ** 32 - 0.5;
	});
}

function kernel(name, type, run, flops, arrays) {
	return {name, type, run, flops, bytes: arrays.reduce((sum, array) => sum + array.byteLength, 0), totalUs: 0, runs: 0};
}

/** One pair of channels after the other; edges count as 0. */
function convolvePlanes(output) {
	output.fill(0);
	for (let to = 0; to < channels; to++)
		for (let from = 0; from < COLORS; from++)
			for (let tap = 0; tap < 9; tap++) {
				const weight = weights[(to * COLORS + from) * 9 + tap];
				const [down, right] = [Math.floor(tap / 3) - 1, (tap % 3) - 1];
				for (let row = Math.max(0, -down); row < Math.min(image, image - down); row++)
					for (let column = Math.max(0, -right); column < Math.min(image, image - right); column++)
						output[(to * image + row) * image + column] +=
							weight * input[(from * image + row + down) * image + column + right];
			}
}

/** One pixel after the other. */
function convolvePixels(output) {
	for (let to = 0; to < channels; to++)
		for (let row = 0; row < image; row++)
			for (let column = 0; column < image; column++) {
				let sum = 0;
				for (let from = 0; from < COLORS; from++)
					for (let down = Math.max(-1, -row); down <= Math.min(1, image - 1 - row); down++)
						for (let right = Math.max(-1, -column); right <= Math.min(1, image - 1 - column); right++)
							sum +=
								weights[(to * COLORS + from) * 9 + (down + 1) * 3 + right + 1] *
								input[(from * image + row + down) * image + column + right];
				output[(to * image + row) * image + column] = sum;
			}
}

function rectify() {
	for (let index = 0; index < convolved.length; index++) if (convolved[index] < 0) convolved[index] = 0;
}

function pool() {
	for (let channel = 0; channel < channels; channel++)
		for (let row = 0; row < half; row++)
			for (let column = 0; column < half; column++) {
				const at = (channel * image + 2 * row) * image + 2 * column;
				pooled[(channel * half + row) * half + column] = Math.max(
					convolved[at],
					convolved[at + 1],
					convolved[at + image],
					convolved[at + image + 1],
				);
			}
}

function dense() {
	for (let target = 0; target < CLASSES; target++) {
		let sum = 0;
		const from = target * pooled.length;
		for (let index = 0; index < pooled.length; index++) sum += denseWeights[from + index] * pooled[index];
		scores[target] = sum;
	}
}

function softmax() {
	const highest = Math.max(...scores);
	let sum = 0;
	for (let index = 0; index < CLASSES; index++) sum += scores[index] = Math.exp(scores[index] - highest);
	for (let index = 0; index < CLASSES; index++) scores[index] /= sum;
}

/** Sums of at most 27 products in 32 bits: the two orders may differ by that many roundings. */
function checkOrders() {
	const other = new Float32Array(convolved.length);
	convolvePlanes(convolved);
	convolvePixels(other);
	for (let index = 0; index < other.length; index++) {
		if (Math.abs(other[index] - convolved[index]) <= 27 * 2 ** -23) continue;
		process.stderr.write(`the two orders differ at ${index}: ${convolved[index]} and ${other[index]}\n`);
		process.exit(1);
	}
}

function benchmark() {
	const events = [{ph: 'M', name: 'thread_name', pid: 1, tid: 1, args: {name: 'JavaScript'}}];
	for (const {run} of KERNELS) run();
	const startMs = performance.now();
	let [invocations, reportMs, sinceReport] = [0, startMs, 0];
	while (performance.now() - startMs < seconds * 1000 || invocations < 3) {
		invoke(invocations < MOST_TRACED ? events : undefined, startMs);
		invocations++;
		sinceReport++;
		const nowMs = performance.now();
		if (nowMs - reportMs < REPORT_EVERY_MS) continue;
		process.stdout.write(`latency=${((nowMs - reportMs) / sinceReport).toFixed(6)} ms\n`);
		[reportMs, sinceReport] = [nowMs, 0];
	}
	report(invocations, performance.now() - startMs);
	if (tracePath !== undefined)
		writeFileSync(tracePath, `${JSON.stringify({traceEvents: events, displayTimeUnit: 'ns'})}\n`);
}

function invoke(events, zeroMs) {
	const startMs = performance.now();
	let atMs = startMs;
	for (const one of KERNELS) {
		one.run();
		const endMs = performance.now();
		one.totalUs += (endMs - atMs) * 1000;
		one.runs++;
		events?.push(span(one.name, 'kernel', atMs - zeroMs, endMs - atMs, one.runs === 1 ? factsOf(one) : {}));
		atMs = endMs;
	}
	events?.push(span('classify', 'invocation', startMs - zeroMs, atMs - startMs, {}));
}

function span(name, cat, sinceMs, tookMs, args) {
	return {ph: 'X', name, cat, pid: 1, tid: 1, ts: sinceMs * 1000, dur: tookMs * 1000, args};
}

/** Once a kernel: what a reader of the trace wants to know of it. */
function factsOf({name, type, flops, bytes}) {
	const source = name === 'convolution' ? ORDERS[order] : {rectifier: rectify, maximum: pool, dense, softmax}[name];
	const program = `classify(image[${COLORS}, ${image}, ${image}]) -> scores[${CLASSES}]: ${KERNELS.map(one => one.name).join(' -> ')}`;
	return {type, flops, bytes, source: String(source), program, allocations: temporaries};
}

function report(invocations, tookMs) {
	const total = KERNELS.reduce((sum, one) => sum + one.totalUs, 0);
	const flops = KERNELS.reduce((sum, one) => sum + one.flops, 0);
	for (const {name, totalUs, runs} of KERNELS.toSorted((a, b) => b.totalUs - a.totalUs))
		process.stdout.write(
			`${name}: ${runs} runs, ${(totalUs / runs).toFixed(3)} us each, ${((100 * totalUs) / total).toFixed(1)} %\n`,
		);
	const metrics = {
		flops: (flops * invocations * 1000) / tookMs,
		convolution_us: KERNELS[0].totalUs / KERNELS[0].runs,
		convolution_share: KERNELS[0].totalUs / total,
		dense_us: KERNELS[3].totalUs / KERNELS[3].runs,
		temporary_bytes: temporaries.reduce((sum, [size, count]) => sum + size * count, 0),
	};
	for (const [name, value] of Object.entries(metrics)) process.stdout.write(`${name}=${value}\n`);
}
