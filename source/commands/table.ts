import {counted} from '../domain/text/counted.ts';
import {UserError} from '../domain/errors.ts';
import {type Ranking, rankTrials} from '../domain/ranking/rank.ts';
import {splitNames} from '../domain/text/split-names.ts';
import type {SweepState} from '../domain/sweep-state.ts';
import type {TrialRecord} from '../domain/trial.ts';
import {type Column, trialColumns} from '../domain/column/trial-columns.ts';
import {spreadColumns} from '../domain/column/spread-columns.ts';
import {SOURCE_TRIAL} from '../domain/column/columns.ts';
import {TOLD_COLUMNS} from '../domain/trial/trial-notes.ts';
import {createTrialWriter} from '../exporters/trial-json.ts';
import {renderTable} from '../plot/text-table.ts';
import {unknownName, varyingParameters} from '../plot/trial-axis.ts';
import {parseSort} from '../store/table-choice.ts';
import {sortByColumn} from '../store/table-order.ts';
import type {CommandBody} from './command.ts';
import {foldRuns} from './runs/fold-runs.ts';
import {readingOf, type ReadingFlags} from './results/reading-flags.ts';
import {layoutTrials} from './results/table-layout.ts';
import {createTextOutput} from './results/text-output.ts';
import {filterTrials} from './results/trial-filter.ts';

/** Options of `sweeptop table`. */
export type TableFlags = ReadingFlags & {
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
	const {state, artifactsOf} = await foldRuns(operands, global, host, await readingOf(flags));
	const ranking = rankTrials(state);
	const columns = [...trialColumns(state), ...TOLD_COLUMNS, ...spreadColumns(state)];
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
		host.note(`${counted(hidden.length, 'column')} more than fit: ${hidden.join(', ')}; choose with --columns\n`);
	return exitCode;
};

function reasonForNone(state: SweepState, flags: TableFlags): string {
	if (state.trials.length === 0) return state.phase === 'ended' ? 'there is none in it' : 'none was started yet';
	return flags.where === undefined ? 'none is ranked' : '--where lets none pass';
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
	const order = flags.sort === undefined ? ranking.order : sortedOrder(flags.sort, state, ranking.order, columns);
	const chosen = order.flatMap(number => {
		const trial = state.trials[number - 1];
		return trial !== undefined && passed.has(number) && (!flags.pareto || front.has(number)) ? [trial] : [];
	});
	return flags.top === undefined ? chosen : chosen.slice(0, flags.top);
}

/** Numbers of all trials in the order of a text as `--sort` takes it; equals by rank. */
function sortedOrder(
	text: string,
	{trials}: SweepState,
	ranked: Ranking['order'],
	columns: readonly TrialColumn[],
): readonly number[] {
	const keys = parseSort(text);
	if (keys === undefined) throw emptyName('--sort', text);
	const known = keys.map(({column, descending}) => ({sorted: findColumn(columns, column), descending}));
	return known.reduceRight((order, {sorted, descending}) => sortByColumn(trials, order, sorted, descending), ranked);
}

function findColumn(columns: readonly TrialColumn[], name: string): TrialColumn {
	const column = columns.find(candidate => candidate.name === name);
	if (column !== undefined) return column;
	throw unknownName(
		name,
		columns.map(candidate => candidate.name),
	);
}

function emptyName(option: string, text: string): UserError {
	return new UserError(`${option} "${text}" has an empty name`, `Write names with commas between: ${option}=a,b.`);
}

/** What `--columns` names, else what tells trials apart: results, varying parameters, cost. */
function chooseColumns(
	state: SweepState,
	columns: readonly TrialColumn[],
	rows: readonly TrialRecord[],
	wanted: string | undefined,
): readonly TrialColumn[] {
	if (wanted === 'all') return columns.filter(column => column.name !== 'trial' && !TOLD_COLUMNS.includes(column));
	if (wanted !== undefined) {
		const names = splitNames(wanted);
		if (names.includes('')) throw emptyName('--columns', wanted);
		return names.map(name => findColumn(columns, name));
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
