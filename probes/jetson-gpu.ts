import type {ChannelDefinition, Reading, Rejection} from '../source/domain/channel.ts';
import type {OpenProbe, ProbeContext, ProbeDefinition} from '../source/domain/probe.ts';
import {type FileChannel, openFileProbe} from './reading/file-probe.ts';
import {chooseInterval} from './reading/interval.ts';

const DEVFREQ = '/sys/class/devfreq';

/** Links that all JetPack 4 to 6 boards have to the GPU's device. */
const LINKS = ['/sys/devices/platform/gpu.0', '/sys/devices/gpu.0'];

/** Names in the device tree of the GPUs of TX2, Xavier, Orin, Thor, and of those that are just called `gpu`. */
const NAMES = /^(?:gp10b|gv11b|ga10b|gb10b)$|gpu/;

/** Load and clock of the GPU of a Jetson board. */
export const jetsonGpuProbe: ProbeDefinition = {
	id: 'jetson-gpu',
	title: 'GPU of a Jetson board: load and clock from devfreq',
	open: context => Promise.resolve(openGpu(context)),
};

/** The two folders of the GPU; either may be absent. */
export type GpuFolders = {readonly device: string | undefined; readonly devfreq: string | undefined};

function openGpu(context: ProbeContext): OpenProbe | Rejection {
	const {device, devfreq} = findGpu(context);
	const intervalMs = chooseInterval(context.intervalMs, 500);
	const channels: FileChannel[] = [];
	const missing: OpenProbe['missing'][number][] = [];
	const add = (quantity: string, unit: string, path: string, scale: number): void => {
		const channel = `gpu0.${quantity}`;
		if (!context.files.exists(path)) missing.push({channel, reason: `there is no ${path}`, mend: ''});
		else channels.push({definition: define(channel, unit, intervalMs), paths: [path], scale});
	};
	// Thor has no load file; nvidia-smi tells its utilisation.
	if (device !== undefined) add('util_pct', '%', `${device}/load`, 0.1);
	if (devfreq !== undefined) {
		add('clock_hz', 'Hz', `${devfreq}/cur_freq`, 1);
		add('clock_min_hz', 'Hz', `${devfreq}/min_freq`, 1);
		add('clock_max_hz', 'Hz', `${devfreq}/max_freq`, 1);
	}
	if (channels.length === 0) {
		return {
			reason: `no GPU of a Jetson board in ${DEVFREQ}`,
			mend: 'none on other machines; on a Jetson soon after boot: start again',
		};
	}
	const files = openFileProbe(context, channels, missing, intervalMs);
	return device === undefined ? files : watchGate(context, files, device);
}

/**
 * The GPU's devfreq folder by the name of its device-tree node, which all releases keep while paths and addresses
 * change (JetPack 4: /sys/devices/57000000.gpu; 5: platform/17000000.ga10b; 6: platform/bus@0/17000000.gpu).
 */
export function findGpu(context: ProbeContext): GpuFolders {
	const {files} = context;
	const thor = `${DEVFREQ}/gpu-gpc-0`;
	if (files.exists(thor)) return {device: undefined, devfreq: thor};
	for (const name of files.list(DEVFREQ)) {
		const devfreq = `${DEVFREQ}/${name}`;
		// The class links to <device>/devfreq/<name>; `device` leads back, in trees without it two folders up do.
		const device = [`${devfreq}/device`, `${devfreq}/../..`].find(folder => {
			const node = files.read(`${folder}/of_node/name`);
			return node.kind === 'value' && NAMES.test(node.text);
		});
		if (device !== undefined) return {device, devfreq};
	}
	const device = LINKS.find(link => files.exists(`${link}/load`));
	if (device === undefined) return {device: undefined, devfreq: undefined};
	const [name] = files.list(`${device}/devfreq`);
	return {device, devfreq: name === undefined ? undefined : `${device}/devfreq/${name}`};
}

function define(channel: string, unit: string, periodMs: number): ChannelDefinition {
	return {channel, unit, scope: 'device', source: 'jetson-gpu', periodMs, windowMs: 0};
}

/** While the GPU's power is gated `cur_freq` keeps its last value: that is no clock. */
function watchGate(context: ProbeContext, files: OpenProbe, device: string): OpenProbe {
	const path = `${device}/power/runtime_status`;
	if (!context.files.exists(path)) return files;
	const status = context.files.keep(path);
	return {
		...files,
		sample: () => {
			const text = status.read();
			const readings = files.sample();
			if (text.kind === 'missing' || text.text !== 'suspended') return readings;
			return readings.map(
				(reading): Reading =>
					reading.channel === 'gpu0.clock_hz'
						? {channel: reading.channel, t: reading.t, missing: 'powered down (gated)'}
						: reading,
			);
		},
		close: () => {
			status.close();
			files.close();
		},
	};
}
