import {RE2JS} from 're2js';
import type {Metric} from '../domain/metric.ts';
import {parseNumber} from '../domain/number.ts';
import {own} from '../domain/record.ts';
import {readJsonLine, STEP_KEYS} from './intake-json.ts';
import {escapeRegExp} from './intake-lines.ts';
import {requiredLiteral} from './intake-literal.ts';
import {createUnitReader, type UnitReader} from './intake-unit.ts';

/** What lines say. */
export type LineSink = {
	readonly onValue: (name: string, value: number, step?: number) => void;
	/** The program bounds its measured region by `::sweep measure-begin` and `::sweep measure-end`. */
	readonly onMeasure: (edge: 'begin' | 'end') => void;
	/** A metric was assigned what is no number: `1ms`. */
	readonly onUnread?: (name: string, text: string) => void;
	/** A metric was printed in a unit of another quantity than its own; the number counts as it is. */
	readonly onOtherUnit?: (name: string, printed: string) => void;
};

/** Reads metrics from decoded lines. */
export type LineMatcher = {
	readonly read: (line: string) => void;
	/** Texts of which one stands in every line that matters; undefined where every line may. */
	readonly needles: readonly string[] | undefined;
};

const MEASURE = /^::sweep measure-(begin|end)$/;

/**
 * Reads lines in this order: the metric's own pattern; a JSON object; `reporting metric: name value`;
 * `name=value` and `name: value`. Metrics with a pattern are read by it alone, those with a formula not at all.
 */
export function createLineMatcher(metrics: readonly Metric[], sink: LineSink): LineMatcher {
	const reported = metrics.filter(metric => metric.formula === undefined);
	const patterns = reported.flatMap(metric =>
		metric.pattern === undefined ? [] : [createPatternReader(metric, metric.pattern)],
	);
	const plain = reported.filter(metric => metric.pattern === undefined);
	const readPlain = plain.length === 0 ? undefined : createPlainReader(plain);
	const literals = [
		...reported.flatMap(metric => (metric.pattern === undefined ? [metric.name] : [])),
		...reported.flatMap(metric => (metric.pattern === undefined ? [] : [requiredLiteral(metric.pattern)])),
		'::sweep ',
	];
	const certain = literals.filter(literal => literal !== undefined);
	return {
		needles: certain.length === literals.length ? certain : undefined,
		read: line => {
			const measure = line.includes('::sweep ') ? MEASURE.exec(line.trim()) : null;
			if (measure !== null) return sink.onMeasure(measure[1] === 'begin' ? 'begin' : 'end');
			for (const read of patterns) read(line, sink);
			readPlain?.(line, sink);
		},
	};
}

/** What cloudml-hypertune prints. */
const HYPERTUNE = /\breporting metric:? (\S+) (\S+)/;

type Reader = (line: string, sink: LineSink) => void;

function createPatternReader({name, unit}: Metric, source: string): Reader {
	const pattern = RE2JS.compile(source);
	const groups = pattern.namedGroups();
	const valueGroup = own(groups, 'value') ?? Math.min(1, pattern.groupCount());
	const stepGroup = own(groups, 'step');
	const unitGroup = own(groups, 'unit');
	const units = unitGroup === undefined ? undefined : createUnitReader(unit);
	return (line, sink) => {
		// Five times cheaper than a match with groups, and most lines do not match.
		if (!pattern.test(line)) return;
		const matcher = pattern.matcher(line);
		while (matcher.find()) {
			const number = parseNumber(matcher.group(valueGroup) ?? '');
			if (number === undefined) continue;
			const word = unitGroup === undefined ? '' : (matcher.group(unitGroup) ?? '');
			const value = inOwnUnit(sink, name, {value: number, word: word.trim(), units});
			const step = stepGroup === undefined ? stepOf(line) : parseNumber(matcher.group(stepGroup) ?? '');
			report(sink, name, value, step);
		}
	};
}

