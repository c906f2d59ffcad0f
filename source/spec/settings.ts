import type {Objective} from '../domain/metric.ts';
import {nearestName} from '../domain/text/nearest.ts';
import {DEFAULT_SEPARATION} from '../domain/statistics/separation.ts';
import type {
	Budget,
	GateSettings,
	MeterSettings,
	RunSettings,
	SeparationSettings,
	TelemetrySettings,
} from '../domain/sweep.ts';
import {DEFAULT_GATE, DEFAULT_RUN, DEFAULT_TELEMETRY} from '../domain/sweep/sweep-defaults.ts';
import {parseDurationMs, parseEnergyJ, parseSizeBytes} from '../domain/unit.ts';
import {readExpression, type Vocabulary} from './conditions.ts';
import type {SpecContext} from './context.ts';
import {entryOf, mistake, quoted, type TableNode} from '../domain/text/document.ts';
import type {SweepFile} from './schema.ts';

/** `[budget]`, with the flags of the command line over it. */
export function readBudget({budget = {}}: SweepFile, {flags}: SpecContext): Budget {
	return withoutUndefined({
		trials: flags.trials ?? budget.trials,
		timeMs: flags.timeMs ?? optionalDuration(budget.time),
		energyJ: flags.energyJ ?? (budget.energy === undefined ? undefined : parseEnergyJ(budget.energy)),
		failures: budget.failures,
		target: budget.target,
	});
}

/** @throws UserError where `budget.target` is no expression over a trial's results. */
export function checkTarget(root: TableNode, vocabulary: Vocabulary): void {
	const target = entryOf(entryOf(root, 'budget'), 'target');
	if (target?.kind === 'text') readExpression(target, vocabulary);
}

/** `[run]`, with the flags of the command line over it. @throws UserError where every repeat would be discarded. */
export function readRun(root: TableNode, file: SweepFile, context: SpecContext): RunSettings {
	const {run = {}} = file;
	const {repeats = DEFAULT_RUN.repeats, discard_first: discardFirst = DEFAULT_RUN.discardFirst} = run;
	if (discardFirst >= repeats && discardFirst > 0) {
		const at = entryOf(entryOf(root, 'run'), 'discard_first') ?? root;
		throw mistake(at, `run.discard_first ${discardFirst} leaves nothing of ${repeats} repeats`, 'raise run.repeats');
	}
	refuseApart(root, run);
	refuseBlocks(root, run);
	const {min_duration: minimum} = run;
	return {
		...DEFAULT_RUN,
		repeats,
		discardFirst,
		...withoutUndefined({
			jobs: context.flags.jobs ?? run.jobs,
			warmup: run.warmup,
			graceMs: optionalDuration(run.grace),
			retries: run.retries,
			order: run.order,
			maxOutputBytes: run.max_output === undefined ? undefined : parseSizeBytes(run.max_output),
			minDuration: minimum === 'auto' ? minimum : optionalDuration(minimum),
			timeoutMs: optionalDuration(run.timeout),
			anchorEvery: run.anchor_every,
			separate: readSeparation(run.separate),
		}),
	};
}

/** What is measured again comes later, and cannot be measured as one with the runs before. */
function refuseBlocks(root: TableNode, {separate, min_duration: minimum}: NonNullable<SweepFile['run']>): void {
	if (separate === undefined || separate === false || minimum === undefined) return;
	throw mistake(
		entryOf(entryOf(root, 'run'), 'separate') ?? root,
		'run.separate runs the best trials again at the end, and min_duration measures the runs of a trial as one',
		'let each run of the program last long enough, without min_duration',
	);
}

/** @throws UserError where the best trials are to be told apart, and not one objective says which they are. */
export function refuseRaceWithoutObjective(root: TableNode, run: RunSettings, objectives: readonly Objective[]): void {
	if (run.separate === undefined || objectives.length === 1) return;
	throw mistake(
		entryOf(entryOf(root, 'run'), 'separate') ?? root,
		`run.separate tells the best trials apart by one objective, and there are ${objectives.length}`,
		objectives.length === 0 ? 'give a metric a goal: loss = { goal = "minimize" }' : 'name one in [[objectives]]',
	);
}

