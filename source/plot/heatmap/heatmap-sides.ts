import {UserError} from '../../domain/errors.ts';
import {own} from '../../domain/record.ts';
import type {Scalar} from '../../domain/space.ts';
import type {SweepState} from '../../domain/sweep-state.ts';
import type {TrialRecord} from '../../domain/trial.ts';
import {type ParameterTicks, parameterTicks} from '../parameter-ticks.ts';
import {axisNames, axisParameters, findParameterColumn, unknownName} from '../trial-axis.ts';

/** What the sides of a heatmap are chosen from. */
export type SideRules = {
	readonly choice: {
		readonly x?: string | undefined;
		readonly y?: string | undefined;
		readonly fix?: Readonly<Record<string, Scalar>>;
	};
	readonly ticksNamed: TicksReader;
	/** The parameter that a ratio divides by. */
	readonly split: string | undefined;
	/** Whether a trial has something to show in a cell. */
	readonly hasValue: (trial: TrialRecord) => boolean;
};

/**
 * The parameters of both sides: the chosen ones, else those with the most values, of which each trial has one; of several runs as one the first two
 * that trials with a value share, since each run may have its own. Undefined where no parameter varies.
 * @throws UserError for a choice that cannot be.
 */
export function chooseSides(
	state: SweepState,
	{choice, ticksNamed, split, hasValue}: SideRules,
): {readonly x: ParameterTicks; readonly y: ParameterTicks} | undefined {
	if (choice.x !== undefined && choice.x === choice.y) {
		throw new UserError(`both axes are "${choice.x}"`, 'Choose two different parameters with --x and --y.');
	}
	const onAxis = [choice.x, choice.y].find(name => name !== undefined && split !== undefined && isPartOf(name, split));
	if (onAxis !== undefined)
		throw new UserError(`"${onAxis}" is divided by, and cannot be an axis`, 'Choose another axis, or another ratio.');
	const fixed = choice.fix ?? {};
	const free = axisParameters(state, ({name}) => ticksNamed(name).ticks.length)
		.filter(({name}) => own(fixed, name) === undefined && ![choice.x, choice.y, split].includes(name))
		.map(({name}) => ticksNamed(name));
	if (state.sweep?.runParameter !== undefined) {
		const holders = state.trials.filter(trial => trial !== undefined && hasValue(trial));
		const xs = choice.x === undefined ? free : [ticksNamed(choice.x)];
		const ys = choice.y === undefined ? free : [ticksNamed(choice.y)];
		const shared = firstShared(xs, ys, holders);
		if (shared !== undefined) return shared;
	}
	const x = choice.x === undefined ? free.shift() : ticksNamed(choice.x);
	const y = choice.y === undefined ? free.shift() : ticksNamed(choice.y);
	if (x === undefined) return y === undefined ? undefined : {x: onlyOne(), y};
	return {x, y: y ?? onlyOne()};
}

/** The first pair of different parameters that one of the trials has both of. */
function firstShared(
	xs: readonly ParameterTicks[],
	ys: readonly ParameterTicks[],
	trials: readonly (TrialRecord | undefined)[],
): {readonly x: ParameterTicks; readonly y: ParameterTicks} | undefined {
	for (const x of xs) {
		for (const y of ys) {
			const isShared = (trial: TrialRecord | undefined): boolean =>
				trial !== undefined && x.indexOf(trial) >= 0 && y.indexOf(trial) >= 0;
			if (x !== y && trials.some(isShared)) return {x, y};
		}
	}
	return undefined;
}

/** Whether a column is the parameter or a field of it. */
export function isPartOf(column: string, parameter: string): boolean {
	return column === parameter || column.startsWith(`${parameter}.`);
}

/** The steps of a parameter by its name; those of one that is asked for twice are gathered from the trials once. */
export type TicksReader = (name: string) => ParameterTicks;

/** Reads the steps of parameters; @throws UserError for a name that is none. */
export function createTicksReader(state: SweepState): TicksReader {
	const known = new Map<string, ParameterTicks>();
	return name => {
		const ticks = known.get(name) ?? gatherTicks(state, name);
		known.set(name, ticks);
		return ticks;
	};
}

function gatherTicks(state: SweepState, name: string): ParameterTicks {
	const column = findParameterColumn(state, name);
	if (column === undefined) {
		throw axisNames(state).includes(name)
			? new UserError(
					`"${name}" is no parameter`,
					'Axes of heatmaps and slices are parameters; a scatter takes any quantity.',
				)
			: unknownName(name, axisNames(state));
	}
	return parameterTicks(state, column);
}

/** The second side of a sweep with one parameter. */
function onlyOne(): ParameterTicks {
	return {name: '', ticks: [''], indexOf: () => 0, isInactive: () => false};
}
