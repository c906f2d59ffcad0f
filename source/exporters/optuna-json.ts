import type {FileExporter} from '../domain/exporter.ts';
import {formatValue, type Params} from '../domain/space.ts';
import type {SweepState} from '../domain/sweep-state.ts';
import {type OptunaTrial, optunaObjectives, optunaTrials} from './optuna-trials.ts';
import {decodeRecord} from './python-json.ts';

/** Digits behind the point that pandas writes. */
const DECIMALS = 10;
/** A key at the start of its line, and the blank after it that pandas does not write. */
const MEMBER = /(?<key>^ *"(?:[^"\\]|\\.)*"): /gm;

/**
 * `log.json` as MASE writes it: the trials of an Optuna study by pandas' `to_json(orient="index", indent=4)`. Times are
 * ms since 1970, floats have 10 decimals, and what JSON cannot hold is null.
 */
export const optunaJsonExporter = {
	id: 'optuna-json',
	title: 'log.json in the shape of an Optuna data frame (MASE)',
	extension: 'json',
	write: writeLog,
} as const satisfies FileExporter;

function* writeLog(state: SweepState): Generator<string> {
	const objectives = optunaObjectives(state, 'optuna-json');
	yield '{';
	let separator = '\n';
	for (const trial of optunaTrials(state, objectives)) {
		const members = frameRow(
			trial,
			objectives.map(({metric}) => metric),
		);
		const text = JSON.stringify(members, rounded, 4).replaceAll('\n', '\n    ').replaceAll(MEMBER, '$<key>:');
		yield `${separator}    "${trial.number}":${text}`;
		separator = ',\n';
	}
	yield '\n}';
}

function frameRow(optuna: OptunaTrial, names: readonly string[]): Readonly<Record<string, unknown>> {
	const {trial, number, state, values, startMs, endMs} = optuna;
	const column = (index: number): string => (names.length === 1 ? 'value' : `values_${index}`);
	return {
		number,
		...Object.fromEntries(names.map((_, index) => [column(index), values?.[index] ?? null])),
		user_attrs_hardware_metrics: decodeRecord(trial.telemetry),
		user_attrs_sampled_config: nest(trial.params),
		user_attrs_scaled_metrics: Object.fromEntries(names.map((name, index) => [name, values?.[index] ?? null])),
		user_attrs_software_metrics: decodeRecord(trial.metrics),
		state,
		datetime_start: startMs ?? null,
		datetime_complete: state === 'RUNNING' ? null : (endMs ?? null),
		duration: startMs === undefined || endMs === undefined ? null : Math.round(endMs - startMs),
	};
}

/** Names with slashes are paths in MASE: `node/config/key` is a key of a table of a table. */
function nest(params: Params): ReadonlyMap<string, unknown> {
	const root = new Map<string, unknown>();
	for (const [name, value] of Object.entries(params)) {
		const steps = name.split('/');
		const last = steps.pop() ?? name;
		const table = steps.reduce(childOf, root);
		// A tuple is one categorical value to Optuna.
		table.set(last, typeof value === 'object' ? formatValue(value) : value);
	}
	return root;
}

function childOf(table: Map<string, unknown>, step: string): Map<string, unknown> {
	const child = table.get(step);
	if (child instanceof Map) return child;
	const made = new Map<string, unknown>();
	table.set(step, made);
	return made;
}

function rounded(_key: string, value: unknown): unknown {
	if (value instanceof Map) return Object.fromEntries(value);
	if (typeof value !== 'number' || Number.isInteger(value)) return value;
	return Number.isFinite(value) ? Number(value.toFixed(DECIMALS)) : null;
}
