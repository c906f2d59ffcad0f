import {setTimeout as sleep} from 'node:timers/promises';
import type {OpenGate, TemperatureTrace} from '../../domain/gate.ts';
import {CLOCK_MISS} from '../../domain/knob.ts';
import {knobValues} from '../../domain/space/knob-parameters.ts';
import {samplesOf} from '../../domain/series.ts';
import type {Sweep} from '../../domain/sweep.ts';
import type {Prepared, TrialPreparation} from '../../engine/engineroom.ts';
import {isDieTemperature} from '../../domain/channel.ts';
import type {Ledger} from '../../engine/ledger.ts';
import {type BaselineKeeper, createBaselineKeeper} from '../../engine/telemetry-baseline.ts';
import {openGates} from '../../gates/registry.ts';
import {monotonicMs} from '../clock.ts';
import type {EngineTelemetry} from './engine-telemetry.ts';
import type {SweepKnobs} from '../knob/knob-session.ts';

/** Rows of samples that a gate looks at: 5 minutes at 2 Hz. */
const GATE_ROWS = 600;

/** Rows that hold the newest value of every die. */
const WATCHED_ROWS = 8;

/** Spacing of looks at the temperature while knobs are set, in ms. */
const WATCH_MS = 500;

/** A board this hot is about to switch itself off: Jetson boards throttle at 99 °C and stop at 104.5 °C. */
export const TRIP_TEMPERATURE_C = 101;

/** What a preparation is put together from. */
export type PreparationOptions = {
	readonly sweep: Sweep;
	readonly ledger: Ledger;
	readonly telemetry: Pick<EngineTelemetry, 'window' | 'energyJ'>;
	readonly knobs: SweepKnobs | undefined;
	/** Holds the sweep back until a person lets it go on. */
	readonly pause: (why: string) => void;
};

/** Knobs and gates of a sweep, set and waited for before each trial. */
export type OpenPreparation = {readonly preparation: TrialPreparation | undefined; readonly close: () => void};

/** Puts knobs, gates and the baseline together; `preparation` is undefined where the sweep has none of them. */
export function openPreparation(options: PreparationOptions): OpenPreparation {
	const gate = openGatesOf(options);
	const {knobs, sweep} = options;
	const baseline = openBaseline(options);
	if (knobs === undefined && gate === undefined && baseline === undefined) {
		return {preparation: undefined, close: () => undefined};
	}
	const hot = {flags: [] as string[]};
	const prepare: TrialPreparation['prepare'] = async (trial, params, signal) => {
		const flags: string[] = [];
		const startMs = monotonicMs();
		hot.flags = flags;
		if (knobs !== undefined) {
			const missed = await setKnobs(options, knobs, trial, knobValues(sweep.space, params));
			if (missed.kind === 'failed') return missed;
			flags.push(...missed.flags);
		}
		flags.push(...((await gate?.pass(trial, signal)) ?? []));
		await baseline?.refresh(trial, startMs, signal);
		return {kind: 'ready', flags};
	};
	const close = knobs === undefined ? () => undefined : watchTrip(options, knobs, () => hot.flags.push(CLOCK_MISS));
	return {preparation: {prepare}, close};
}

/**
 * Idle power is followed where one trial runs at a time, so that nothing runs before the next. Under other clocks it is
 * another one and no drift: a sweep that sets them keeps what was measured before it.
 */
function openBaseline({sweep, ledger, telemetry, knobs}: PreparationOptions): BaselineKeeper | undefined {
	const {baseline: setting} = sweep.telemetry;
	if (setting === 'off' || sweep.run.jobs > 1 || knobs !== undefined) return undefined;
	return createBaselineKeeper({
		setting,
		window: telemetry.window,
		now: monotonicMs,
		wait: waitUnlessAborted,
		onWaiting: (trial, why) => ledger.record({type: 'gate-waiting', trial, why}),
		onPassed: (trial, why, waitedMs) => ledger.record({type: 'gate-passed', trial, why, waited_s: waitedMs / 1000}),
		onMeasured: channels => ledger.record({type: 'baseline-measured', channels}),
		notice: text => ledger.notice('warning', text, 'baseline'),
	});
}

/** Aborted: whoever waits looks at the signal. */
async function waitUnlessAborted(ms: number, signal: AbortSignal): Promise<void> {
	await sleep(ms, undefined, {signal}).catch(() => undefined);
}

async function setKnobs(
	{ledger}: PreparationOptions,
	knobs: SweepKnobs,
	trial: number,
	values: ReturnType<typeof knobValues>,
): Promise<Prepared> {
	const applied = await knobs.apply(trial, values);
	if (applied.kind === 'failed') return applied;
	for (const miss of applied.misses) ledger.notice('warning', `trial ${trial}: ${miss}`, 'knobs');
	return {kind: 'ready', flags: applied.misses.length === 0 ? [] : [CLOCK_MISS]};
}

function openGatesOf({sweep, ledger, telemetry}: PreparationOptions): OpenGate | undefined {
	return openGates({
		settings: sweep.gate,
		temperatures: () => readTemperatures(telemetry, GATE_ROWS),
		energyJ: telemetry.energyJ,
		now: monotonicMs,
		wait: waitUnlessAborted,
		onWaiting: (trial, waiting) => ledger.record({type: 'gate-waiting', trial, ...waiting}),
		onPassed: (trial, passed) => ledger.record({type: 'gate-passed', trial, ...passed}),
		notice: text => ledger.notice('warning', text, 'gate'),
	});
}

/** The newest samples of dies, each without the rows in which it has none. */
function readTemperatures({window}: PreparationOptions['telemetry'], rows: number): readonly TemperatureTrace[] {
	const frame = window.recent(rows);
	if (frame === undefined) return [];
	return frame.channels.flatMap((channel, column) => {
		if (!isDieTemperature(channel)) return [];
		const given = frame.rows.filter(row => typeof row[column + 1] === 'number');
		const times = given.map(row => frame.t0 + (row[0] ?? 0));
		const values = given.map(row => row[column + 1] ?? Number.NaN);
		return given.length === 0 ? [] : [{channel, samples: samplesOf(times, values)}];
	});
}

/**
 * While clocks are pinned the system's own protection may not reach: at the trip temperature all knobs are put back and
 * the sweep waits for a person.
 */
function watchTrip({telemetry, pause, ledger}: PreparationOptions, knobs: SweepKnobs, onTrip: () => void): () => void {
	let tripped = false;
	const timer = setInterval(() => {
		const temperature = Math.max(
			...readTemperatures(telemetry, WATCHED_ROWS).map(({samples}) => samples.valueAt(samples.length - 1)),
		);
		if (!(temperature >= TRIP_TEMPERATURE_C)) {
			tripped = false;
			return;
		}
		if (tripped) return;
		tripped = true;
		onTrip();
		const why = `${temperature.toFixed(1)} °C: the hardware settings were put back; resume when it is cool`;
		ledger.notice('error', why, 'knobs');
		pause(why);
		// A write that fails is recorded by the session; the next trial tries again.
		void knobs.apply(undefined, new Map());
	}, WATCH_MS);
	timer.unref();
	return () => clearInterval(timer);
}
