import {UserError} from '../domain/errors.ts';
import {encodeNumber} from '../domain/number.ts';
import {formatPythonFloat} from '../domain/python-float.ts';
import {type RatioTable, type Split, computeRatios, parseSplit} from '../domain/ratio.ts';
import {safeText} from '../domain/safe-text.ts';
import {formatScalar} from '../domain/space.ts';
import type {SweepState} from '../domain/sweep-state.ts';
import type {Glyphs} from '../plot/cells.ts';
import {formatScaled} from '../plot/quantity.ts';
import {type TableColumn, numberColumn, renderTable, textColumn} from '../plot/text-table.ts';
import {measureNames, trialAxis, unknownName} from '../plot/trial-axis.ts';
import type {CommandBody} from './command.ts';
import {type FormulaFlags, formulasOf} from './formula-flag.ts';
import {foldRun} from './open-run.ts';
import {createTextOutput} from './text-output.ts';
import {filterTrials} from './trial-filter.ts';

/** Options of `sweeptop ratio`. */
export type RatioFlags = FormulaFlags & {
	readonly metric: string | undefined;
	/** `P=A/B`. */
	readonly split: string | undefined;
	readonly where: string | undefined;
	readonly json: boolean;
	/** Bare lines of values in place of a table. */
	readonly lines: boolean;
	/** Free parameters of those lines, in order, with commas between. */
	readonly columns: string | undefined;
};

/** `sweeptop ratio RUN --metric M --split P=A/B`: how many times A is B, for each setting of the other parameters. */
export const ratioCommand: CommandBody<RatioFlags> = async ({operands, flags, global, host}) => {
	const derived = await formulasOf(flags);
	const {state} = await foldRun(operands[0] ?? 'last', global, host, {derived});
	const {sweep} = state;
	if (sweep === undefined) throw new UserError('the run has no sweep yet', 'Wait until it has started.');
	const metric = chooseMetric(state, flags.metric);
	if (flags.split === undefined)
		throw new UserError('ratio needs --split PARAMETER=A/B', 'For example: --split dtype=float/half');
	const trials = filterTrials(state, flags.where);
	const split = parseSplit(flags.split, sweep.space, trials);
	const table = computeRatios(trials, sweep.space, metric, split);
	if (flags.json) {
		host.out(`${JSON.stringify(rowsOf(table), undefined, '\t')}\n`);
		return 0;
	}
	if (flags.lines) {
		host.out(linesOf(table, flags.columns));
		return 0;
	}
	const output = createTextOutput(host, global);
	const columns = columnsOf(state, table, {metric, split, glyphs: output.glyphs});
	output.print(renderTable(columns, {glyphs: output.glyphs}).picture);
	host.note(summaryOf(table, metric, split));
	return 0;
};

function chooseMetric(state: SweepState, wanted: string | undefined): string {
	const metric = wanted ?? state.sweep?.objectives[0]?.metric;
	if (metric === undefined)
		throw new UserError('ratio needs --metric NAME', `There are: ${measureNames(state).join(', ')}.`);
	if (!measureNames(state).includes(metric)) throw unknownName(metric, measureNames(state));
	return metric;
}

/** `[{…free parameters, numerator, denominator, ratio}]`; an inactive parameter is absent. */
function rowsOf(table: RatioTable): readonly Readonly<Record<string, unknown>>[] {
	return table.rows.map(row => ({
		...Object.fromEntries(
			table.free.flatMap((name, index) => (row.free[index] === undefined ? [] : [[name, row.free[index]]])),
		),
		numerator: encodeNumber(row.numerator),
		denominator: encodeNumber(row.denominator),
		ratio: encodeNumber(row.ratio),
	}));
}

/** `float 1377000000.0 64.0 0.9294675997623285`: values with blanks between, numbers as Python prints doubles. */
function linesOf(table: RatioTable, wanted: string | undefined): string {
	const names = wanted?.split(',').map(name => name.trim()) ?? table.free;
	const unknown = names.find(name => !table.free.includes(name));
	if (unknown !== undefined) throw unknownName(unknown, table.free);
	const places = names.map(name => table.free.indexOf(name));
	return table.rows
		.map(({free, ratio}) => {
			const values = [...places.map(place => free[place]), ratio];
			const texts = values.map(value =>
				typeof value === 'number' ? formatPythonFloat(value) : safeText(String(value ?? '')),
			);
			return `${texts.join(' ')}\n`;
		})
		.join('');
}

function columnsOf(
	state: SweepState,
	table: RatioTable,
	{metric, split, glyphs}: {readonly metric: string; readonly split: Split; readonly glyphs: Glyphs},
): readonly TableColumn[] {
	const {unit} = trialAxis(state, metric);
	const free = table.free.map((name, index) => {
		const cells = table.rows.map(row => row.free[index]);
		const texts = cells.map(cell => (cell === undefined ? undefined : formatScalar(cell)));
		return cells.some(cell => typeof cell === 'number')
			? numberColumn(name, texts, {glyphs})
			: textColumn(name, texts, glyphs);
	});
	// Both sides under one prefix, so that they can be compared by eye.
	const both = table.rows.flatMap(row => [row.numerator, row.denominator]);
	const shared = numberColumn('', both, {unit, digits: 4, glyphs});
	const side = (title: string, offset: 0 | 1): TableColumn => ({
		...shared,
		title,
		cells: table.rows.map((_, row) => shared.cells[2 * row + offset] ?? ''),
	});
	return [
		...free,
		side(`${metric} ${formatScalar(split.numerator)}`, 0),
		side(formatScalar(split.denominator), 1),
		numberColumn(
			'ratio',
			table.rows.map(row => row.ratio),
			{glyphs},
		),
	];
}

function summaryOf(table: RatioTable, metric: string, split: Split): string {
	const sides = `${split.parameter} ${formatScalar(split.numerator)} / ${formatScalar(split.denominator)}`;
	const unpaired = table.unpaired === 0 ? '' : `; ${table.unpaired} settings have only one side`;
	const logs = table.rows.map(row => Math.log(row.ratio)).filter(Number.isFinite);
	if (table.rows.length === 0) return `no pair of ${metric} for ${sides}${unpaired}\n`;
	const geometric = Math.exp(logs.reduce((sum, log) => sum + log, 0) / logs.length);
	const text = logs.length === 0 ? '' : `, geometric mean ${formatScaled(geometric, {factor: 1, symbol: ''}, 3)}`;
	return `${table.rows.length} pairs of ${metric} for ${sides}${text}${unpaired}\n`;
}
