import type {Reading, Rejection} from '../source/domain/channel.ts';
import type {OpenProbe, ProbeContext, ProbeDefinition} from '../source/domain/probe.ts';
import {createDeviceUsers, seesEveryone} from './device-users.ts';
import {chooseInterval} from './interval.ts';
import {findGpu} from './jetson-gpu.ts';
import {shareByPresence, sortByKin, TOO_MANY} from './kinship.ts';
import {parseSensor} from './plausibility.ts';
import {tellsChildren} from './process-family.ts';

/** Descriptors of many processes are looked through. */
const INTERVAL_MS = 2000;

/** What a desktop draws is below it. */
const MINDED_PCT = 10;

/** What a program that computes on the GPU holds open: `/dev/nvhost-gpu` … until JetPack 5, `/dev/nvgpu/` since then. */
const GPU_DEVICE = /^\/dev\/(?:nvhost-(?:[a-z]+-)*gpu$|nvgpu\/)/;

/**
 * Load of a Jetson's GPU by processes that are not of the sweep. The driver does not tell the parts of single programs:
 * the load is the strangers' where only they hold the GPU, and not known where trials do, too.
 */
export const foreignJetsonProbe: ProbeDefinition = {
	id: 'foreign-jetson',
	title: "load of a Jetson's GPU by processes that are not of the sweep",
	open: context => Promise.resolve(openForeignJetson(context)),
};

function openForeignJetson(context: ProbeContext): OpenProbe | Rejection {
	const {files} = context;
	const {device} = findGpu(context);
	if (device === undefined || !files.exists(`${device}/load`)) {
		return {reason: 'no GPU of a Jetson board that tells its load', mend: ''};
	}
	if (!tellsChildren(files, context.enginePid)) {
		return {reason: 'the kernel does not tell the children of a process', mend: 'a kernel with CONFIG_PROC_CHILDREN'};
	}
	const load = files.keep(`${device}/load`);
	const usersOf = createDeviceUsers(files, path => GPU_DEVICE.test(path));
	const intervalMs = Math.max(INTERVAL_MS, chooseInterval(context.intervalMs, INTERVAL_MS));
	const channel = 'gpu0.foreign_pct';

	function loadByOthers(): number | string {
		const text = load.read();
		if (text.kind === 'missing') return text.reason;
		const busy = parseSensor(text.text, 'pct', 0.1);
		if (busy.kind === 'missing') return busy.reason;
		const kinship = sortByKin(context, usersOf().keys());
		return kinship === undefined ? TOO_MANY : shareByPresence(busy.value, kinship);
	}

	return {
		channels: [
			{
				channel,
				unit: '%',
				scope: 'device',
				source: 'foreign-jetson',
				periodMs: intervalMs,
				windowMs: 0,
				limit: MINDED_PCT,
				note: `by processes that are not of the sweep${seesEveryone(files) ? '' : ', as far as they are yours'}`,
			},
		],
		missing: [],
		intervalMs,
		sample: (): readonly Reading[] => {
			const value = loadByOthers();
			const t = context.now();
			return [typeof value === 'string' ? {channel, t, missing: value} : {channel, t, value}];
		},
		close: load.close,
	};
}
