import type {Heard, Listener, ListenerDefinition} from '../domain/listener.ts';
import {parseNumber} from '../domain/number.ts';
import {scalarOfText} from '../domain/text/scalar-text.ts';
import type {Params} from '../domain/space.ts';

/** `block_size_x=128, block_size_y=1, time=0.091ms, GFLOP/s=12.3`: parameters, then the time, then metrics. */
const CONFIGURATION = /^\w+=[^=,]+(?:, [^=,]+=[^=,]+)*$/;
/** The time has a unit on a GPU, and none where a C compiler is the back end: then always three decimals. */
const TIMED = /, time=(?:[^,]*ms|\d+\.\d{3}|\w+Config)(?:,|$)/;
/** What a training program counts: its lines look alike. */
const PROGRESS = /^(?:global_step|step|epoch|iter\w*|batch|loss|acc\w*)=/i;
const NUMBER = /^([+-]?(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][+-]?\d+)?|nan|inf)\s*(\S*)$/;
/** With a comma behind the values it tells of a restriction: no configuration of the space. */
const SKIPPED = /^skipping config (\S*[^\s,]) reason: (.+)$/;
const FAILURE = /^(?:\w*(?:Failed|Invalid)\w*)$/;
const BEST = /^best performing configurations?\b/i;
/** Said before each search, by verbose ones also the size of its space. */
const BEGIN = /^(?:Using: |Searchspace has \d+ configurations)/;
/** Kernel Tuner's own number for a configuration that could not be measured. */
const ERROR_VALUE = 1e20;

/**
 * What Kernel Tuner prints of each configuration. Recorded from version 1.5.0: one that failed has no time there
 * (`block_size=128, unroll=3`); older versions print `time=CompilationFailedConfig`.
 */
export const kernelTunerListener: ListenerDefinition = {
	id: 'kernel-tuner',
	title: 'Kernel Tuner',
	recognise: text =>
		/^Searchspace has \d+ configurations after restrictions\.$/.test(text) ||
		(CONFIGURATION.test(text) && TIMED.test(text) && !PROGRESS.test(text)),
	create: createKernelTunerListener,
};

/** A configuration that could not be measured, of which the next line may be. */
type Skipped = {readonly key: string; readonly why: string};

function createKernelTunerListener(): Listener {
	let names: readonly string[] = [];
	let isBegun = false;
	let isSummary = false;
	let isTold = false;
	let skipped: Skipped | undefined;
	const ofSkipped = (): readonly Heard[] => {
		if (skipped === undefined) return [];
		const {key, why} = skipped;
		skipped = undefined;
		return [{kind: 'trial-ended', state: 'failed', why, params: namedValues(names, key)}];
	};
	const skip = (key: string, why: string): readonly Heard[] => {
		// The first configuration is tried once more before it counts.
		const before = skipped?.key === key ? [] : ofSkipped();
		skipped = {key, why};
		return before;
	};
	const configuration = (pairs: readonly Pair[]): readonly Heard[] => {
		const {params, units, ended} = readConfiguration(pairs);
		names = Object.keys(params);
		const isSkipped = skipped?.key === Object.values(params).join('_');
		const why = isSkipped ? skipped?.why : undefined;
		if (isSkipped) skipped = undefined;
		const goal = {kind: 'objective', metric: 'time', direction: 'minimize'} as const;
		const before: readonly Heard[] = isTold ? ofSkipped() : [goal, ...ofSkipped(), ...units];
		isTold = true;
		return [...before, {kind: 'trial-ended', ...ended, ...(why === undefined ? {} : {why}), params}];
	};
	return {
		line: (text, {rewritten}) => {
			if (rewritten) return [];
			if (BEGIN.test(text)) [isBegun, isSummary] = [true, false];
			if (BEST.test(text)) isSummary = true;
			const [, key, why] = SKIPPED.exec(text) ?? [];
			if (key !== undefined && why !== undefined) return skip(key, why);
			const pairs = pairsOf(text);
			// The best ones are printed once more at the end.
			if (pairs === undefined || isSummary || !(isBegun || isTimed(pairs))) return [];
			if (!isTimed(pairs) && names.length > 0 && !hasNames(pairs, names)) return [];
			isBegun = true;
			return configuration(pairs);
		},
		end: ofSkipped,
	};
}

type Pair = readonly [name: string, text: string];

function pairsOf(text: string): readonly Pair[] | undefined {
	const line = text.trim();
	if (!CONFIGURATION.test(line)) return undefined;
	return line.split(', ').map((part): Pair => {
		const equals = part.indexOf('=');
		return [part.slice(0, equals), part.slice(equals + 1)];
	});
}

function isTimed(pairs: readonly Pair[]): boolean {
	return pairs.some(([name]) => name === 'time');
}

function hasNames(pairs: readonly Pair[], names: readonly string[]): boolean {
	return pairs.length === names.length && pairs.every(([name], index) => name === names[index]);
}

function readConfiguration(pairs: readonly Pair[]): {
	readonly params: Params;
	readonly units: readonly {readonly kind: 'unit'; readonly metric: string; readonly unit: string}[];
	readonly ended:
		| {readonly state: 'complete'; readonly metrics: ReadonlyMap<string, number>}
		| {readonly state: 'failed'; readonly why: string};
} {
	const found = pairs.findIndex(([name]) => name === 'time');
	const at = found < 0 ? pairs.length : found;
	const params = Object.fromEntries(pairs.slice(0, at).map(([name, text]) => [name, scalarOfText(text)]));
	const results = pairs.slice(at).map(([name, text]) => ({name, text, match: NUMBER.exec(text)}));
	const metrics = new Map(
		results.flatMap(({name, match}) =>
			match === null ? [] : [[name, parseNumber(match[1] ?? '') ?? Number.NaN] as const],
		),
	);
	const units = results.flatMap(({name, match}) =>
		match?.[2] === undefined || match[2] === '' ? [] : [{kind: 'unit' as const, metric: name, unit: match[2]}],
	);
	const time = results[0]?.text ?? 'it could not be compiled or run';
	const failed = found < 0 || FAILURE.test(time) || metrics.get('time') === ERROR_VALUE;
	return {params, units, ended: failed ? {state: 'failed', why: time} : {state: 'complete', metrics}};
}

/** `32_8_1` under the names that the lines before gave. */
function namedValues(names: readonly string[], key: string): Params {
	const values = key.split('_');
	if (names.length === 0 || values.length !== names.length) return {config: key};
	return Object.fromEntries(names.map((name, index) => [name, scalarOfText(values[index] ?? '')]));
}
