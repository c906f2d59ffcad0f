import {UserError} from '../domain/errors.ts';
import {type Ranking, rankTrials} from '../domain/rank.ts';
import {own} from '../domain/record.ts';
import type {SweepState} from '../domain/sweep-state.ts';
import type {TrialRecord} from '../domain/trial.ts';
import {type Column, trialColumns} from '../domain/trial-columns.ts';
import {SOURCE_TRIAL} from '../domain/columns.ts';
import {NOTE_COLUMNS} from '../domain/trial-notes.ts';
import {trialToJson} from '../exporters/trial-json.ts';
import type {Glyphs} from '../plot/cells.ts';
import {scatterGlyphs} from '../plot/scatter-legend.ts';
import {type TableColumn, numberColumn, renderTable, textColumn} from '../plot/text-table.ts';
import {unknownName, varyingParameters} from '../plot/trial-axis.ts';
import type {CommandBody} from './command.ts';
import {type FormulaFlags, formulasOf} from './formula-flag.ts';
import {foldRun} from './open-run.ts';
import {createTextOutput} from './text-output.ts';
import {filterTrials} from './trial-filter.ts';

/** Options of `sweeptop table`. */
export type TableFlags = FormulaFlags & {
	/** `-acc,lr`: names, most important first; `-` is descending. */
	readonly sort: string | undefined;
	readonly where: string | undefined;
	/** Names with commas between, or `all`. */
	readonly columns: string | undefined;
	readonly top: number | undefined;
	readonly pareto: boolean;
	readonly json: boolean;
};

type TrialColumn = Column<TrialRecord>;

/** `sweeptop table RUN`: the leaderboard as aligned text, or as JSON with one trial a line as in `trials.json`. */
export const tableCommand: CommandBody<TableFlags> = async ({operands, flags, global, host}) => {
	const derived = await formulasOf(flags);
	const {state, artifactsOf} = await foldRun(operands[0] ?? 'last', global, host, {derived});
	const ranking = rankTrials(state);
	const columns = [...trialColumns(state), ...NOTE_COLUMNS];
	const rows = chooseTrials(state, ranking, columns, flags);
	const shown = chooseColumns(state, columns, rows, flags.columns);
	if (flags.json) {
		const lines = rows.map(trial => JSON.stringify(trialToJson(trial, artifactsOf)));
		host.out(lines.length === 0 ? '[]\n' : `[\n${lines.join(',\n')}\n]\n`);
		return 0;
	}
	const output = createTextOutput(host, global);
	const table = layoutColumns(state, ranking, {columns: shown, rows, glyphs: output.glyphs});
	const {picture, hidden} = renderTable(table, {
		glyphs: output.glyphs,
		...(output.columns === undefined ? {} : {columns: output.columns}),
	});
	output.print(picture);
	if (rows.length === 0) host.note(`no trial to show: ${reasonForNone(state, flags)}\n`);
	if (hidden.length > 0)
		host.note(`${hidden.length} columns more than fit: ${hidden.join(', ')}; choose with --columns\n`);
	return 0;
};

function reasonForNone(state: SweepState, flags: TableFlags): string {
	if (state.trials.length === 0) return 'none was started yet';
	if (flags.where !== undefined) return '--where lets none pass';
	return flags.pareto ? 'none is ranked' : '--top is 0';
}

/** The trials to show, in order: by rank, or as `--sort` says with ranks for ties. */
function chooseTrials(
	state: SweepState,
	ranking: Ranking,
	columns: readonly TrialColumn[],
	flags: TableFlags,
): readonly TrialRecord[] {
	const passed = new Set(filterTrials(state, flags.where).map(trial => trial.trial));
	const front = new Set(ranking.pareto);
	const ranked = ranking.order.flatMap(number => {
		const trial = state.trials[number - 1];
		return trial !== undefined && passed.has(number) && (!flags.pareto || front.has(number)) ? [trial] : [];
	});
	const sorted = flags.sort === undefined ? ranked : sortTrials(ranked, parseSort(flags.sort, columns));
	return flags.top === undefined ? sorted : sorted.slice(0, flags.top);
}

