import {formatValue, type Params} from '../domain/space.ts';
import {decodeRecord} from './python-json.ts';
import type {OptunaTrial} from './optuna-trials.ts';

/** Digits behind the point that pandas writes. */
const DECIMALS = 10;
/** A key at the start of its line, and the blank after it that pandas does not write. */
const MEMBER = /(?<key>^ *"(?:[^"\\]|\\.)*"): /gm;

/** Rows by their index as pandas' `to_json(orient="index", indent=4)` writes them: floats have 10 decimals. */
export function* frameText(rows: Iterable<readonly [index: number, row: object]>): Generator<string> {
	yield '{';
	let separator = '\n';
	for (const [index, row] of rows) {
		const text = JSON.stringify(row, rounded, 4).replaceAll('\n', '\n    ').replaceAll(MEMBER, '$<key>:');
		yield `${separator}    "${index}":${text}`;
		separator = ',\n';
	}
	yield '\n}';
}

/** What MASE keeps of a trial, under its own names. */
export type MaseRecord = {
	readonly software_metrics: object;
	readonly hardware_metrics: object;
	readonly scaled_metrics: object;
	readonly sampled_config: ReadonlyMap<string, unknown>;
};

/** Metrics are software's, telemetry is hardware's; objectives are what was scaled. */
export function maseRecord({trial, values}: OptunaTrial, objectives: readonly string[]): MaseRecord {
	return {
		software_metrics: decodeRecord(trial.metrics),
		hardware_metrics: decodeRecord(trial.telemetry),
		scaled_metrics: Object.fromEntries(objectives.map((name, index) => [name, values?.[index] ?? null])),
		sampled_config: nest(trial.params),
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
