import {integrate, LEAST_COVERAGE, LEAST_SAMPLES} from '../../source/domain/energy/energy.ts';
import {delayOf} from '../../source/domain/energy/integration.ts';
import {samplesOf, valuesBetween} from '../../source/domain/series.ts';
import {mean, quantile} from '../../source/domain/statistics/stats.ts';
import {pollSensor, type Sensor} from './telemetry-sensors.ts';
import {createRandom, drawShape, joulesUntil, type Random} from './telemetry-shapes.ts';

/** How near the joules of one kind of sensor come to the truth; errors are shares of it. */
export type TruthRow = {
	readonly sensor: string;
	readonly trials: number;
	/** Trials for which an energy is published; the others are "too short" or have a gap. */
	readonly published: number;
	readonly medianError: number;
	readonly p95Error: number;
	/** Share of the published intervals of two standard deviations that hold the truth. */
	readonly covered: number;
	/** Half the width of the published interval. */
	readonly medianHalfWidth: number;
	/** Mean of the raw samples inside × duration, as most tools do. */
	readonly naiveMedianError: number;
	readonly naiveP95Error: number;
};

/** Width of the published interval: `energy_lo_j` to `energy_hi_j` are two standard deviations away. */
const COVERAGE_FACTOR = 2;

type Outcome = {
	readonly error: number;
	readonly isInside: boolean;
	readonly halfWidth: number;
	readonly naiveError: number;
};

/** Measures `trials` random loads with one sensor. */
export function measureTruth(sensor: Sensor, trials: number, seed: number): TruthRow {
	const random = createRandom(seed);
	const outcomes = Array.from({length: trials}, () => measureOne(sensor, random)).filter(
		outcome => outcome !== undefined,
	);
	const errors = outcomes.map(({error}) => error);
	const naive = outcomes.map(({naiveError}) => naiveError).filter(Number.isFinite);
	return {
		sensor: sensor.name,
		trials,
		published: outcomes.length,
		medianError: quantile(errors, 0.5),
		p95Error: quantile(errors, 0.95),
		covered: mean(outcomes.map(({isInside}) => Number(isInside))),
		medianHalfWidth: quantile(
			outcomes.map(({halfWidth}) => halfWidth),
			0.5,
		),
		naiveMedianError: quantile(naive, 0.5),
		naiveP95Error: quantile(naive, 0.95),
	};
}

/** Undefined where no energy would be published. */
function measureOne(sensor: Sensor, random: Random): Outcome | undefined {
	const shape = drawShape(random);
	const {fromMs, toMs} = shape;
	const truth = joulesUntil(shape, toMs) - joulesUntil(shape, fromMs);
	const {times, values} = pollSensor(sensor, shape, random);
	// The engine sums up as soon as the samples reach so far, and does not wait for more.
	const enoughMs = sensor.kind === 'counter' ? toMs : toMs + 2 * delayOf(sensor.definition);
	const count = times.findIndex(t => t >= enoughMs) + 1;
	const samples = samplesOf(times.slice(0, count), values.slice(0, count));
	const energy = integrate(samples, {fromMs, toMs, ...sensor.definition, kind: sensor.kind, isStep: true});
	if (energy.nEff < LEAST_SAMPLES || energy.coverage < LEAST_COVERAGE) return undefined;
	const inside = valuesBetween(samples, fromMs, toMs);
	const seconds = (toMs - fromMs) / 1000;
	const naive = sensor.kind === 'power' ? mean(inside) * seconds : (inside.at(-1) ?? 0) - (inside[0] ?? 0);
	return {
		error: Math.abs(energy.joules / truth - 1),
		isInside: Math.abs(energy.joules - truth) <= COVERAGE_FACTOR * energy.sigmaJoules,
		halfWidth: (COVERAGE_FACTOR * energy.sigmaJoules) / truth,
		naiveError: Math.abs(naive / truth - 1),
	};
}
