import type {SweepFact} from '../domain/event.ts';
import type {ImportedExecution, ImportedPoint, ImportedSweep, ImportedTrial} from '../domain/importer.ts';
import type {Params} from '../domain/space.ts';
import type {Outcome} from '../domain/trial.ts';
import {validTime} from './trial-survey.ts';

/** A fact and when it was, ms since 1970; undefined where the file does not say: at once after the one before. */
export type TimedFact = {readonly fact: SweepFact; readonly timeMs: number | undefined};

/** The facts of one trial, in order. @param trial counts from 1. */
export function* trialFacts(imported: ImportedTrial, trial: number, sweep: ImportedSweep): Generator<TimedFact> {
	const startMs = validTime(imported.startedMs);
	yield {
		fact: {type: 'trial-queued', trial, params: storable(imported.params), by: byOf(imported, sweep)},
		timeMs: startMs,
	};
	let timeMs = startMs;
	let number = 0;
	for (const execution of executionsOf(imported)) {
		number += 1;
		const facts = executionFacts(execution, {trial, execution: number, argv: imported.argv ?? [], fromMs: timeMs});
		for (const timed of facts) {
			// Its curve belongs to the first execution: a file that has one does not tell them apart.
			if (number === 1 && timed.fact.type === 'execution-ended') yield* curveFacts(imported.curve ?? [], trial);
			yield timed;
			timeMs = timed.timeMs ?? timeMs;
		}
		if (number === 1 && execution.outcome === 'running') yield* curveFacts(imported.curve ?? [], trial);
	}
	if (imported.state === 'queued' || imported.state === 'running') return;
	yield {fact: endOf(imported, imported.state, trial), timeMs};
}

/** JSON has no NaN: as a parameter's value it becomes its name. */
function storable(params: Params): Params {
	for (const name in params) {
		const value = params[name];
		if (typeof value !== 'number' || Number.isFinite(value)) continue;
		return Object.fromEntries(
			Object.entries(params).map(([key, cell]) => [
				key,
				typeof cell === 'number' && !Number.isFinite(cell) ? String(cell) : cell,
			]),
		);
	}
	return params;
}

function byOf({by, label}: ImportedTrial, {sampler}: ImportedSweep): string {
	const who = by ?? sampler ?? 'import';
	return label === undefined ? who : `${who} ${label}`;
}

function executionsOf(imported: ImportedTrial): readonly ImportedExecution[] {
	const {state, repeats, durationS, code, signal, why, telemetry, missing, flags} = imported;
	if (imported.executions !== undefined) return imported.executions;
	if (state === 'queued') return [];
	if (repeats !== undefined && repeats.length > 0) {
		return repeats.map(repeat => ({
			role: repeat.discarded === true ? 'discarded' : 'measured',
			outcome: state === 'running' ? 'complete' : state,
			metrics: repeat.metrics,
			...(repeat.durationS === undefined ? {} : {durationS: repeat.durationS}),
		}));
	}
	const isKnown = [imported.startedMs, durationS, code, signal, imported.argv, imported.curve].some(
		part => part !== undefined,
	);
	if (!isKnown && state !== 'running') return [];
	return [
		{
			role: 'measured',
			outcome: state,
			metrics: imported.metrics,
			...(imported.startedMs === undefined ? {} : {startedMs: imported.startedMs}),
			...(durationS === undefined ? {} : {durationS}),
			...(code === undefined ? {} : {code}),
			...(signal === undefined ? {} : {signal}),
			...(why === undefined ? {} : {why}),
			...(telemetry === undefined ? {} : {telemetry}),
			...(missing === undefined ? {} : {missing}),
			...(flags === undefined ? {} : {flags}),
		},
	];
}

type Place = {
	readonly trial: number;
	readonly execution: number;
	readonly argv: readonly string[];
	/** End of the execution before it, or start of the trial. */
	readonly fromMs: number | undefined;
};

function* executionFacts(
	execution: ImportedExecution,
	{trial, execution: number, argv, fromMs}: Place,
): Generator<TimedFact> {
	const startMs = validTime(execution.startedMs) ?? fromMs;
	const dated = startMs === undefined ? {undated: true as const} : {};
	yield {
		fact: {
			type: 'execution-started',
			trial,
			execution: number,
			role: execution.role,
			attempt: execution.attempt ?? 1,
			argv,
			pid: 0,
			startTicks: 0,
			...dated,
		},
		timeMs: startMs,
	};
	if (execution.outcome === 'running') return;
	const {code, signal, why, missing} = execution;
	const durationS = execution.durationS === undefined || !(execution.durationS >= 0) ? undefined : execution.durationS;
	yield {
		fact: {
			type: 'execution-ended',
			trial,
			execution: number,
			outcome: execution.outcome,
			...(code === undefined ? {} : {code}),
			...(signal === undefined ? {} : {signal}),
			...(why === undefined ? {} : {why}),
			...(durationS === undefined ? {} : {duration_s: durationS}),
			metrics: execution.metrics,
			telemetry: execution.telemetry ?? {},
			...(missing === undefined ? {} : {missing}),
			flags: execution.flags ?? [],
		},
		timeMs: startMs === undefined ? undefined : (validTime(startMs + (durationS ?? 0) * 1000) ?? startMs),
	};
}

function* curveFacts(curve: readonly ImportedPoint[], trial: number): Generator<TimedFact> {
	for (const {name, step, value, timeMs} of curve) {
		yield {fact: {type: 'metric-reported', trial, execution: 1, name, value, step}, timeMs: validTime(timeMs)};
	}
}

function endOf(imported: ImportedTrial, state: Outcome, trial: number): SweepFact {
	const {why, metrics, telemetry, missing, flags} = imported;
	return {
		type: 'trial-ended',
		trial,
		state,
		...(why === undefined ? {} : {why}),
		metrics,
		telemetry: telemetry ?? {},
		...(missing === undefined ? {} : {missing}),
		flags: flags ?? [],
	};
}
