import type {Rejection} from '../domain/channel.ts';
import {fillCommand, parameterEnvironment, parseTemplate} from '../domain/text/command-line.ts';
import {createEnumeration} from '../domain/space/enumerate.ts';
import {assertNever} from '../domain/errors.ts';
import {gridAxis} from '../domain/space/grid-axis.ts';
import {plannedTrials} from '../domain/space/planned-trials.ts';
import type {SpaceSize} from '../domain/sampler.ts';
import {
	columnsOf,
	type Domain,
	flattenParams,
	formatScalar,
	formatValue,
	type Parameter,
	type Params,
} from '../domain/space.ts';
import {hasGate, type Sweep} from '../domain/sweep.ts';

/** One axis as the plan tells it. */
export type PlanAxis = {
	readonly name: string;
	/** `choice`, `integer`, `real, log`, `tuple (bits,frac)`, `constant`. */
	readonly kind: string;
	/** Grid values; undefined where there are endlessly many. */
	readonly count: number | undefined;
	/** First and last values, or the bounds. */
	readonly values: string;
	readonly when?: string;
	readonly knob?: string;
};

/** One trial that will come first. */
export type PlanTrial = {
	readonly trial: number;
	readonly argv: readonly string[];
	readonly environment: Readonly<Record<string, string>>;
	/** `name=value` of what differs between trials and stands nowhere in the arguments, as what a knob sets. */
	readonly aside: readonly string[];
};

/** What a sweep will do, worked out without doing it. */
export type Plan = {
	readonly sweep: Sweep;
	readonly axes: readonly PlanAxis[];
	/** Product of the counts; undefined where one is endless. */
	readonly product: bigint | undefined;
	/** Points of the product that conditions (`when`) fold together; undefined where that was not counted. */
	readonly folded: bigint | undefined;
	/** Points that `exclude` removes; undefined where that was not counted. */
	readonly excluded: bigint | undefined;
	/** What is left of the product. */
	readonly size: SpaceSize | undefined;
	/** Trials at most, by {@link plannedTrials}. Undefined where only time or energy ends the sweep. */
	readonly trials: bigint | undefined;
	readonly executionsPerTrial: number;
	/** Upper bound from `timeout` and `jobs`, without the waits of a gate; undefined without a timeout. */
	readonly longestMs: number | undefined;
	/** Upper bound of the waits of a gate; undefined where there is none, and where the trials are not counted. */
	readonly longestGateMs: number | undefined;
	/** Upper bound of the logs. */
	readonly mostLogBytes: bigint | undefined;
	readonly first: readonly PlanTrial[];
	/** The run directory, where it is known. */
	readonly runDirectory: string | undefined;
	/** Hardware settings that would be written. */
	readonly settings: readonly PlanSetting[];
	/** Knobs that the machine of the plan does not have. */
	readonly absent: readonly AbsentKnob[];
};

/** What the plan is told beside the sweep. */
export type PlanInput = {
	/** Points of the first trials, as the sampler will give them; by default those of the grid's order. */
	readonly first?: readonly Params[];
	readonly runDirectory?: string;
	/** Everything that knobs would write. */
	readonly settings?: readonly PlanSetting[];
	/** Knobs that the machine of the plan does not have. */
	readonly absent?: readonly AbsentKnob[];
};

/** A knob that is not on this machine, and why. */
export type AbsentKnob = Rejection & {readonly knob: string};

/** A hardware setting that a knob would write. */
export type PlanSetting = {readonly knob: string; readonly path: string; readonly now: string};

/** How many first trials are shown where the caller gives none. */
const FIRST_TRIALS = 3;
/** How many values of an axis are shown in full. */
const SHOWN_VALUES = 6;

