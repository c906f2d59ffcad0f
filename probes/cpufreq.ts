import type {Reading, Rejection} from '../source/domain/channel.ts';
import type {OpenProbe, ProbeContext, ProbeDefinition} from '../source/domain/probe.ts';
import {type FileChannel, openFileProbe} from './reading/file-probe.ts';
import {chooseInterval} from './reading/interval.ts';

const FOLDER = '/sys/devices/system/cpu/cpufreq';

/** More policies than this (x86 servers have one a CPU) are shown as their mean only. */
const MOST_SHOWN = 8;

/** CPU clocks, one a frequency policy, their mean over the CPUs, and the limits that they are held to. */
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
	const isShown = policies.length <= MOST_SHOWN;
	const clocks = policies.map(policy => policy.channel);
	const limits = isShown ? planLimits(context, folders, intervalMs) : [];
	const files = openFileProbe(context, [...clocks, ...limits], [], intervalMs);
	const notes = new Set(clocks.flatMap(({definition}) => definition.note ?? []));
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
			...(isShown ? files.channels : []),
		],
		sample: () => {
			const readings = files.sample();
			return [meanClock(policies, readings.slice(0, policies.length)), ...(isShown ? readings : [])];
		},
	};
}

/** Floor and ceiling of the clocks, the highest of the policies: a trial in which they move is not like the others. */
function planLimits(context: ProbeContext, folders: readonly string[], periodMs: number): readonly FileChannel[] {
	return (['min', 'max'] as const).flatMap(which => {
		const paths = folders
			.map(folder => `${FOLDER}/${folder}/scaling_${which}_freq`)
			.filter(path => context.files.exists(path));
		const channel = `cpu.clock_${which}_hz`;
		const shared = {unit: 'Hz', scope: 'host', source: 'cpufreq', periodMs, windowMs: 0} as const;
		return paths.length === 0 ? [] : [{definition: {channel, ...shared, note: 'limit'}, paths, scale: 1000}];
	});
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