/** Not within a longer name: `val_loss`, `val/loss`, `train.loss`, `--loss`. */
const NO_NAME_BEFORE = String.raw`(?<![\p{L}\p{N}_./\-])`;
/** An optional closing quote, `=` or `:`, and a text that a comma with a digit behind it does not end. */
const ASSIGNED = String.raw`["']?[ \t]{0,64}[=:][ \t]{0,64}((?:,(?=\d)|[^\s,;|)\]}"'<>])+)`;
const STEP = `${NO_NAME_BEFORE}(${STEP_KEYS.join('|')})${ASSIGNED}`;

function createPlainReader(metrics: readonly Metric[]): Reader {
	const units = new Map(metrics.map(metric => [metric.name, createUnitReader(metric.unit)]));
	const names = metrics.map(metric => escapeRegExp(metric.name)).join('|');
	const assigned = new RegExp(`${NO_NAME_BEFORE}(${names})${ASSIGNED}`, 'gu');
	return (line, sink) => {
		const json = readJsonLine(line, units.keys());
		if (json !== undefined && json.values.size > 0) {
			for (const [name, value] of json.values) report(sink, name, value, json.step);
			return;
		}
		const hypertune = line.includes('reporting metric') ? HYPERTUNE.exec(line) : null;
		if (hypertune !== null && units.has(hypertune[1] ?? '')) {
			const value = parseNumber(hypertune[2] ?? '');
			if (value !== undefined) report(sink, hypertune[1] ?? '', value, undefined);
			return;
		}
		assigned.lastIndex = 0;
		for (let match = assigned.exec(line); match !== null; match = assigned.exec(line)) {
			const name = match[1] ?? '';
			const value = readQuantity(sink, name, {line, match, units: units.get(name)});
			if (value === undefined) sink.onUnread?.(name, match[2] ?? '');
			else report(sink, name, value, stepOf(line));
		}
	};
}

function report(sink: LineSink, name: string, value: number, step: number | undefined): void {
	if (step === undefined) sink.onValue(name, value);
	else sink.onValue(name, value, step);
}

type Assignment = {readonly line: string; readonly match: RegExpExecArray; readonly units: UnitReader | undefined};

/**
 * A number, the end of a sentence behind it, or a unit of the metric's quantity behind it, with a blank or without:
 * `0.5.`, `12.3ms` and `900 us` where the unit is `ms`.
 */
function readQuantity(sink: LineSink, name: string, {line, match, units}: Assignment): number | undefined {
	const text = match[2] ?? '';
	const bare = text.replace(/[.:!]$/, '');
	const value = parseNumber(bare);
	if (value === undefined) return units?.attached(bare);
	const word = units === undefined || bare !== text ? '' : units.behind(line, match.index + match[0].length);
	return inOwnUnit(sink, name, {value, word, units});
}

type Printed = {readonly value: number; readonly word: string; readonly units: UnitReader | undefined};

/** The value in the unit of its metric; as it is where the word behind it cannot be converted. */
function inOwnUnit(sink: LineSink, name: string, {value, word, units}: Printed): number {
	if (units === undefined || word === '') return value;
	const converted = units.convert(value, word);
	if (converted === 'other') sink.onOtherUnit?.(name, word);
	return typeof converted === 'number' ? converted : value;
}

/** The step that a line names (`step=12`, `Epoch: 3`), the finest count where it names several. */
function stepOf(line: string): number | undefined {
	let found: {readonly rank: number; readonly step: number} | undefined;
	const named = new RegExp(STEP, 'giu');
	for (let match = named.exec(line); match !== null; match = named.exec(line)) {
		const step = parseNumber((match[2] ?? '').replace(/[.:!]$/, '').split('/')[0] ?? '');
		const rank = STEP_KEYS.findIndex(key => key === match[1]?.toLowerCase());
		if (step === undefined || !Number.isFinite(step) || (found !== undefined && found.rank <= rank)) continue;
		found = {rank, step};
	}
	return found?.step;
}
