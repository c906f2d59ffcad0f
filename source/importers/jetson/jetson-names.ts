import type {Params, Scalar} from '../../domain/space.ts';

/** Which generation of the power study a file belongs to. */
export type JetsonKind = 'square' | 'nonsquare' | 'xgboost';

/** What a name of a `.data` file says. */
export type JetsonName = {readonly kind: JetsonKind; readonly params: Params};

const SQUARE = /^(?<device>[^-/]+)-(?<datatype>[^-/]+)-(?<size>\d+)-(?<tensor>tensor|nontensor)-(?<hz>\d+)\.data$/;
const NONSQUARE =
	/^(?<device>[^-/]+)-(?<datatype>[^-/]+)-(?<rows>\d+)-(?<columns>\d+)-(?<tensor>tensor|nontensor)-(?<hz>\d+)\.data$/;
const XGBOOST = /^(?<number>\d+(?:\.\d+)?)_(?<hz>\d+)\.data$/;

/**
 * Reads `{device}-{datatype}-{matrix_size}-{tensor}-{gpu_frequency}.data`, the same with `{rows}-{cols}`, and
 * `{number}_{gpu_frequency}.data`; undefined for any other name. Only the ending `.data` is cut: the number of the
 * last form holds a dot. `tensor` is a boolean, frequencies are in Hz.
 */
export function parseJetsonName(file: string): JetsonName | undefined {
	const square = SQUARE.exec(file)?.groups;
	if (square !== undefined)
		return {kind: 'square', params: matmulParams(square, {matrix_size: Number(square['size'])})};
	const other = NONSQUARE.exec(file)?.groups;
	if (other !== undefined) {
		const shape = {rows: Number(other['rows']), cols: Number(other['columns'])};
		return {kind: 'nonsquare', params: matmulParams(other, shape)};
	}
	const boosted = XGBOOST.exec(file)?.groups;
	if (boosted === undefined) return undefined;
	return {kind: 'xgboost', params: {number: Number(boosted['number']), gpu_frequency: Number(boosted['hz'])}};
}

function matmulParams(
	groups: Readonly<Record<string, string | undefined>>,
	shape: Readonly<Record<string, Scalar>>,
): Params {
	return {
		device: groups['device'] ?? '',
		datatype: groups['datatype'] ?? '',
		...shape,
		tensor: groups['tensor'] === 'tensor',
		gpu_frequency: Number(groups['hz']),
	};
}
