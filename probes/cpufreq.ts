import type {Reading, Rejection} from '../source/domain/channel.ts';
import type {OpenProbe, ProbeContext, ProbeDefinition} from '../source/domain/probe.ts';
import {type FileChannel, openFileProbe} from './file-probe.ts';
import {chooseInterval} from './interval.ts';

const FOLDER = '/sys/devices/system/cpu/cpufreq';

/** More policies than this (x86 servers have one a CPU) are shown as their mean only. */
const MOST_SHOWN = 8;

/** CPU clocks, one a frequency policy, and their mean over the CPUs. */
export const cpufreqProbe: ProbeDefinition = {
	id: 'cpufreq',
	title: 'CPU clocks from cpufreq',
	open: context => Promise.resolve(openCpufreq(context)),
};

type Policy = {readonly channel: FileChannel; readonly cpus: number};

function openCpufreq(context: ProbeContext): OpenProbe | Rejection {
	const folders = context.files.list(FOLDER).filter(name => /^policy\d+$/.test(name));
	const intervalMs = chooseInterval(context.intervalMs, 1000);
	const policies = folders.flatMap(folder => openPolicy(context, folder, intervalMs));
	if (policies.length === 0) {
		const reason = folders.length === 0 ? `no policy in ${FOLDER}` : 'no policy tells its clock';
		return {reason, mend: 'none: the hypervisor or firmware controls the clock'};
	}
	const files = openFileProbe(
		context,
		policies.map(policy => policy.channel),
		[],
		intervalMs,
	);
	const shown = policies.length <= MOST_SHOWN ? files.channels : [];
	const notes = new Set(files.channels.flatMap(channel => channel.note ?? []));
	return {
		...files,
		channels: [
			{
				channel: 'cpu.clock_hz',
				unit: 'Hz',
				scope: 'host',
				source: 'cpufreq',
				periodMs: intervalMs,
				windowMs: 0,
				note: ['mean over the CPUs', ...notes].join('; '),
			},
			...shown,
		],
		sample: () => {
			const readings = files.sample();
			return [meanClock(policies, readings), ...readings.slice(0, shown.length)];
		},
	};
}

/** The measured clock where it may be read (root), else the one that the driver was asked for. */
function openPolicy(context: ProbeContext, folder: string, periodMs: number): readonly Policy[] {
	const path = ['cpuinfo_cur_freq', 'scaling_cur_freq']
		.map(file => `${FOLDER}/${folder}/${file}`)
		.find(candidate => {
			const text = context.files.read(candidate);
			return text.kind === 'value' && /^\d+$/.test(text.text);
		});
	if (path === undefined) return [];
	const affected = context.files.read(`${FOLDER}/${folder}/affected_cpus`);
	const requested = path.endsWith('scaling_cur_freq');
	const channel: FileChannel = {
		definition: {
			channel: `${folder}.clock_hz`,
			unit: 'Hz',
			scope: 'device',
			source: 'cpufreq',
			periodMs,
			windowMs: 0,
			...(requested ? {note: 'as the driver reports it; may be the requested clock'} : {}),
		},
		paths: [path],
		scale: 1000,
	};
	return [{channel, cpus: affected.kind === 'value' ? countCpus(affected.text) : 1}];
}

/** `0 1 2 3` as in affected_cpus; a policy whose CPUs are all offline lists none. */
function countCpus(text: string): number {
	return text.split(/\s+/).filter(Boolean).length;
}

function meanClock(policies: readonly Policy[], readings: readonly Reading[]): Reading {
	let sumHz = 0;
	let cpus = 0;
	let reason = 'every CPU of the policies is offline';
	for (const [index, reading] of readings.entries()) {
		const weight = policies[index]?.cpus ?? 0;
		if ('missing' in reading) reason = reading.missing;
		else {
			sumHz += reading.value * weight;
			cpus += weight;
		}
	}
	const t = ((readings[0]?.t ?? 0) + (readings.at(-1)?.t ?? 0)) / 2;
	return cpus === 0 ? {channel: 'cpu.clock_hz', t, missing: reason} : {channel: 'cpu.clock_hz', t, value: sumHz / cpus};
}
