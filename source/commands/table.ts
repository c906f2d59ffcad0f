import {UserError} from '../domain/errors.ts';
import {type Ranking, rankTrials} from '../domain/rank.ts';
import type {SweepState} from '../domain/sweep-state.ts';
import type {TrialRecord} from '../domain/trial.ts';
import {type Column, trialColumns} from '../domain/trial-columns.ts';
import {spreadColumns} from '../domain/spread-columns.ts';
import {SOURCE_TRIAL} from '../domain/columns.ts';
import {NOTE_COLUMNS} from '../domain/trial-notes.ts';
import {createTrialWriter} from '../exporters/trial-json.ts';
import {renderTable} from '../plot/text-table.ts';
import {unknownName, varyingParameters} from '../plot/trial-axis.ts';
import type {CommandBody} from './command.ts';
import {foldRuns} from './fold-runs.ts';
import {type FormulaFlags, formulasOf} from './formula-flag.ts';
import {layoutTrials} from './table-layout.ts';
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
	/** No trial to show is a failure. */
	readonly failIfNone: boolean;
	readonly json: boolean;
};

type TrialColumn = Column<TrialRecord>;

/** `sweeptop table RUN …`: the leaderboard as aligned text, or as JSON with one trial a line as in `trials.json`. */
export const tableCommand: CommandBody<TableFlags> = async ({operands, flags, global, host}) => {
	const derived = await formulasOf(flags);
	const {state, artifactsOf} = await foldRuns(operands, global, host, {derived});
	const ranking = rankTrials(state);
	const columns = [...trialColumns(state), ...NOTE_COLUMNS, ...spreadColumns(state)];
	const rows = chooseTrials(state, ranking, columns, flags);
	const shown = chooseColumns(state, columns, rows, flags.columns);
	const exitCode = flags.failIfNone && rows.length === 0 ? 1 : 0;
	if (flags.json) {
		const toJson = createTrialWriter(state, ranking, artifactsOf);
		const lines = rows.map(trial => JSON.stringify(toJson(trial)));
		host.out(lines.length === 0 ? '[]\n' : `[\n${lines.join(',\n')}\n]\n`);
		return exitCode;
	}
	const output = createTextOutput(host, global);
	const table = layoutTrials(state, ranking, {columns: shown, rows, glyphs: output.glyphs});
	const {picture, hidden} = renderTable(table, {
		glyphs: output.glyphs,
		...(output.columns === undefined ? {} : {columns: output.columns}),
	});
	output.print(picture);
	if (rows.length === 0) host.note(`no trial to show: ${reasonForNone(state, flags)}\n`);
	if (hidden.length > 0)
		host.note(`${hidden.length} columns more than fit: ${hidden.join(', ')}; choose with --columns\n`);
	return exitCode;
};

function reasonForNone(state: SweepState, flags: TableFlags): string {
	if (state.trials.length === 0) return state.phase === 'ended' ? 'there is none in it' : 'none was started yet';
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
	const results = objectives.flatMap(name => named([name, `${name}.std`]));
	const all = [...new Set([...named([SOURCE_TRIAL]), ...results, ...metrics, ...parameters, ...costs, ...rest])];
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
