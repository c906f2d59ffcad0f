import type {Listener, ListenerDefinition} from '../domain/listener.ts';
import {parseNumber} from '../domain/number.ts';
import type {Params, Scalar} from '../domain/space.ts';

/** `block_size_x=128, block_size_y=1, time=0.091ms, GFLOP/s=12.3`: parameters, then the time, then metrics. */
const CONFIGURATION = /^\w+=[^=,]+(?:, [^=,]+=[^=,]+)*$/;
const NUMBER = /^([+-]?(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][+-]?\d+)?|nan|inf)\s*(\S*)$/;
const SKIPPED = /^skipping config (\S+) reason: (.+)$/;
const FAILURE = /^(?:\w*(?:Failed|Invalid)\w*)$/;
const BEST = /^best performing configuration/;
/** Kernel Tuner's own number for a configuration that could not be measured. */
const ERROR_VALUE = 1e20;

/** What Kernel Tuner prints of each configuration. */
export const kernelTunerListener: ListenerDefinition = {
	id: 'kernel-tuner',
	title: 'Kernel Tuner',
	recognise: text => CONFIGURATION.test(text) && /, time=[^,]*ms(?:,|$)/.test(text),
	create: createKernelTunerListener,
};

function createKernelTunerListener(): Listener {
	let names: readonly string[] = [];
	let isSummary = false;
	let isTold = false;
	return {
		line: (text, {rewritten}) => {
			if (rewritten) return [];
			if (BEST.test(text)) {
				isSummary = true;
				return [];
			}
			const skipped = SKIPPED.exec(text);
			if (skipped !== null) {
				const [, key = '', why = ''] = skipped;
				return [{kind: 'trial-ended', state: 'failed', why, params: namedValues(names, key)}];
			}
			const pairs = pairsOf(text);
			if (pairs === undefined) return [];
			// The best one is printed once more at the end.
			if (isSummary) return [];
			const configuration = readConfiguration(pairs);
			names = Object.keys(configuration.params);
			const goal = {kind: 'objective', metric: 'time', direction: 'minimize'} as const;
			const before = isTold ? [] : [goal, ...configuration.units];
			isTold = true;
			return [...before, {kind: 'trial-ended', ...configuration.ended, params: configuration.params}];
		},
		end: () => [],
	};
}

type Pair = readonly [name: string, text: string];

function pairsOf(text: string): readonly Pair[] | undefined {
	const line = text.trim();
	if (!CONFIGURATION.test(line) || !/(?:^|, )time=/.test(line)) return undefined;
	return line.split(', ').map((part): Pair => {
		const equals = part.indexOf('=');
		return [part.slice(0, equals), part.slice(equals + 1)];
	});
}

function readConfiguration(pairs: readonly Pair[]): {
	readonly params: Params;
	readonly units: readonly {readonly kind: 'unit'; readonly metric: string; readonly unit: string}[];
	readonly ended:
		| {readonly state: 'complete'; readonly metrics: ReadonlyMap<string, number>}
		| {readonly state: 'failed'; readonly why: string};
} {
	const at = pairs.findIndex(([name]) => name === 'time');
	const params = Object.fromEntries(pairs.slice(0, at).map(([name, text]) => [name, scalarOf(text)]));
	const results = pairs.slice(at).map(([name, text]) => ({name, text, match: NUMBER.exec(text)}));
	const metrics = new Map(
		results.flatMap(({name, match}) =>
			match === null ? [] : [[name, parseNumber(match[1] ?? '') ?? Number.NaN] as const],
		),
	);
	const units = results.flatMap(({name, match}) =>
		match?.[2] === undefined || match[2] === '' ? [] : [{kind: 'unit' as const, metric: name, unit: match[2]}],
	);
	const time = results[0]?.text ?? '';
	const failed = FAILURE.test(time) || metrics.get('time') === ERROR_VALUE;
	return {params, units, ended: failed ? {state: 'failed', why: time} : {state: 'complete', metrics}};
}

function scalarOf(text: string): Scalar {
	return parseNumber(text) ?? text;
}

/** `32_8_1` under the names that the lines before gave. */
function namedValues(names: readonly string[], key: string): Params {
	const values = key.split('_');
	if (names.length === 0 || values.length !== names.length) return {config: key};
	return Object.fromEntries(names.map((name, index) => [name, scalarOf(values[index] ?? '')]));
}
