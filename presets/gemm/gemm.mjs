/**
 * Multiplies square matrices for about a second and prints how fast it was.
 * usage: gemm --type=half|float|double -n SIZE [--block SIZE] [--seconds S]
 *
 * Elements are stored in the type (IEEE binary16, 32 or 64). Tiles are blocked for the cache; a tile's sums are kept
 * in an accumulator of the next wider type (half in float, as tensor cores do it) and rounded once when stored.
 * One row of the result is checked against a plain sum in double precision before anything is printed as a result.
 */
import process from 'node:process';
import {parseArgs} from 'node:util';

/** Storage, accumulator, and the relative error that `size` roundings may add up to (unit roundoff). */
const TYPES = {
	half: {Storage: globalThis.Float16Array, Tile: Float32Array, roundoff: 2 ** -11},
	float: {Storage: Float32Array, Tile: Float32Array, roundoff: 2 ** -24},
	double: {Storage: Float64Array, Tile: Float64Array, roundoff: 2 ** -53},
};
/** Milliseconds between two lines of progress. */
const REPORT_EVERY_MS = 100;
const BAR_CELLS = 20;

if (globalThis.Float16Array === undefined)
	fail(`Node ${process.version} has no Float16Array: Node 24 or newer is needed`);
const {typeName, type, size, block, seconds} = readOptions(process.argv.slice(2));
process.stdout.write(`Starting ${typeName.toUpperCase()}\n`);
const left = createMatrix(size, 1);
const right = createMatrix(size, 2);
const product = new type.Storage(size * size);

multiply(product, left, right);
checkRow(size >> 1);
benchmark();

function readOptions(argv) {
	const options = {
		type: {type: 'string'},
		size: {type: 'string', short: 'n'},
		block: {type: 'string', default: '64'},
		seconds: {type: 'string', default: '1'},
	};
	let values;
	try {
		values = parseArgs({args: argv, options}).values;
	} catch (error) {
		fail(error.message);
	}
	const chosen = Object.hasOwn(TYPES, values.type ?? '') ? TYPES[values.type] : undefined;
	const [n, tile, time] = [Number(values.size), Number(values.block), Number(values.seconds)];
	if (chosen === undefined) fail(`--type must be one of ${Object.keys(TYPES).join(', ')}`);
	if (!Number.isInteger(n) || n < 1 || n > 4096) fail('-n must be a whole number from 1 to 4096');
	if (!Number.isInteger(tile) || tile < 1) fail('--block must be a whole number from 1');
	if (!(time > 0)) fail('--seconds must be positive');
	return {typeName: values.type, type: chosen, size: n, block: Math.min(tile, n), seconds: time};
}

function fail(message) {
	process.stderr.write(`gemm: ${message}\n`);
	process.exit(2);
}

/** A matrix of reproducible numbers between -1 and 1 (a linear congruential generator, Numerical Recipes). */
function createMatrix(n, seed) {
	let state = seed;
	return type.Storage.from({length: n * n}, () => {
		state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
		return state / 2 ** 31 - 1;
	});
}

/** c = a b, tile by tile; the tiles of `a` and `b` are packed into the accumulator's type first. */
function multiply(c, a, b) {
	const sums = new type.Tile(block * block);
	const packedA = new type.Tile(block * block);
	const packedB = new type.Tile(block * block);
	for (let rowBase = 0; rowBase < size; rowBase += block) {
		const rows = Math.min(block, size - rowBase);
		for (let columnBase = 0; columnBase < size; columnBase += block) {
			const columns = Math.min(block, size - columnBase);
			sums.fill(0);
			for (let innerBase = 0; innerBase < size; innerBase += block) {
				const inner = Math.min(block, size - innerBase);
				pack(packedA, a, rowBase, innerBase, rows, inner);
				pack(packedB, b, innerBase, columnBase, inner, columns);
				multiplyTile(sums, packedA, packedB, rows, inner, columns);
			}
			for (let row = 0; row < rows; row++)
				for (let column = 0; column < columns; column++)
					c[(rowBase + row) * size + columnBase + column] = sums[row * block + column];
		}
	}
}