type SortKey = {readonly cell: TrialColumn['cell']; readonly descending: boolean};

function parseSort(text: string, columns: readonly TrialColumn[]): readonly SortKey[] {
	return splitNames(text, '--sort').map(word => {
		const descending = word.startsWith('-');
		const name = word.replace(/^[+-]/, '');
		const column = columns.find(candidate => candidate.name === name);
		if (column === undefined)
			throw unknownName(
				name,
				columns.map(candidate => candidate.name),
			);
		return {cell: column.cell, descending};
	});
}

/** What is missing or NaN is last, whichever way is sorted; numbers come before texts. */
function sortTrials(trials: readonly TrialRecord[], keys: readonly SortKey[]): readonly TrialRecord[] {
	const rows = trials.map(trial => ({trial, cells: keys.map(key => key.cell(trial))}));
	const compare = (a: (typeof rows)[number], b: (typeof rows)[number]): number => {
		for (const [index, {descending}] of keys.entries()) {
			const order = compareCells(a.cells[index], b.cells[index], descending ? -1 : 1);
			if (order !== 0) return order;
		}
		return 0;
	};
	return rows.toSorted(compare).map(row => row.trial);
}

type Cell = ReturnType<TrialColumn['cell']>;

function compareCells(a: Cell, b: Cell, sign: 1 | -1): number {
	const [missingA, missingB] = [a, b].map(cell => cell === undefined || Number.isNaN(cell));
	if (missingA === true || missingB === true) return Number(missingA) - Number(missingB);
	if (typeof a === 'number' && typeof b === 'number') return a === b ? 0 : sign * (a < b ? -1 : 1);
	if (typeof a === 'number' || typeof b === 'number') return typeof a === 'number' ? -1 : 1;
	const [textA, textB] = [String(a), String(b)];
	return textA === textB ? 0 : sign * (textA < textB ? -1 : 1);
}

/** What `--columns` names, else what tells trials apart: results, varying parameters, cost. */
function chooseColumns(
	state: SweepState,
	columns: readonly TrialColumn[],
	rows: readonly TrialRecord[],
	wanted: string | undefined,
): readonly TrialColumn[] {
	if (wanted === 'all') return columns.filter(column => column.name !== 'trial' && !NOTE_COLUMNS.includes(column));
	if (wanted !== undefined) {
		return splitNames(wanted, '--columns').map(name => {
			const column = columns.find(candidate => candidate.name === name);
			if (column === undefined)
				throw unknownName(
					name,
					columns.map(candidate => candidate.name),
				);
			return column;
		});
	}
	const varying = varyingParameters(state).map(parameter => parameter.name);
	const objectives = (state.sweep?.objectives ?? []).map(objective => objective.metric);
	const named = (names: readonly string[]): TrialColumn[] =>
		names.flatMap(name => columns.filter(column => column.name === name));
	const parameters = columns.filter(
		column =>
			column.group === 'parameter' && varying.some(name => column.name === name || column.name.startsWith(`${name}.`)),
	);
	const metrics = columns.filter(column => column.group === 'metric');
	const costs = named(['duration_s', 'energy_j', 'power_mean_w', 'temp_max_c']);
	const rest = named(['state', 'flags', 'tags']);
	const all = [
		...new Set([...named([SOURCE_TRIAL]), ...named(objectives), ...metrics, ...parameters, ...costs, ...rest]),
	];
	return all.filter(column => {
		if (column.name === 'state') return rows.some(trial => trial.state !== 'complete');
		return column.group === 'parameter' || rows.some(trial => column.cell(trial) !== undefined);
	});
}

function splitNames(text: string, option: string): readonly string[] {
	const names = text.split(',').map(name => name.trim());
	if (names.some(name => name === ''))
		throw new UserError(`${option} "${text}" has an empty name`, `Write names with commas between: ${option}=a,b.`);
	return names;
}

