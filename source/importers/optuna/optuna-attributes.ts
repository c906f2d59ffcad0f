import {isObject} from '../../domain/text/json-object.ts';
import {encodeNumber, type JsonNumber} from '../../domain/number.ts';
import {own} from '../../domain/record.ts';
import type {Scalar} from '../../domain/space.ts';
import {textOfJson} from '../json-values.ts';

/** User attributes of a trial as cells of a table. */
export type FlatAttributes = {
	/** Real values of parameters that were sampled as indices (`sampled_config`). */
	readonly config: readonly (readonly [string, Scalar])[];
	readonly metrics: readonly (readonly [string, JsonNumber])[];
	readonly texts: readonly (readonly [string, string])[];
};

/** Groups of metrics that a program keeps as one attribute. Each metric in them stands under its own name. */
const METRIC_GROUPS: ReadonlySet<string> = new Set(['software_metrics', 'hardware_metrics', 'metrics']);
/** A repetition of the objectives, scaled: under its full name beside the metric itself. */
const CONFIG = 'sampled_config';
/** Objects within objects that become names. */
const MOST_DEPTH = 8;
const LONGEST_TEXT = 1000;

/** Numbers become metrics, texts stay texts, and nested objects become names with `/` between. */
export function flattenAttributes(attributes: Iterable<readonly [string, unknown]>): FlatAttributes {
	const config: (readonly [string, Scalar])[] = [];
	const metrics: (readonly [string, JsonNumber])[] = [];
	const texts: (readonly [string, string])[] = [];
	for (const [key, value] of attributes) {
		if (value === null || value === undefined) continue;
		if (key === CONFIG) {
			for (const [name, leaf] of leavesOf(value, '', 0)) config.push([name, toScalar(leaf)]);
			continue;
		}
		for (const [name, leaf] of leavesOf(value, METRIC_GROUPS.has(key) ? '' : key, 0)) {
			if (typeof leaf === 'number') metrics.push([name, encodeNumber(leaf)]);
			else if (typeof leaf === 'boolean') metrics.push([name, leaf ? 1 : 0]);
			else if (leaf !== null) texts.push([name, textOfJson(leaf).slice(0, LONGEST_TEXT)]);
		}
	}
	return {config, metrics, texts};
}

function* leavesOf(value: unknown, name: string, depth: number): Generator<readonly [string, unknown]> {
	if (!isObject(value) || depth >= MOST_DEPTH) {
		yield [name, value];
		return;
	}
	for (const key of Object.keys(value)) {
		yield* leavesOf(own(value, key), name === '' ? key : `${name}/${key}`, depth + 1);
	}
}

/** A missing value is the text `NA`, as the search space writes it. */
function toScalar(value: unknown): Scalar {
	if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
	return value === null || value === undefined ? 'NA' : textOfJson(value);
}