function pack(tile, matrix, rowBase, columnBase, rows, columns) {
	for (let row = 0; row < rows; row++) {
		const from = (rowBase + row) * size + columnBase;
		for (let column = 0; column < columns; column++) tile[row * block + column] = matrix[from + column];
	}
}

/** The innermost loops: storing into the typed array rounds each sum to the accumulator's type. */
function multiplyTile(sums, a, b, rows, inner, columns) {
	for (let row = 0; row < rows; row++)
		for (let k = 0; k < inner; k++) {
			const factor = a[row * block + k];
			const sumBase = row * block;
			const rightBase = k * block;
			for (let column = 0; column < columns; column++) sums[sumBase + column] += factor * b[rightBase + column];
		}
}

/** Compares one row of the product with plain sums in double precision; a wrong product ends the program. */
function checkRow(row) {
	const tolerance = 4 * type.roundoff + 2 * size * (type.Tile === Float32Array ? 2 ** -24 : 2 ** -53);
	for (let column = 0; column < size; column++) {
		let exact = 0;
		let magnitude = 0;
		for (let k = 0; k < size; k++) {
			const term = left[row * size + k] * right[k * size + column];
			exact += term;
			magnitude += Math.abs(term);
		}
		const error = Math.abs(product[row * size + column] - exact);
		if (error <= tolerance * magnitude) continue;
		process.stderr.write(`wrong product at (${row}, ${column}): off by ${error}\n`);
		process.exit(1);
	}
}

/** Multiplies until the time is over, at least once; prints latencies and progress on the way, the speed at the end. */
function benchmark() {
	process.stdout.write('Running GEMM... \n');
	const began = performance.now();
	const endsAt = began + seconds * 1000;
	let iterations = 0;
	let now = began;
	let reportAt = began;
	let bar = '';
	while (iterations === 0 || now < endsAt) {
		const before = now;
		multiply(product, left, right);
		now = performance.now();
		iterations += 1;
		if (now < reportAt && now < endsAt) continue;
		// The line is padded over the bar that it takes the place of; the bar moves one line down.
		const latency = `latency=${(now - before).toPrecision(6)} ms`.padEnd(bar.length);
		bar = progress(now - began, iterations);
		process.stdout.write(`\r${latency}\n${bar}`);
		reportAt = now + REPORT_EVERY_MS;
	}
	const elapsedSeconds = (now - began) / 1000;
	const flops = (iterations * size * size * (2 * size - 1)) / elapsedSeconds;
	const counted = `${elapsedSeconds.toFixed(6)} seconds, ${iterations} iterations`;
	process.stdout.write(
		`\nMatrix ${size} (block ${block}) - ${flops} FLOPS (${counted})\nDone ${typeName.toUpperCase()}\n`,
	);
}

/** A bar as tqdm draws it; the total is the number of iterations expected in the time. */
function progress(elapsedMs, iterations) {
	const share = Math.min(1, elapsedMs / (seconds * 1000));
	const total = Math.max(iterations, Math.round(iterations / share));
	const eighths = Math.round(share * BAR_CELLS * 8);
	const full = '█'.repeat(eighths >> 3);
	const part = ' ▏▎▍▌▋▊▉'[eighths & 7].trim();
	const clock = ms => `00:${String(Math.round(ms / 1000)).padStart(2, '0')}`;
	const times = `[${clock(elapsedMs)}<${clock((elapsedMs * (1 - share)) / share)}, ${(iterations / (elapsedMs / 1000)).toFixed(2)}it/s]`;
	const percent = `${Math.round(share * 100)}%`.padStart(4);
	return `${percent}|${(full + part).padEnd(BAR_CELLS)}| ${iterations}/${total} ${times}`;
}
