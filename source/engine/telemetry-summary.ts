import {type ChannelDefinition, parseChannel} from '../domain/channel.ts';
import {counted} from '../domain/text/counted.ts';
import {addEnergies, type Energy, gradeSamples, LEAST_COVERAGE, LEAST_SAMPLES} from '../domain/energy/energy.ts';
import {delayOf, GAP_PERIODS} from '../domain/energy/integration.ts';
import {firstAfter, type Samples, samplesOf, valueAtTime, valuesBetween} from '../domain/series.ts';
import {steadyPower} from '../domain/energy/steady-power.ts';
import type {Telemetry} from '../domain/trial.ts';
import type {PowerSource} from './power-source.ts';
import {addConditions} from './telemetry-conditions.ts';
import {type Draft, type EnergyDoubt, NO_SAMPLES, omit, put, type Span, type TelemetryView} from './telemetry-draft.ts';
import {crossCheck, energyOf} from './telemetry-energy.ts';
import {findFlags} from './telemetry-flags.ts';
import {findStandstill} from './telemetry-standstill.ts';
import {findUsualLoad, type ForeignLoad} from './telemetry-foreign.ts';

/** The reserved columns of CONTRACTS section 4, why one is absent, and flags. */
export type TelemetrySummary = {
	readonly telemetry: Telemetry;
	readonly missing: Readonly<Record<string, string>>;
	/**
	 * `SHORT` too short for an energy, `GAP` samples are missing in it, `SHARED` other executions ran in it, and those
	 * of `findFlags`.
	 */
	readonly flags: readonly string[];
	/** Why its energy is hardly true: what two ways to measure it disagree about, or a sensor that stood still. */
	readonly doubt?: EnergyDoubt;
	/** What others use all the time, without a flag; absent where that is little. */
	readonly usualLoad?: ForeignLoad;
};

const ENERGY_COLUMNS = ['energy_j', 'energy_lo_j', 'energy_hi_j', 'energy_above_idle_j'] as const;
const POWER_COLUMNS = ['power_mean_w', 'power_steady_w', 'power_max_w'] as const;

/** Coverage factor of the printed interval: two standard deviations. */
const COVERAGE_FACTOR = 2;

/** Fills the telemetry columns for one span from the samples at hand. */
export function summariseSpan(view: TelemetryView, span: Span): TelemetrySummary {
	const draft: Draft = {telemetry: {}, missing: {}, flags: []};
	addPower(draft, view, span);
	addConditions(draft, view, span);
	draft.flags.push(...findFlags(view, span));
	const usualLoad = findUsualLoad(view, span);
	return usualLoad === undefined ? draft : {...draft, usualLoad};
}

function addPower(draft: Draft, view: TelemetryView, span: Span): void {
	const {power} = view;
	if (power === undefined) return omit(draft, [...ENERGY_COLUMNS, ...POWER_COLUMNS], 'no power source');
	const energy = addEnergies(power.parts.map(part => energyOf(view, part, span)));
	const possible = Math.min(
		...power.parts.map(part => (span.toMs - span.fromMs) / Math.max(part.periodMs, part.windowMs)),
	);
	draft.telemetry['power_scope'] = power.scope;
	draft.telemetry['power_source'] = power.source;
	put(draft, 'n_eff', energy.nEff);
	put(draft, 'coverage', energy.coverage);
	const idleWatts = idleOf(view, power);
	if (idleWatts === undefined) draft.missing['idle_w'] = 'no baseline was measured';
	else put(draft, 'idle_w', idleWatts);
	const obstacle = whyNoEnergy(view, power, span, energy, possible);
	if (obstacle !== undefined) {
		draft.telemetry['confidence'] = 'none';
		draft.flags.push(obstacle.flag);
		return omit(draft, [...ENERGY_COLUMNS, ...POWER_COLUMNS], obstacle.reason);
	}
	const doubt = crossCheck(view, power, span) ?? findStandstill(view, power, span);
	if (doubt !== undefined) draft.doubt = doubt;
	const grade = gradeSamples(energy.nEff);
	// An estimate stays one however many samples it has.
	draft.telemetry['confidence'] =
		grade === 'high' && (power.scope === 'estimate' || energy.coverage < LEAST_COVERAGE || doubt !== undefined)
			? 'low'
			: grade;
	addEnergy(draft, energy, idleWatts);
	const meanWatts = energy.joules / (energy.coveredMs / 1000);
	put(draft, 'power_mean_w', meanWatts);
	addShape(draft, view, span, {...power, meanWatts});
	addRails(draft, view, span);
}

type Obstacle = {readonly flag: string; readonly reason: string};

