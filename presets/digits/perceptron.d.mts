/** Types of perceptron.mjs, for the tests in TypeScript. */
export type Layer = {
	readonly inputs: number;
	readonly outputs: number;
	readonly weights: Float32Array;
	readonly biases: Float32Array;
};
export type Gradients = {readonly weights: Float32Array; readonly biases: Float32Array};
export type Workspace = readonly {readonly values: Float32Array; readonly gradients: Float32Array}[];
export function createRandom(seed: number): () => number;
export function createPerceptron(sizes: readonly number[], random: () => number): readonly Layer[];
export function createWorkspace(layers: readonly Layer[], count: number): Workspace;
export function forward(
	layers: readonly Layer[],
	workspace: Workspace,
	images: Float32Array,
	count: number,
): Float32Array;
export function judge(
	scores: Float32Array,
	labels: Uint8Array,
	count: number,
	classes: number,
	gradients?: Float32Array,
): {readonly loss: number; readonly accuracy: number};
export function backward(
	layers: readonly Layer[],
	workspace: Workspace,
	images: Float32Array,
	count: number,
	into: readonly Gradients[],
): readonly Gradients[];
