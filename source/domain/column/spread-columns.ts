import {type Spread, spreadReaders} from '../statistics/spread.ts';
import type {SweepState} from '../sweep-state.ts';
import {rankTrials} from '../ranking/rank.ts';
import {type Column, trialColumns} from './trial-columns.ts';
import type {TrialRecord} from '../trial.ts';
import {createVersusBest} from '../ranking/versus-best.ts';

/** Figures of a {@link Spread}, in the order of its columns. */
export const SPREAD_PARTS = ['std', 'min', 'max', 'n'] as const satisfies readonly (keyof Spread)[];

/** The name of such a column: `loss.std`. */
export function spreadName(figure: string, part: (typeof SPREAD_PARTS)[number]): string {
	return `${figure}.${part}`;
}

/** The figure and the part of it that such a name says; undefined for any other name. */
export function splitSpreadName(
	name: string,
): {readonly figure: string; readonly part: (typeof SPREAD_PARTS)[number]} | undefined {
	const part = SPREAD_PARTS.find(candidate => name.endsWith(`.${candidate}`));
	return part === undefined ? undefined : {figure: name.slice(0, -part.length - 1), part};
}

/**
 * Columns behind those of `trials.csv` that a sweep with repeats has: for each figure `loss.std`, `loss.min`, `loss.max`
 * and `loss.n` over the measured executions, and for one objective `loss.tied` and `loss.p` against the best trial. None
 * for a sweep without repeats; a name that a parameter or metric has is its own.
 */
export function spreadColumns(state: SweepState): readonly Column<TrialRecord>[] {
	const readers = spreadReaders(state);
	if (readers.size === 0) return [];
	const known = trialColumns(state);
	const units = new Map(known.map(({name, unit}) => [name, unit]));
	const spreads = [...readers].flatMap(([name, read]) =>
		columnsOfFigure(name, units.get(name) ?? '', remembering(read)),
	);
	const taken = new Set(known.map(({name}) => name));
	const filled = spreads.filter(({cell}) =>
		state.trials.some(trial => trial !== undefined && cell(trial) !== undefined),
	);
	return [...filled, ...tieColumns(state)].filter(({name}) => !taken.has(name));
}

function columnsOfFigure(
	name: string,
	unit: string,
	spreadOf: (trial: TrialRecord) => Spread | undefined,
): readonly Column<TrialRecord>[] {
	return SPREAD_PARTS.map(part => ({
		name: spreadName(name, part),
		group: 'telemetry' as const,
		unit: part === 'n' ? '' : unit,
		cell: trial => spreadOf(trial)?.[part],
	}));
}

/** A row is read cell after cell: what the last trial gave serves the cells that follow. */
function remembering<Value>(read: (trial: TrialRecord) => Value): (trial: TrialRecord) => Value {
	let last: {readonly trial: TrialRecord; readonly value: Value} | undefined;
	return trial => {
		if (last?.trial !== trial) last = {trial, value: read(trial)};
		return last.value;
	};
}

function tieColumns(state: SweepState): readonly Column<TrialRecord>[] {
	const [objective, another] = state.sweep?.objectives ?? [];
	if (objective === undefined || another !== undefined) return [];
	const versus = remembering(createVersusBest(state, rankTrials(state)));
	const column = (part: string, cell: Column<TrialRecord>['cell']): Column<TrialRecord> => ({
		name: `${objective.metric}.${part}`,
		group: 'telemetry',
		unit: '',
		cell,
	});
	return [column('tied', trial => versus(trial)?.isTied), column('p', trial => versus(trial)?.p)];
}
