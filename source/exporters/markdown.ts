import {counted} from '../domain/text/counted.ts';
import type {FileExporter} from '../domain/exporter.ts';
import {findMetric} from '../domain/ranking/figure.ts';
import {formatDeviation, formatMetric} from '../domain/metric.ts';
import {rankTrials} from '../domain/ranking/rank.ts';
import {safeText} from '../domain/text/safe-text.ts';
import type {SweepState} from '../domain/sweep-state.ts';
import type {Cell, Column} from '../domain/column/trial-columns.ts';
import type {TrialRecord} from '../domain/trial.ts';
import {createScatterReader, filledColumns, headOf, isMeasured, isNumeric, trialsOf} from './table-cells.ts';

/** Trials of a chunk. */
const CHUNK_ROWS = 256;

/** The trials as a table of GitHub's Markdown, best first: what stands in every trial alike is named once above it. */
export const markdownExporter = {
	id: 'markdown',
	title: 'trials as a Markdown table, best first',
	extension: 'md',
	write: writeMarkdown,
} as const satisfies FileExporter;

function* writeMarkdown(state: SweepState): Generator<string> {
	const trials = trialsOf(state);
	const columns = filledColumns(state, trials);
	const same = trials.length < 2 ? [] : columns.filter(column => isSame(column, trials));
	const scatterOf = createScatterReader(state);
	const cell = (column: Column<TrialRecord>, trial: TrialRecord): string =>
		text(column, trial, state) + scatterText(scatterOf(column.name, trial), column, state);
	const shown = columns.filter(column => !same.includes(column));
	yield heading(state, trials);
	const [first] = trials;
	if (same.length > 0 && first !== undefined)
		yield `All trials: ${same.map(column => `${escape(column.name)} ${text(column, first, state)}`).join(', ')}\n\n`;
	if (trials.length === 0) return;
	yield `| ${shown.map(column => escape(headOf(column))).join(' | ')} |\n`;
	yield `|${shown.map(column => (isNumeric(column, trials) ? ' ---: |' : ' --- |')).join('')}\n`;
	let chunk = '';
	for (const [index, number] of rankTrials(state).order.entries()) {
		const trial = state.trials[number - 1];
		if (trial === undefined) continue;
		chunk += `| ${shown.map(column => cell(column, trial)).join(' | ')} |\n`;
		if (index % CHUNK_ROWS < CHUNK_ROWS - 1) continue;
		yield chunk;
		chunk = '';
	}
	yield chunk;
}

function heading({sweep, counts}: SweepState, trials: readonly TrialRecord[]): string {
	const objectives = (sweep?.objectives ?? []).map(({metric, direction}) => `${direction} ${escape(metric)}`);
	const what = objectives.length === 0 ? '' : `; ${objectives.join(', ')}`;
	return `# ${escape(sweep?.name ?? 'sweep')}\n\n${counted(trials.length, 'trial')}, ${counts.complete} complete${what}\n\n`;
}

function isSame(column: Column<TrialRecord>, trials: readonly TrialRecord[]): boolean {
	const [first] = trials;
	return first !== undefined && trials.every(trial => Object.is(column.cell(trial), column.cell(first)));
}

function text(column: Column<TrialRecord>, trial: TrialRecord, {sweep}: SweepState): string {
	const value = column.cell(trial);
	const format = findMetric(sweep, column.name)?.format;
	const isRounded = typeof value === 'number' && isMeasured(column) && !Number.isInteger(value);
	return escape(isRounded ? formatMetric(value, format) : plain(value));
}

/** ` ± 0.0123`: the standard deviation over the repeats; empty for none. */
function scatterText(std: number | undefined, {name}: Column<TrialRecord>, {sweep}: SweepState): string {
	if (std === undefined) return '';
	return ` ± ${escape(formatDeviation(std, findMetric(sweep, name)?.format))}`;
}

function plain(cell: Cell): string {
	return cell === undefined ? '' : String(cell);
}

/** Characters that mean something in a cell of a table, or that a terminal would act on. */
function escape(value: string): string {
	return safeText(value).replaceAll(/[\\|`*<>&~$[\]]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/g, '\\$&');
}
