import type {Heard, Listener, ListenerDefinition} from '../domain/listener.ts';
import {parseNumber} from '../domain/number.ts';
import type {Params} from '../domain/space.ts';

const RESULT =
	/^(?:.*\s)?Matrix (\d+)(?:\s*x\s*(\d+))? \(([^)]+)\) - (\S+) FLOPS(?: \((\S+) seconds, (\d+) iterations\))?/;
const STARTING = /^Starting ([A-Z][A-Z0-9]*)\s*$/;
const START = /^START,([^,]+),(\d+)(?:,(\d+))?,(tensor|nontensor|\w+),(\d+)\s*$/;
const DONE = /^DONE,([^,]+?)(?:,(\d+),(\S+))?\s*$/;

/** A matrix-multiplication benchmark: `Matrix 64 (Non-tensor) - X FLOPS …` and its `START,…` / `DONE,…` messages. */
export const matmulListener: ListenerDefinition = {
	id: 'matmul',
	title: 'matrix multiplications (`Matrix N (…) - X FLOPS`, START / DONE)',
	recognise: text => RESULT.test(text) || START.test(text),
	create: createMatmulListener,
};

function createMatmulListener(): Listener {
	let datatype: string | undefined;
	let isOpen = false;
	let hasUnits = false;
	const units = (): readonly Heard[] => {
		if (hasUnits) return [];
		hasUnits = true;
		return [
			{kind: 'unit', metric: 'flops', unit: 'FLOP/s'},
			{kind: 'objective', metric: 'flops', direction: 'maximize'},
		];
	};
	return {
		line: (text, {rewritten}) => {
			if (rewritten) return [];
			const starting = STARTING.exec(text);
			if (starting !== null) {
				datatype = (starting[1] ?? '').toLowerCase();
				return [];
			}
			const start = START.exec(text);
			if (start !== null) {
				isOpen = true;
				return [...units(), {kind: 'trial-started', params: startParams(start)}];
			}
			const done = isOpen ? DONE.exec(text) : null;
			if (done !== null) {
				isOpen = false;
				return readDone(done);
			}
			const result = RESULT.exec(text);
			return result === null ? [] : [...units(), readResult(result, datatype)];
		},
		end: () => [],
	};
}

function startParams([, datatype = '', rows = '', columns, tensor = '', gpuHz = '']: RegExpExecArray): Params {
	return {
		datatype,
		...(columns === undefined ? {matrix_size: Number(rows)} : {rows: Number(rows), cols: Number(columns)}),
		tensor,
		gpu_frequency: Number(gpuHz),
	};
}

/** Anything but a number is why there is none. */
function readDone([, flops = '', iterations, seconds]: RegExpExecArray): readonly Heard[] {
	const value = parseNumber(flops);
	if (value === undefined) return [{kind: 'trial-ended', state: 'failed', why: flops}];
	return [{kind: 'trial-ended', state: 'complete', metrics: metricsOf(value, iterations, seconds)}];
}

function metricsOf(
	flops: number,
	iterations: string | undefined,
	seconds: string | undefined,
): ReadonlyMap<string, number> {
	const others = [
		['iterations', parseNumber(iterations ?? '')],
		['seconds', parseNumber(seconds ?? '')],
	] as const;
	return new Map([
		['flops', flops],
		...others.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])),
	]);
}

/** A line says how long it took: the multiplications are its trial, not the pause before them. */
function readResult(match: RegExpExecArray, datatype: string | undefined): Heard {
	const [, rows = '', columns, tensor = '', flops = '', seconds, iterations] = match;
	const params: Params = {
		...(datatype === undefined ? {} : {datatype}),
		...(columns === undefined ? {matrix_size: Number(rows)} : {rows: Number(rows), cols: Number(columns)}),
		tensor: tensor.toLowerCase().replaceAll(/[^a-z0-9]/g, ''),
	};
	const value = parseNumber(flops);
	const durationS = parseNumber(seconds ?? '');
	const times = durationS === undefined || !(durationS >= 0) ? {} : {durationS};
	return value === undefined
		? {kind: 'trial-ended', state: 'failed', why: `no number of FLOPS: ${flops}`, params, ...times}
		: {kind: 'trial-ended', state: 'complete', params, metrics: metricsOf(value, iterations, seconds), ...times};
}