/** Works out what a sweep will do. Costs a count of the space, twice where it has exclusions. */
export function describePlan(sweep: Sweep, input: PlanInput = {}): Plan {
	const {space, run} = sweep;
	const enumeration = createEnumeration(space);
	const size = enumeration?.size;
	const bare = space.exclude.length === 0 ? enumeration : createEnumeration({...space, exclude: []});
	const isCounted = size?.exact === true && bare?.size.exact === true;
	const trials = plannedTrials(sweep, 0, () => size)?.count;
	const executionsPerTrial = run.warmup + run.repeats;
	const executions = trials === undefined ? undefined : trials * BigInt(executionsPerTrial * (1 + run.retries));
	const first = input.first ?? firstPoints(sweep);
	return {
		sweep,
		axes: space.parameters.map(describeAxis),
		product: enumeration?.product,
		folded: isCounted && enumeration !== undefined ? enumeration.product - bare.size.count : undefined,
		excluded: isCounted ? bare.size.count - size.count : undefined,
		size,
		trials,
		executionsPerTrial,
		longestMs:
			executions === undefined || run.timeoutMs === undefined
				? undefined
				: (Number(executions) * run.timeoutMs) / run.jobs,
		longestGateMs: trials === undefined || !hasGate(sweep.gate) ? undefined : Number(trials) * sweep.gate.timeoutMs,
		mostLogBytes: executions === undefined ? undefined : executions * BigInt(run.maxOutputBytes),
		first: first.map((params, index) => ({
			trial: index + 1,
			argv: fillCommand(sweep, params),
			environment: parameterEnvironment(space, params),
			aside: asideOf(sweep, params),
		})),
		runDirectory: input.runDirectory,
		settings: input.settings ?? [],
		absent: input.absent ?? [],
	};
}

function asideOf({command, space}: Sweep, params: Params): readonly string[] {
	if (command.kind === 'shell') return [];
	const named = new Set(command.argv.flatMap(parseTemplate).flatMap(part => (part.kind === 'text' ? [] : part.name)));
	const flat = flattenParams(space, params);
	return space.parameters
		.filter(({domain}) => gridAxis(domain)?.count !== 1)
		.flatMap(columnsOf)
		.flatMap(column => {
			const value = named.has(column) ? undefined : flat.get(column);
			return value === undefined ? [] : [`${column}=${formatScalar(value)}`];
		});
}

function firstPoints({space, budget}: Sweep): readonly Params[] {
	const points: Params[] = [];
	const limit = Math.min(FIRST_TRIALS, budget.trials ?? FIRST_TRIALS);
	for (const point of createEnumeration(space)?.walk() ?? []) {
		points.push(point);
		if (points.length >= limit) break;
	}
	return points;
}

function describeAxis({name, domain, when, knob}: Parameter): PlanAxis {
	const axis = gridAxis(domain);
	return {
		name,
		kind: kindOf(domain),
		count: axis?.count,
		values: valuesOf(domain),
		...(when === undefined ? {} : {when}),
		...(knob === undefined ? {} : {knob}),
	};
}

function kindOf(domain: Domain): string {
	switch (domain.kind) {
		case 'constant':
			return 'constant';
		case 'choice':
			return domain.weights === undefined ? 'choice' : `choice, ${domain.weights.join(':')}`;
		case 'tuple':
			return `tuple (${domain.fields.join(',')})`;
		case 'integer':
		case 'real':
			return domain.kind === 'real' ? describeReal(domain) : domain.scale === 'log' ? 'integer, log' : 'integer';
		default:
			return assertNever(domain);
	}
}

type Real = Extract<Domain, {kind: 'real'}>;

/** `real, log`, `real, normal, steps of 8`. */
function describeReal({scale, distribution, quantum}: Real): string {
	const shape = distribution?.kind ?? (scale === 'log' ? 'log' : undefined);
	const rounded = quantum === undefined ? undefined : `steps of ${quantum.unit}`;
	return ['real', shape, rounded].filter(part => part !== undefined).join(', ');
}

/** Where a distribution has no ends its own numbers say more than those of the farthest draw. */
function rangeOf({min, max, distribution}: Real): string {
	if (distribution?.kind === 'normal' || distribution?.kind === 'log-normal')
		return `mu ${distribution.mu}, sigma ${distribution.sigma}`;
	if (distribution?.kind === 'beta') return `alpha ${distribution.alpha}, beta ${distribution.beta}`;
	return `${min} … ${max}`;
}

/** Text among choices is quoted, so that `"8"` and `8` are told apart. */
function valuesOf(domain: Domain): string {
	const axis = gridAxis(domain);
	if (axis === undefined) return domain.kind === 'real' ? rangeOf(domain) : '';
	const shown = (index: number): string => {
		const value = axis.at(index);
		return typeof value === 'string'
			? JSON.stringify(value)
			: typeof value === 'object'
				? formatValue(value)
				: formatScalar(value);
	};
	if (axis.count <= SHOWN_VALUES) return Array.from({length: axis.count}, (_, index) => shown(index)).join(', ');
	return `${shown(0)}, ${shown(1)}, ${shown(2)}, … ${shown(axis.count - 1)}`;
}
