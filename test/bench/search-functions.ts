import {existsSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {gunzipSync} from 'node:zlib';
import type {Domain, Params, Space} from '../../source/domain/space.ts';
import {REPOSITORY} from '../helpers/repository.ts';
import {branin, camel, NUMERIC, type Regret, regretOf} from './search-numeric.ts';

/** One function that samplers are compared on. */
export type SearchFunction = {readonly name: string; readonly space: Space; readonly regret: Regret};

const real = (min: number, max: number, scale: 'linear' | 'log' = 'linear'): Domain => ({
	kind: 'real',
	min,
	max,
	scale,
});
const whole = (min: number, max: number, scale: 'linear' | 'log' = 'linear'): Domain => {
	return {kind: 'integer', min, max, step: 1, scale};
};
const choice = (...values: readonly (string | number)[]): Domain => ({kind: 'choice', values});

function spaceOf(domains: Readonly<Record<string, Domain>>, when: Readonly<Record<string, string>> = {}): Space {
	const parameters = Object.entries(domains).map(([name, domain]) => {
		const condition = when[name];
		return condition === undefined ? {name, domain} : {name, domain, when: condition};
	});
	return {parameters, exclude: []};
}

/**
 * The functions behind `optuna_regret_reference.json`: 22 by formula, two kernel tables, and two tables of neural
 * networks where `tables` (a folder) has them.
 */
export function searchFunctions(tables: string | undefined): readonly SearchFunction[] {
	const numeric = Object.entries(NUMERIC).map(([name, fn]): SearchFunction => {
		const axes = Array.from({length: fn.dimensions}, (_, index) => [`x${index}`, real(fn.low, fn.high)] as const);
		return {name, space: spaceOf(Object.fromEntries(axes)), regret: regretOf(fn)};
	});
	return [
		{name: 'branin2', space: spaceOf({x0: real(-5, 10), x1: real(0, 15)}), regret: branin},
		{name: 'camel2', space: spaceOf({x0: real(-3, 3), x1: real(-2, 2)}), regret: camel},
		...numeric,
		mixedTraining(),
		mixedQuantisation(),
		conditionalMethod(),
		conditionalCorrelation(),
		kernelTable('tab_conv_A6000', 'bat_convolution_A6000_original_T4.json.gz'),
		kernelTable('tab_pnpoly_3090', 'bat_pnpoly_RTX3090_T4.json.gz'),
		...networkTables(tables),
	];
}

function mixedTraining(): SearchFunction {
	const centres: Readonly<Record<string, readonly [number, number]>> = {
		sgd: [-1, 0.1],
		adam: [-3, 0],
		rms: [-3.4, 0.05],
		lion: [-4, 0.02],
	};
	return {
		name: 'mixed_train5',
		space: spaceOf({
			lr: real(1e-5, 1, 'log'),
			wd: real(1e-6, 1e-1, 'log'),
			layers: whole(1, 8),
			opt: choice('sgd', 'adam', 'rms', 'lion'),
			batch: whole(8, 512, 'log'),
		}),
		regret: params => {
			const [centre, offset] = centres[String(params['opt'])] ?? [0, 0];
			const rate = Math.log10(Number(params['lr'])) - centre - (0.3 * Math.log2(Number(params['batch']) / 64)) / 3;
			const decay = Math.log10(Number(params['wd'])) + 4;
			return rate ** 2 * 0.2 + offset + 0.02 * (Number(params['layers']) - 5) ** 2 + 0.01 * decay ** 2;
		},
	};
}

function mixedQuantisation(): SearchFunction {
	const layers = [3, 1, 1, 2, 1, 1, 2, 4];
	// Spelled as words: the reference has these as choices without an order.
	const widths = ['w2', 'w3', 'w4', 'w6', 'w8', 'w16'];
	const axes = layers.flatMap((_, i) => [
		[`w${i}`, choice(...widths)] as const,
		[`f${i}`, choice('int', 'mx', 'bfp')] as const,
	]);
	const cost: Readonly<Record<string, number>> = {int: 1, mx: 1.1, bfp: 1.15};
	return {
		name: 'mixed_quant16',
		space: spaceOf(Object.fromEntries(axes)),
		regret: params => {
			let error = 0;
			let bits = 0;
			for (const [i, scale] of layers.entries()) {
				const width = Number(String(params[`w${i}`]).slice(1));
				const format = String(params[`f${i}`]);
				const factor = format === 'int' ? 1.2 : format === 'mx' ? 1 : i % 2 === 1 ? 0.9 : 1.3;
				error += scale * 2 ** -width * factor;
				bits += width * (cost[format] ?? 0);
			}
			return error + (0.02 * bits) / 8;
		},
	};
}

function conditionalMethod(): SearchFunction {
	const domains = {
		m: choice('a', 'b', 'c'),
		ax: real(-5, 5),
		ay: real(-5, 5),
		bk: whole(1, 20),
		bz: real(1e-4, 1, 'log'),
		cn: whole(1, 4),
		c0: real(0, 1),
		c1: real(0, 1),
		c2: real(0, 1),
		c3: real(0, 1),
	};
	const when = {
		...{ax: "m == 'a'", ay: "m == 'a'", bk: "m == 'b'", bz: "m == 'b'", cn: "m == 'c'", c0: "m == 'c'"},
		...{c1: "m == 'c' and cn >= 2", c2: "m == 'c' and cn >= 3", c3: "m == 'c' and cn >= 4"},
	};
	return {
		name: 'cond_method',
		space: spaceOf(domains, when),
		regret: params => {
			const number = (name: string): number => Number(params[name]);
			if (params['m'] === 'a') return 0.5 + 0.1 * ((number('ax') - 1) ** 2 + (number('ay') + 2) ** 2);
			if (params['m'] === 'b') {
				return 0.2 + 0.02 * Math.abs(number('bk') - 13) + 0.1 * (Math.log10(number('bz')) + 2) ** 2;
			}
			let total = 0.05 * (4 - number('cn'));
			for (let i = 0; i < number('cn'); i += 1) total += (number(`c${i}`) - 0.2 * (i + 1)) ** 2;
			return total;
		},
	};
}

function conditionalCorrelation(): SearchFunction {
	const domains = {x: choice('A', 'B'), t: real(-2, 2), y: real(1, 2), z: real(-2, 1)};
	return {
		name: 'cond_corr',
		space: spaceOf(domains, {y: "x == 'A'", z: "x == 'B'"}),
		regret: ({x, t, y, z}: Params) => {
			const s = Number(t);
			if (x === 'A') return (Number(y) - s) ** 2 + 0.1 * (s - 1.4) ** 2;
			return (Number(z) - s) ** 2 + 0.05 + 0.1 * s * s;
		},
	};
}

type Tuned = {
	readonly results: readonly {
		readonly configuration: Readonly<Record<string, number>>;
		readonly invalidity: string;
		readonly measurements: readonly {readonly value: number}[];
	}[];
};

/** A tuning table; an invalid or absent configuration scores twice the worst valid time. Two-valued axes are choices. */
function kernelTable(name: string, file: string): SearchFunction {
	const path = join(REPOSITORY, 'test/fixtures/samplers/tables', file);
	const {results}: Tuned = JSON.parse(gunzipSync(readFileSync(path)).toString('utf8'));
	const all = Object.keys(results[0]?.configuration ?? {});
	const valuesOf = (key: string): number[] =>
		[...new Set(results.map(r => r.configuration[key] ?? 0))].toSorted((a, b) => a - b);
	const keys = all.filter(key => valuesOf(key).length > 1);
	const values = new Map(keys.map(key => [key, valuesOf(key)]));
	const times = new Map<string, number>();
	for (const {configuration, invalidity, measurements} of results) {
		const time = measurements[0]?.value;
		if (invalidity === 'correct' && time !== undefined) times.set(keys.map(key => configuration[key]).join(), time);
	}
	const best = Math.min(...times.values());
	const worst = Math.max(...times.values());
	const axes = keys.map(key => {
		const count = values.get(key)?.length ?? 0;
		return [key, count > 2 ? whole(0, count - 1) : choice('0', '1')] as const;
	});
	return {
		name,
		space: spaceOf(Object.fromEntries(axes)),
		regret: params => {
			const key = keys.map(axis => values.get(axis)?.[Number(params[axis])]).join();
			return (times.get(key) ?? 2 * worst) / best - 1;
		},
	};
}

function networkTables(folder: string | undefined): SearchFunction[] {
	if (folder === undefined) return [];
	const tables = [
		{
			name: 'tab_hpobench_australian',
			file: 'hpobench_nn_australian.csv.gz',
			counts: [10, 10, 3, 10, 10],
			maximise: true,
		},
		{
			name: 'tab_hpolib_slice',
			file: 'hpolib_slice_localization.csv.gz',
			counts: [2, 2, 4, 3, 3, 6, 2, 6, 6],
			maximise: false,
		},
	];
	return tables
		.filter(({file}) => existsSync(join(folder, file)))
		.map(({name, file, counts, maximise}) => networkTable(name, join(folder, file), counts, maximise));
}

/** A table of trained networks: the mean over its seeds by the indexes of the choices. */
function networkTable(name: string, path: string, counts: readonly number[], maximise: boolean): SearchFunction {
	const [, ...lines] = gunzipSync(readFileSync(path)).toString('utf8').trim().split('\n');
	const means = new Map<string, number>();
	for (const line of lines) {
		const [key = '', ...cells] = line.trim().split(',');
		const numbers = cells.filter(cell => cell !== '').map(Number);
		means.set(key, numbers.reduce((a, b) => a + b, 0) / numbers.length);
	}
	const all = [...means.values()];
	const low = all.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
	const high = all.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
	const axes = counts.map((count, i) => [`p${i}`, count === 2 ? choice('0', '1') : whole(0, count - 1)] as const);
	return {
		name,
		space: spaceOf(Object.fromEntries(axes)),
		regret: params => {
			const value = means.get(counts.map((_, i) => params[`p${i}`]).join('')) ?? Number.NaN;
			return maximise ? (high - value) / (high - low) : value / low - 1;
		},
	};
}