function whyNoEnergy(
	view: TelemetryView,
	power: PowerSource,
	span: Span,
	energy: Energy,
	possible: number,
): Obstacle | undefined {
	if (span.overlapping) return {flag: 'SHARED', reason: 'other executions ran at the same time'};
	if (possible < LEAST_SAMPLES) return {flag: 'SHORT', reason: `too short: ${count(possible)}`};
	if (energy.nEff >= LEAST_SAMPLES) return undefined;
	const why = power.parts.map(part => view.reasonOf(part.counter ?? part.channel)).find(reason => reason !== undefined);
	return {flag: 'GAP', reason: `samples are missing: ${count(energy.nEff)}${why === undefined ? '' : ` (${why})`}`};
}

function count(samples: number): string {
	return counted(Math.floor(samples * 10) / 10, 'sample');
}

/** With too little coverage the energy is a lower bound and stands as `energy_lo_j` only. */
function addEnergy(draft: Draft, energy: Energy, idleWatts: number | undefined): void {
	const spread = COVERAGE_FACTOR * energy.sigmaJoules;
	put(draft, 'energy_lo_j', Math.max(0, energy.joules - spread));
	if (energy.coverage < LEAST_COVERAGE) {
		draft.flags.push('GAP');
		return omit(
			draft,
			['energy_j', 'energy_hi_j', 'energy_above_idle_j'],
			`only ${Math.floor(energy.coverage * 100)} % of the time is covered`,
		);
	}
	put(draft, 'energy_j', energy.joules);
	put(draft, 'energy_hi_j', energy.joules + spread);
	if (idleWatts === undefined) draft.missing['energy_above_idle_j'] = 'no baseline was measured';
	else put(draft, 'energy_above_idle_j', energy.joules - (idleWatts * energy.coveredMs) / 1000);
}

function idleOf(view: TelemetryView, power: PowerSource): number | undefined {
	let watts = 0;
	for (const {channel} of power.parts) {
		const part = Object.hasOwn(view.baseline, channel) ? view.baseline[channel] : undefined;
		if (part === undefined) return undefined;
		watts += part.mean;
	}
	return watts;
}

/** Highest and steady power; those of a sum are taken at the times of the slowest part. */
function addShape(
	draft: Draft,
	view: TelemetryView,
	span: Span,
	{meanWatts, ...power}: PowerSource & {readonly meanWatts: number},
): void {
	const slowest = power.parts.toSorted((a, b) => b.periodMs - a.periodMs)[0];
	if (slowest === undefined) return;
	const total =
		power.parts.length === 1 ? (view.samplesOf(slowest.channel) ?? NO_SAMPLES) : sumAt(view, power, slowest, span);
	const {periodMs, windowMs, holdMs = 0} = slowest;
	const steady = steadyPower(total, {...span, periodMs, windowMs, holdMs});
	if (steady === undefined) draft.missing['power_steady_w'] = 'too short or never steady';
	else put(draft, 'power_steady_w', steady);
	const shiftMs = delayOf(slowest);
	const inside = valuesBetween(total, span.fromMs + shiftMs, span.toMs + shiftMs);
	if (inside.length === 0) return omit(draft, ['power_max_w'], 'no sample during the execution');
	const highest = inside.reduce((a, b) => Math.max(a, b));
	// A peak that a slow sensor smeared over the edges is back in the mean, which then tells more of the maximum.
	return put(draft, 'power_max_w', Math.max(highest, meanWatts, steady ?? Number.NEGATIVE_INFINITY));
}

function sumAt(view: TelemetryView, power: PowerSource, slowest: ChannelDefinition, span: Span): Samples {
	const base = view.samplesOf(slowest.channel) ?? NO_SAMPLES;
	const others = power.parts
		.filter(part => part !== slowest)
		.map(part => ({part, samples: view.samplesOf(part.channel) ?? NO_SAMPLES}));
	const times: number[] = [];
	const values: number[] = [];
	const end = firstAfter(base, span.toMs + 2 * delayOf(slowest));
	for (let index = firstAfter(base, span.fromMs, true); index < end; index++) {
		const t = base.timeAt(index);
		let watts = base.valueAt(index);
		for (const {part, samples} of others) watts += valueAtTime(samples, t, GAP_PERIODS * part.periodMs) ?? Number.NaN;
		if (Number.isNaN(watts)) continue;
		times.push(t);
		values.push(watts);
	}
	return samplesOf(times, values);
}

/** `<rail>_power_mean_w` of every measured power where there are several. */
function addRails(draft: Draft, view: TelemetryView, span: Span): void {
	const rails = view.definitions.filter(({channel, scope}) => channel.endsWith('.power_w') && scope !== 'estimate');
	if (rails.length < 2) return;
	for (const rail of rails) {
		const energy = energyOf(view, rail, span);
		const name = parseChannel(rail.channel)
			.part.replace(/^rail\./, '')
			.replaceAll('.', '_');
		if (energy.coverage >= LEAST_COVERAGE)
			put(draft, `${name}_power_mean_w`, energy.joules / (energy.coveredMs / 1000));
	}
}