function layoutColumns(
	state: SweepState,
	ranking: Ranking,
	{
		columns,
		rows,
		glyphs,
	}: {readonly columns: readonly TrialColumn[]; readonly rows: readonly TrialRecord[]; readonly glyphs: Glyphs},
): readonly TableColumn[] {
	const marks = rows.map(trial => markOf(trial.trial, ranking, glyphs));
	const styleOf = (row: number): {readonly foreground: {readonly kind: 'role'; readonly role: 'best'}} | undefined =>
		marks[row] === '' || marks[row] === '=' ? undefined : {foreground: {kind: 'role', role: 'best'}};
	const numbers = {
		...numberColumn(
			'#',
			rows.map(trial => trial.trial),
			{glyphs},
		),
		styleOf,
	};
	const marked: TableColumn[] = marks.every(mark => mark === '')
		? []
		: [{title: '', unit: '', align: 'start', cells: marks, styleOf}];
	const body = columns
		.filter(column => column.name !== 'trial')
		.map(column => layoutColumn(state, column, rows, glyphs));
	return [numbers, ...marked, ...body];
}

function markOf(trial: number, ranking: Ranking, glyphs: Glyphs): string {
	const {best, pareto} = scatterGlyphs(glyphs);
	if (ranking.best === trial) return best;
	if (ranking.best === undefined && ranking.pareto.includes(trial)) return pareto;
	return ranking.tied.has(trial) || ranking.rankOf(trial) === 1 ? '=' : '';
}

function layoutColumn(
	state: SweepState,
	column: TrialColumn,
	rows: readonly TrialRecord[],
	glyphs: Glyphs,
): TableColumn {
	const cells = rows.map(column.cell);
	if (!cells.some(cell => typeof cell === 'number')) {
		const absent = column.name === 'flags' ? '' : undefined;
		const texts = cells.map(cell => (cell === undefined ? absent : String(cell)));
		return textColumn(column.name, texts, glyphs);
	}
	const values = cells.map(cell => (typeof cell === 'boolean' ? String(cell) : cell));
	if (column.group === 'parameter') return parameterColumn(state, column, values, glyphs);
	const metric = state.sweep?.metrics.find(candidate => candidate.name === column.name);
	const numbers = numberColumn(column.name, values, {unit: column.unit, format: metric?.format, digits: 4, glyphs});
	const restsOnPower = ESTIMABLE.test(metric === undefined ? column.name : (metric.formula ?? ''));
	return restsOnPower ? withEstimates(numbers, rows) : numbers;
}

/** Columns, or names in a formula, that are worth what the reading of power is worth. */
const ESTIMABLE = /(?:energy|power)_/;

/** Says `est` with the unit where all rows rest on an estimated power, else behind those that do. */
function withEstimates(column: TableColumn, rows: readonly TrialRecord[]): TableColumn {
	const estimated = rows.map(trial => own(trial.telemetry, 'power_scope') === 'estimate');
	if (!estimated.includes(true)) return column;
	if (!estimated.includes(false)) return {...column, unit: `${column.unit} est`.trim()};
	return {...column, cells: column.cells.map((cell, row) => `${cell}${estimated[row] === true ? ' est' : '    '}`)};
}

/** Values that the sweep file lists are shown as they are; those that a search drew are rounded. */
function parameterColumn(
	state: SweepState,
	column: TrialColumn,
	values: readonly (number | string | undefined)[],
	glyphs: Glyphs,
): TableColumn {
	const domain = state.sweep?.space.parameters.find(parameter => parameter.name === column.name)?.domain;
	if (domain?.kind === 'real') return numberColumn(column.name, values, {digits: 4, glyphs});
	const texts = values.map(value => (value === undefined ? undefined : String(value)));
	return {...numberColumn(column.name, texts, {glyphs}), unit: column.unit};
}
