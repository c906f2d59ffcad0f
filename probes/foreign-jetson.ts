import type {Reading, Rejection} from '../source/domain/channel.ts';
import type {OpenProbe, ProbeContext, ProbeDefinition} from '../source/domain/probe.ts';
import {foreignGpuChannel, foreignIntervalMs} from './foreign/foreign-channel.ts';
import {createDeviceUsers, seesEveryone} from './foreign/device-users.ts';
import {findGpu} from './jetson-gpu.ts';
import {shareByPresence, sortByKin, TOO_MANY} from './foreign/kinship.ts';
import {parseSensor} from './reading/plausibility.ts';
import {lacksChildren} from './foreign/process-family.ts';

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
	const orphaned = lacksChildren(files, context.enginePid);
	if (orphaned !== undefined) return orphaned;
	const load = files.keep(`${device}/load`);
	const usersOf = createDeviceUsers(files, path => GPU_DEVICE.test(path));
	const intervalMs = foreignIntervalMs(context);
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
			foreignGpuChannel({
				channel,
				source: 'foreign-jetson',
				periodMs: intervalMs,
				windowMs: 0,
				seesAll: seesEveryone(files),
			}),
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
