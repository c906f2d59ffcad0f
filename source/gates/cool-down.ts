import {type GateContext, type GateDefinition, type GateWaiting, HOT_START, type OpenGate} from '../domain/gate.ts';
import {firstAfter, type Samples} from '../domain/series.ts';
import {hasGate} from '../domain/sweep.ts';

/** Spacing of looks at the temperature, in ms; sensors give a few values a second at most. */
const LOOK_MS = 200;

/** How long the first sample of a run is waited for. */
const FIRST_SAMPLE_MS = 3000;

/** A sensor that has said nothing for this long is no source. */
const STALE_MS = 10_000;

/** Share of the settling time that samples must span before they tell a slope. */
const LEAST_SPAN = 0.8;

/**
 * Holds a trial until the hottest of CPU, GPU and junction is cool and its temperature stands still, so that a trial
 * does not inherit the heat of the one before it (method: reference on hardware, section 16 B). After the timeout the
 * trial starts all the same, with a flag.
 */
export const coolDownGate: GateDefinition = {
	id: 'cool-down',
	title: 'waits until the board is cool and its temperature stands still',
	open: context => (hasGate(context.settings) ? createGate(context) : undefined),
};

type Look =
	| {readonly kind: 'absent'}
	| {readonly kind: 'open'; readonly temperature: number}
	| ({readonly kind: 'closed'; readonly temperature: number} & GateWaiting);

function createGate(context: GateContext): OpenGate {
	let isToldAbsent = false;
	return {
		pass: async (trial, signal) => {
			const first = await firstLook(context, signal);
			if (first.kind === 'closed') return waitUntilOpen(context, trial, first, signal);
			if (first.kind === 'absent' && !isToldAbsent && !signal.aborted) {
				isToldAbsent = true;
				context.notice('the gate cannot wait for a temperature: no CPU, GPU or junction sensor; trials start at once');
			}
			return [];
		},
	};
}

async function firstLook(context: GateContext, signal: AbortSignal): Promise<Look> {
	const endMs = context.now() + FIRST_SAMPLE_MS;
	for (;;) {
		const look = lookAt(context);
		if (look.kind !== 'absent' || context.now() >= endMs || signal.aborted) return look;
		await context.wait(LOOK_MS, signal);
	}
}

async function waitUntilOpen(
	context: GateContext,
	trial: number,
	first: Look & {kind: 'closed'},
	signal: AbortSignal,
): Promise<readonly string[]> {
	const {settings, now, energyJ} = context;
	const startMs = now();
	const startJ = energyJ() ?? 0;
	const {kind: _, ...waiting} = first;
	context.onWaiting(trial, waiting);
	let look: Look = first;
	while (look.kind === 'closed' && !signal.aborted && now() - startMs < settings.timeoutMs) {
		await context.wait(Math.min(LOOK_MS, startMs + settings.timeoutMs - now()), signal);
		look = lookAt(context);
	}
	const totalJ = energyJ();
	const isLate = look.kind === 'closed' && !signal.aborted;
	context.onPassed(trial, {
		why: passedWhy(look, signal.aborted),
		...(look.kind === 'absent' ? {} : {temperature: look.temperature}),
		...(settings.maxTemperatureC === undefined ? {} : {target: settings.maxTemperatureC}),
		waited_s: (now() - startMs) / 1000,
		...(totalJ === undefined ? {} : {energy_j: totalJ - startJ}),
	});
	return isLate ? [HOT_START] : [];
}

function passedWhy(look: Look, aborted: boolean): string {
	if (aborted) return 'broken off';
	if (look.kind === 'absent') return 'the sensor fell silent';
	return look.kind === 'open' ? 'cool and steady' : `timeout: ${look.why}`;
}

/** Where the hottest sensor stands now. */
function lookAt(context: GateContext): Look {
	const {settings, now, temperatures} = context;
	const {maxTemperatureC, maxSlope, settleMs} = settings;
	const nowMs = now();
	const live = temperatures().filter(({samples}) => samples.length > 0 && nowMs - newest(samples).t < STALE_MS);
	const [hottest] = live.toSorted((a, b) => newest(b.samples).value - newest(a.samples).value);
	if (hottest === undefined) return {kind: 'absent'};
	const {channel, samples} = hottest;
	const temperature = newest(samples).value;
	const target = maxTemperatureC === undefined ? {} : {target: maxTemperatureC};
	if (maxTemperatureC !== undefined && temperature > maxTemperatureC) {
		return {kind: 'closed', why: `${channel} ${temperature.toFixed(1)} > ${maxTemperatureC}`, temperature, ...target};
	}
	if (maxSlope === undefined) return {kind: 'open', temperature};
	const slopes = live.map(trace => slopeOf(trace.samples, nowMs - settleMs, settleMs));
	if (slopes.includes(undefined)) {
		return {kind: 'closed', why: `watching ${channel} for ${settleMs / 1000} s`, temperature, ...target};
	}
	const steepest = Math.max(...slopes.map(slope => Math.abs(slope ?? 0)));
	if (steepest <= maxSlope) return {kind: 'open', temperature};
	const why = `temperature moves by ${steepest.toFixed(2)} °C/s, more than ${maxSlope}`;
	return {kind: 'closed', why, temperature, ...target};
}

function newest(samples: Samples): {readonly t: number; readonly value: number} {
	const last = samples.length - 1;
	return {t: samples.timeAt(last), value: samples.valueAt(last)};
}

/** Slope in °C/s of the least-squares line since `fromMs`; undefined while the samples span too little of the time. */
function slopeOf(samples: Samples, fromMs: number, settleMs: number): number | undefined {
	// A slow sensor has less than three samples in a short time.
	const start = Math.max(0, Math.min(firstAfter(samples, fromMs, true), samples.length - 3));
	const count = samples.length - start;
	if (count < 2) return undefined;
	const originMs = samples.timeAt(start);
	if (samples.timeAt(samples.length - 1) - originMs < LEAST_SPAN * settleMs) return undefined;
	let sumT = 0;
	let sumV = 0;
	let sumTT = 0;
	let sumTV = 0;
	for (let index = start; index < samples.length; index++) {
		const t = (samples.timeAt(index) - originMs) / 1000;
		const value = samples.valueAt(index);
		sumT += t;
		sumV += value;
		sumTT += t * t;
		sumTV += t * value;
	}
	const spread = count * sumTT - sumT * sumT;
	return spread === 0 ? undefined : (count * sumTV - sumT * sumV) / spread;
}
