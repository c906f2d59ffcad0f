import {findMetric} from '../domain/ranking/figure.ts';
import {formatDeviation, formatMetric} from '../domain/metric.ts';
import type {Ranking} from '../domain/ranking/rank.ts';
import {own} from '../domain/record.ts';
import {safeText} from '../domain/text/safe-text.ts';
import type {SweepState} from '../domain/sweep-state.ts';
import type {Column} from '../domain/column/trial-columns.ts';
import type {TrialRecord} from '../domain/trial.ts';
import {escapeXml} from '../plot/render-svg.ts';
import {
	createScatterReader,
	filledColumns,
	headOf,
	isMeasured,
	isNumeric,
	type ScatterReader,
	trialsOf,
} from './table-cells.ts';

/** Rows of a page: beyond them a browser is slow, and the CSV is the better file. */
const MAX_ROWS = 5000;
/** Digits of a parameter's value; the title of its cell has all of them. */
const MAX_DIGITS = 6;
/** Columns that stand inside the cell of another one: how sure an energy is. */
const FOLDED = ['energy_lo_j', 'energy_hi_j', 'confidence', 'power_scope', 'power_source'];

/** The trials, best first, as rows of a table; an energy with its range, scope and confidence. */
export function* htmlTable(state: SweepState, ranking: Ranking): Generator<string> {
	const trials = trialsOf(state);
	const columns = filledColumns(state, trials).filter(({name}) => !FOLDED.includes(name));
	const order = ranking.order.slice(0, MAX_ROWS);
	if (trials.length > MAX_ROWS)
		yield `<p class="lead">The best ${MAX_ROWS} of ${trials.length} trials; all of them: sweeptop export --format csv</p>\n`;
	const heads = columns.map(
		column => `<th${isNumeric(column, trials) ? ' class="n"' : ''}>${html(headOf(column))}</th>`,
	);
	yield `<input id="filter" type="search" placeholder="filter" aria-label="filter trials" hidden>\n`;
	yield `<div class="scroll"><table id="trials"><thead><tr>${heads.join('')}</tr></thead><tbody>\n`;
	const winners = new Set(ranking.pareto);
	const scatterOf = createScatterReader(state);
	for (const number of order) {
		const trial = state.trials[number - 1];
		if (trial === undefined) continue;
		const kind = winners.has(number) ? ' class="best"' : trial.state === 'complete' ? '' : ' class="failed"';
		yield `<tr${kind}>${columns.map(column => cellOf(column, trial, state, scatterOf)).join('')}</tr>\n`;
	}
	yield '</tbody></table></div>\n';
}

/** Numbers are sorted by their full value, which the cell keeps beside the rounded one. */
function cellOf(
	column: Column<TrialRecord>,
	trial: TrialRecord,
	{sweep}: SweepState,
	scatterOf: ScatterReader,
): string {
	const {name} = column;
	const cell = column.cell(trial);
	if (cell === undefined) {
		const why = own(trial.missing, name);
		return `<td class="n" data-v=""${why === undefined ? '' : ` title="${html(why)}"`}></td>`;
	}
	if (typeof cell !== 'number') return `<td>${html(String(cell))}</td>`;
	const format = findMetric(sweep, name)?.format;
	const short = isMeasured(column) ? formatMetric(cell, format) : String(Number(cell.toPrecision(MAX_DIGITS)));
	const text = Number.isInteger(cell) ? String(cell) : short;
	const std = scatterOf(name, trial);
	const scatter = std === undefined ? '' : ` <small>± ${html(formatDeviation(std, format))}</small>`;
	return `<td class="n" data-v="${cell}" title="${cell}">${html(text)}${scatter}${name === 'energy_j' ? energyNote(trial) : ''}</td>`;
}

/** `(12.1–13.0 J, package, high)`. */
function energyNote({telemetry}: TrialRecord): string {
	const [low, high] = [own(telemetry, 'energy_lo_j'), own(telemetry, 'energy_hi_j')];
	const range =
		typeof low === 'number' && typeof high === 'number' ? [`${formatMetric(low)}–${formatMetric(high)} J`] : [];
	const words = ['power_scope', 'power_source', 'confidence'].flatMap(name => {
		const value = own(telemetry, name);
		return value === undefined ? [] : [String(value)];
	});
	const parts = [...range, ...words];
	return parts.length === 0 ? '' : ` <small>(${html(parts.join(', '))})</small>`;
}

function html(text: string): string {
	return escapeXml(safeText(text));
}
