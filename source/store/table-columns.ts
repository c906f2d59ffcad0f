import type {RememberedSweep} from '../domain/column/column-memory.ts';
import type {Metric, Objective} from '../domain/metric.ts';
import type {Parameter} from '../domain/space.ts';
import {SOURCE_TRIAL} from '../domain/column/columns.ts';
import {columnsOf} from '../domain/space.ts';
import type {SweepState} from '../domain/sweep-state.ts';
import {type Cell, type Column, trialColumns} from '../domain/column/trial-columns.ts';
import type {TrialRecord} from '../domain/trial.ts';
import {createWarnings} from '../domain/trial/trial-flags.ts';
import {NOTE_COLUMNS} from '../domain/trial/trial-notes.ts';
import {createEstimateTest} from './estimates.ts';

/** One column of the leaderboard. */
export type TableColumn = {
	readonly id: string;
	/** Heading without its unit. */
	readonly title: string;
	readonly unit: string;
	readonly group: Column<TrialRecord>['group'];
	readonly numeric: boolean;
	readonly cell: (trial: TrialRecord) => Cell;
	/** Format of the sweep file. */
	readonly format: string | undefined;
	/** Present for what the sweep searches for: a metric, the duration or telemetry. */
	readonly objective: Objective | undefined;
	/** True where the values rest on an estimate of power. */
	readonly estimate: boolean;
	/** Shown unless the person hides it; the others are the other way round. */
	readonly byDefault: boolean;
};

/** Name of the column of flags that warn, hidden until it is asked for: for the filter. */
export const WARNINGS = 'warnings';

/** Telemetry that is shown without being asked for, in this order. */
const TELEMETRY_SHOWN = ['energy_j', 'temp_max_c'] as const;

/** Of the columns about the trial itself, those that are shown without being asked for. */
const DEFAULTS: ReadonlySet<string> = new Set(['trial', 'flags', 'duration_s', SOURCE_TRIAL]);

const TITLES: ReadonlyMap<string, string> = new Map([
	['trial', '#'],
	[SOURCE_TRIAL, 'source #'],
	['energy_j', 'energy'],
	['temp_max_c', 'temp'],
	['power_mean_w', 'power'],
	['duration_s', 'time'],
]);

/** Names of what is searched for, where that differs: as plots call it. */
const OBJECTIVE_TITLES: ReadonlyMap<string, string> = new Map([['duration_s', 'duration']]);

/**
 * Columns of the leaderboard in their order: number, objectives, other metrics, parameters, what it cost, flags,
 * then all that `trials.csv` has beside.
 */
export function tableColumns(state: RememberedSweep): readonly TableColumn[] {
	const {sweep} = state;
	const sample = sampleOf(state);
	const metrics = new Map((sweep?.metrics ?? []).map(metric => [metric.name, metric]));
	const objectives = sweep?.objectives ?? [];
	const constants = constantColumns(sweep?.space.parameters ?? []);
	const isEstimate = createEstimateTest(state);
	const results = trialColumns(state);
	const taken = new Set(results.map(column => column.name));
	// A parameter or metric of that name is a result, and results come first.
	const notes = [...NOTE_COLUMNS, warningsColumn(sweep)].filter(column => !taken.has(column.name));
	const noted = new Set(
		notes.flatMap(column =>
			column.name !== WARNINGS && state.trials.some(t => t && column.cell(t) !== undefined) ? [column.name] : [],
		),
	);
	const made = [...results, ...notes].map(column =>
		toTableColumn(column, {sample, metrics, objectives, constants, isEstimate, noted}),
	);
	const place = (column: TableColumn): number => placeOf(column, objectives);
	return made.toSorted((a, b) => place(a) - place(b));
}

type Known = {
	readonly sample: readonly TrialRecord[];
	readonly metrics: ReadonlyMap<string, Metric>;
	readonly objectives: readonly Objective[];
	readonly constants: ReadonlySet<string>;
	readonly isEstimate: (column: string) => boolean;
	/** Columns of notes that some trial has. */
	readonly noted: ReadonlySet<string>;
};

/** The flags that warn of what the sweep searches for: energy that is missing is none where nobody asks for energy. */
function warningsColumn(sweep: SweepState['sweep']): Column<TrialRecord> {
	const warningsOf = createWarnings(sweep);
	const cell = (trial: TrialRecord): Cell => warningsOf(trial).join(' ') || undefined;
	return {name: WARNINGS, group: 'trial', unit: '', cell};
}

function toTableColumn(column: Column<TrialRecord>, known: Known): TableColumn {
	const first = known.sample.map(column.cell).find(cell => cell !== undefined);
	const isMetric = column.group === 'metric';
	const objective =
		column.group === 'parameter' ? undefined : known.objectives.find(({metric}) => metric === column.name);
	const title = objective === undefined ? undefined : OBJECTIVE_TITLES.get(column.name);
	return {
		id: column.name,
		title: title ?? TITLES.get(column.name) ?? column.name,
		unit: column.unit,
		group: column.group,
		numeric:
			first === undefined
				? isMetric || column.group === 'telemetry' || objective !== undefined
				: typeof first === 'number',
		cell: column.cell,
		format: isMetric ? known.metrics.get(column.name)?.format : undefined,
		objective,
		estimate: known.isEstimate(column.name),
		byDefault: objective !== undefined || isShownByDefault(column, first, known),
	};
}

function isShownByDefault(column: Column<TrialRecord>, first: Cell, known: Known): boolean {
	switch (column.group) {
		case 'trial':
			return DEFAULTS.has(column.name) || known.noted.has(column.name);
		case 'parameter':
			return !known.constants.has(column.name);
		case 'metric':
			return true;
		case 'telemetry':
			return first !== undefined && TELEMETRY_SHOWN.some(name => name === column.name);
	}
}

/** Smaller is further to the left. */
function placeOf(column: TableColumn, objectives: readonly Objective[]): number {
	if (column.id === 'trial') return 0;
	if (column.objective !== undefined) return 1 + objectives.indexOf(column.objective) / 1000;
	if (column.group === 'metric') return 2;
	if (column.group === 'parameter') return 3;
	// Long names of a source are no reason to drop a result.
	if (column.id === SOURCE_TRIAL) return column.numeric ? 0.5 : 5.5;
	const telemetry = TELEMETRY_SHOWN.findIndex(name => name === column.id);
	if (telemetry >= 0) return 4 + telemetry / 10;
	if (column.id === 'duration_s') return 5;
	if (column.id === 'tags' || column.id === 'note') return 5.5;
	return column.id === 'flags' ? 6 : 7;
}

function constantColumns(parameters: readonly Parameter[]): ReadonlySet<string> {
	return new Set(parameters.filter(p => p.domain.kind === 'constant').flatMap(columnsOf));
}

/** Some trials from the start and the end: enough to see what a column holds. */
function sampleOf(state: SweepState): readonly TrialRecord[] {
	const some = state.trials.length <= 400 ? state.trials : [...state.trials.slice(0, 200), ...state.trials.slice(-200)];
	return some.filter(trial => trial !== undefined);
}
