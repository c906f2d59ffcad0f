import {type ChannelDefinition, parseChannel} from '../domain/channel.ts';
import {type Energy, GOOD_SAMPLES, integrate, LEAST_COVERAGE} from '../domain/energy/energy.ts';
import {formatSignificant} from '../domain/metric.ts';
import type {PowerSource} from './power-source.ts';
import {type EnergyDoubt, NO_SAMPLES, type Span, type TelemetryView} from './telemetry-draft.ts';

/** Energy of one power channel: from its counter where it has one. `isStep` as for {@link integrate}. */
export function energyOf(
	view: Pick<TelemetryView, 'samplesOf'>,
	part: ChannelDefinition,
	{fromMs, toMs, isStep = true}: Pick<Span, 'fromMs' | 'toMs' | 'isStep'>,
): Energy {
	const counter = part.counter === undefined ? undefined : view.samplesOf(part.counter);
	const samples = counter ?? view.samplesOf(part.channel) ?? NO_SAMPLES;
	const kind = counter === undefined ? 'power' : 'counter';
	const {periodMs, windowMs, holdMs = 0} = part;
	return integrate(samples, {fromMs, toMs, periodMs, windowMs, holdMs, kind, isStep});
}

/** Counter and integral of one source that are further apart than this cannot both be right. */
const MOST_APART = 0.1;

/**
 * Holds the energy of a counter against the integral of the power that the same sensor tells, where both cover the span
 * with 10 independent samples. Undefined where they are at most 10 % apart, or there are not both.
 */
export function crossCheck(
	view: Pick<TelemetryView, 'samplesOf'>,
	{parts, scope}: PowerSource,
	span: Span,
): EnergyDoubt | undefined {
	if (scope === 'estimate') return undefined;
	for (const part of parts) {
		if (part.counter === undefined || view.samplesOf(part.counter) === undefined) continue;
		const counted = energyOf(view, part, span);
		const {counter: _, ...power} = part;
		const integral = energyOf(view, power, span);
		const areGood = [counted, integral].every(({coverage, nEff}) => coverage >= LEAST_COVERAGE && nEff >= GOOD_SAMPLES);
		const most = Math.max(Math.abs(counted.joules), Math.abs(integral.joules));
		if (!areGood || Math.abs(counted.joules - integral.joules) <= MOST_APART * most) continue;
		const says = ({joules}: Energy): string => `${formatSignificant(joules, 3)} J`;
		return {
			channel: part.channel,
			text: `${parseChannel(part.channel).part}: its counter says ${says(counted)}, the integral of its power ${says(integral)}`,
		};
	}
	return undefined;
}
