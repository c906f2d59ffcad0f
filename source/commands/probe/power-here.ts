import {setTimeout as sleep} from 'node:timers/promises';
import type {Sweep} from '../../domain/sweep.ts';
import {choosePower} from '../../engine/power-source.ts';
import {startProbeSession} from './probe-session.ts';

/** Slow drivers are not waited for: the sweep itself tells it, too. */
const PATIENCE_MS = 5000;

/** Whether a sweep that ran here would take its joules from an estimate: opens its sources for a moment. */
export async function isPowerEstimatedHere({telemetry, workdir}: Sweep, sysfsRoot: string): Promise<boolean> {
	if (telemetry.meter !== undefined) return false;
	const session = startProbeSession({
		root: sysfsRoot,
		workdir,
		note: () => undefined,
		...(telemetry.probes === undefined ? {} : {probes: telemetry.probes}),
	});
	try {
		await Promise.race([session.ready, sleep(PATIENCE_MS, undefined, {ref: false})]);
		return choosePower(session.channels())?.scope === 'estimate';
	} finally {
		session.close();
	}
}
