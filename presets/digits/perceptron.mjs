/** A perceptron of several layers, rectified between them, in plain loops over arrays of 32 bits. */

/** Numbers in [0, 1), the same for the same seed: mulberry32 by T. Ettinger (public domain). */
export function createRandom(seed) {
	let state = seed >>> 0;
	return () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let bits = Math.imul(state ^ (state >>> 15), state | 1);
		bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
		return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
	};
}

/**
 * Layers `{inputs, outputs, weights, biases}`; `weights` holds `outputs` rows of `inputs`.
 * @param {readonly number[]} sizes pixels, hidden neurons of each layer, classes
 * Starts uniform within ±√(6 / inputs), for rectified neurons (He et al. 2015), biases at 0.
 */
export function createPerceptron(sizes, random) {
	return sizes.slice(1).map((outputs, index) => {
		const inputs = sizes[index];
		const bound = Math.sqrt(6 / inputs);
		const weights = Float32Array.from({length: outputs * inputs}, () => (2 * random() - 1) * bound);
		return {inputs, outputs, weights, biases: new Float32Array(outputs)};
	});
}

/** Arrays that a batch of `count` pictures needs: outputs and their gradients, a pair for each layer. */
export function createWorkspace(layers, count) {
	return layers.map(({outputs}) => ({
		values: new Float32Array(count * outputs),
		gradients: new Float32Array(count * outputs),
	}));
}

/** Fills the outputs of every layer; those of the last are scores before the softmax. */
export function forward(layers, workspace, images, count) {
	layers.forEach(({inputs, outputs, weights, biases}, index) => {
		const from = index === 0 ? images : workspace[index - 1].values;
		const to = workspace[index].values;
		const isLast = index === layers.length - 1;
		for (let image = 0; image < count; image++)
			for (let neuron = 0; neuron < outputs; neuron++) {
				let sum = biases[neuron];
				const [row, column] = [neuron * inputs, image * inputs];
				for (let input = 0; input < inputs; input++) sum += weights[row + input] * from[column + input];
				to[image * outputs + neuron] = isLast || sum > 0 ? sum : 0;
			}
	});
	return workspace[layers.length - 1].values;
}

/**
 * Mean cross entropy (nats) and share of right answers of `count` rows of scores; where `gradients` is given, it is
 * filled with the derivative of that mean by each score.
 */
export function judge(scores, labels, count, classes, gradients) {
	let [loss, right] = [0, 0];
	for (let image = 0; image < count; image++) {
		const row = scores.subarray(image * classes, (image + 1) * classes);
		const highest = Math.max(...row);
		const sum = row.reduce((total, score) => total + Math.exp(score - highest), 0);
		loss += Math.log(sum) + highest - row[labels[image]];
		if (row.indexOf(highest) === labels[image]) right++;
		if (gradients === undefined) continue;
		for (let neuron = 0; neuron < classes; neuron++) {
			const wanted = neuron === labels[image] ? 1 : 0;
			gradients[image * classes + neuron] = (Math.exp(row[neuron] - highest) / sum - wanted) / count;
		}
	}
	return {loss: loss / count, accuracy: right / count};
}

/**
 * Gradients of every layer, `{weights, biases}`, after `forward` and `judge` have filled the workspace.
 * @param into arrays of the layers' lengths; they are overwritten
 */
export function backward(layers, workspace, images, count, into) {
	for (let index = layers.length - 1; index >= 0; index--) {
		const {inputs, outputs, weights} = layers[index];
		const {gradients} = workspace[index];
		const below = index === 0 ? undefined : workspace[index - 1];
		const from = below?.values ?? images;
		into[index].weights.fill(0);
		into[index].biases.fill(0);
		below?.gradients.fill(0);
		for (let image = 0; image < count; image++)
			for (let neuron = 0; neuron < outputs; neuron++) {
				const gradient = gradients[image * outputs + neuron];
				if (gradient === 0) continue;
				const [row, column] = [neuron * inputs, image * inputs];
				into[index].biases[neuron] += gradient;
				for (let input = 0; input < inputs; input++)
					into[index].weights[row + input] += gradient * from[column + input];
				if (below === undefined) continue;
				for (let input = 0; input < inputs; input++)
					if (from[column + input] > 0) below.gradients[column + input] += gradient * weights[row + input];
			}
	}
	return into;
}

/**
 * Steps of Adam (Kingma and Ba 2015): `step(gradients)` moves the layers once.
 * @param {{learningRate: number, beta1: number, beta2: number, epsilon: number}} settings
 */
export function createAdam(layers, {learningRate, beta1, beta2, epsilon}) {
	const pairs = layers.flatMap((layer, index) =>
		['weights', 'biases'].map(name => {
			const values = layer[name];
			return {index, name, values, mean: new Float32Array(values.length), square: new Float32Array(values.length)};
		}),
	);
	let steps = 0;
	return gradients => {
		steps++;
		const [meanScale, squareScale] = [1 - beta1 ** steps, 1 - beta2 ** steps];
		for (const {index, name, values, mean, square} of pairs) {
			const gradient = gradients[index][name];
			for (let at = 0; at < values.length; at++) {
				mean[at] = beta1 * mean[at] + (1 - beta1) * gradient[at];
				square[at] = beta2 * square[at] + (1 - beta2) * gradient[at] ** 2;
				values[at] -= (learningRate * (mean[at] / meanScale)) / (Math.sqrt(square[at] / squareScale) + epsilon);
			}
		}
	};
}

/**
 * Batches without end: each pass takes all pictures of a set once, in a new order.
 * @returns {Generator<{images: Float32Array, labels: Uint8Array}>} the same two arrays, filled anew
 */
export function* createBatches({count, images, labels}, size, pixels, random) {
	const batch = {images: new Float32Array(size * pixels), labels: new Uint8Array(size)};
	const order = Array.from({length: count}, (_, index) => index);
	let next = count;
	for (;;) {
		for (let place = 0; place < size; place++) {
			if (next === count) {
				shuffle(order, random);
				next = 0;
			}
			const image = order[next++];
			batch.images.set(images.subarray(image * pixels, (image + 1) * pixels), place * pixels);
			batch.labels[place] = labels[image];
		}
		yield batch;
	}
}

function shuffle(order, random) {
	for (let last = order.length - 1; last > 0; last--) {
		const other = Math.floor(random() * (last + 1));
		[order[last], order[other]] = [order[other], order[last]];
	}
}