function readSeparation(given: NonNullable<SweepFile['run']>['separate']): SeparationSettings | undefined {
	if (given === undefined || given === false) return undefined;
	if (given === true) return DEFAULT_SEPARATION;
	const {top, confidence, max_repeats: maxRepeats} = given;
	return {...DEFAULT_SEPARATION, ...withoutUndefined({top, confidence, maxRepeats})};
}

/** Interleaved runs of one trial have others between them, so that they cannot be measured as one. */
function refuseApart(root: TableNode, {order, min_duration: minimum}: NonNullable<SweepFile['run']>): void {
	if (order !== 'interleave' || minimum === undefined) return;
	throw mistake(
		entryOf(entryOf(root, 'run'), 'min_duration') ?? root,
		'run.min_duration runs a short program several times in a row, and order = "interleave" takes its runs apart',
		'take order = "shuffle", or let each run of the program last long enough',
	);
}

/** @throws UserError at a probe that there is not. */
export function checkProbes(root: TableNode, known: readonly string[] | undefined): void {
	const list = entryOf(entryOf(root, 'telemetry'), 'probes');
	if (known === undefined || list?.kind !== 'list') return;
	for (const node of list.items) {
		if (node.kind !== 'text' || known.includes(node.value)) continue;
		const nearest = nearestName(node.value, known);
		throw mistake(
			node,
			`no probe ${quoted(node.value)}`,
			nearest === undefined ? `probes: ${known.join(', ')}` : `did you mean "${nearest}"?`,
		);
	}
}

/** `[telemetry]`. @throws UserError where a meter that is not there is to be corrected. */
export function readTelemetry(root: TableNode, {telemetry = {}}: SweepFile): TelemetrySettings {
	const {interval = 'auto', baseline = 'auto'} = telemetry;
	return {
		intervalMs: interval === 'auto' ? interval : (optionalDuration(interval) ?? 'auto'),
		baseline: baseline === 'auto' || baseline === 'off' ? baseline : (optionalDuration(baseline) ?? 'auto'),
		cpuTdpWatts: telemetry.cpu_tdp_watts ?? DEFAULT_TELEMETRY.cpuTdpWatts,
		...withoutUndefined({probes: telemetry.probes, meter: readMeter(root, telemetry)}),
	};
}

function readMeter(root: TableNode, telemetry: NonNullable<SweepFile['telemetry']>): MeterSettings | undefined {
	const {meter, meter_gain: gain, meter_offset_watts: offsetWatts} = telemetry;
	if (meter !== undefined) return {argv: meter, gain: gain ?? 1, offsetWatts: offsetWatts ?? 0};
	for (const key of ['meter_gain', 'meter_offset_watts'] as const) {
		if (telemetry[key] === undefined) continue;
		const at = entryOf(entryOf(root, 'telemetry'), key) ?? root;
		throw mistake(at, `telemetry.${key} corrects a meter, and none is named`, 'add meter = ["program", "argument"]');
	}
	return undefined;
}

/** `[gate]`; off where nothing is given. */
export function readGate(file: SweepFile): GateSettings {
	const {gate = {}} = file;
	return {
		settleMs: optionalDuration(gate.settle) ?? DEFAULT_GATE.settleMs,
		timeoutMs: optionalDuration(gate.timeout) ?? DEFAULT_GATE.timeoutMs,
		...withoutUndefined({maxTemperatureC: gate.max_temperature, maxSlope: gate.max_slope}),
	};
}

function optionalDuration(text: string | undefined): number | undefined {
	return text === undefined ? undefined : parseDurationMs(text);
}

/** The record without keys whose value is undefined. */
function withoutUndefined<T extends Readonly<Record<string, unknown>>>(
	record: T,
): {[K in keyof T]?: Exclude<T[K], undefined>} {
	const given: {[K in keyof T]?: Exclude<T[K], undefined>} = {};
	for (const key in record) {
		const value = record[key];
		if (isDefined(value)) given[key] = value;
	}
	return given;
}

function isDefined<T>(value: T): value is Exclude<T, undefined> {
	return value !== undefined;
}
