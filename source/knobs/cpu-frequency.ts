import type {KnobBoard, KnobDefinition, KnobPlan, KnobSetting, KnobWrite} from '../domain/knob.ts';
import {
	limitWrites,
	plannedNumber,
	parseFrequencies,
	refuseOutside,
	refuseUnlisted,
	stepAtOrBelow,
} from './frequency-limits.ts';

const FOLDER = '/sys/devices/system/cpu/cpufreq';
const HZ_PER_KHZ = 1000;

/** Holds all CPUs at one clock, in Hz, by the limits of each cpufreq policy (kernel document admin-guide/pm/cpufreq). */
export const cpuFrequencyKnob: KnobDefinition = {
	id: 'cpu.frequency',
	title: 'clock of the CPUs in Hz (cpufreq)',
	open: board => {
		const policies = board
			.list(FOLDER)
			.filter(name => /^policy\d+$/.test(name))
			.flatMap(name => readPolicy(board, `${FOLDER}/${name}`) ?? []);
		if (policies.length === 0) {
			return {reason: `no policy with limits in ${FOLDER}`, mend: 'the hypervisor or firmware controls the clock'};
		}
		const steps = [...new Set(policies.flatMap(policy => policy.stepsKhz))].toSorted((a, b) => a - b);
		const available = steps.map(step => step * HZ_PER_KHZ);
		const minimum = Math.min(...policies.map(policy => policy.minimumKhz)) * HZ_PER_KHZ;
		const maximum = Math.max(...policies.map(policy => policy.maximumKhz)) * HZ_PER_KHZ;
		const refuse = (value: unknown): string | undefined =>
			available.length > 0 ? refuseUnlisted(value, available, 'Hz') : refuseOutside(value, minimum, maximum, 'Hz');
		return {
			id: 'cpu.frequency',
			available,
			refuse,
			settings: policies.flatMap(settingsOf),
			plan: value =>
				mergePlans(policies.map(policy => planPolicy(policy, plannedNumber(value, refuse(value)) / HZ_PER_KHZ))),
			locks: ['cpu.frequency'],
		};
	},
};

type Policy = {
	readonly folder: string;
	/** Ascending; empty where the driver takes any clock (intel_pstate). */
	readonly stepsKhz: readonly number[];
	readonly minimumKhz: number;
	readonly maximumKhz: number;
	/** The governor that takes its clock from a program of the person's, and so must go. */
	readonly isUserspace: boolean;
	readonly hasClock: boolean;
};

function readPolicy(board: KnobBoard, folder: string): Policy | undefined {
	const number = (name: string): number => Number(board.read(`${folder}/${name}`) ?? Number.NaN);
	if (Number.isNaN(number('scaling_min_freq')) || Number.isNaN(number('scaling_max_freq'))) return undefined;
	const boost = parseFrequencies(board.read(`${folder}/scaling_boost_frequencies`));
	const stepsKhz = parseFrequencies(
		`${board.read(`${folder}/scaling_available_frequencies`) ?? ''} ${boost.join(' ')}`,
	);
	return {
		folder,
		stepsKhz,
		minimumKhz: stepsKhz[0] ?? firstNumber(number('cpuinfo_min_freq'), number('scaling_min_freq')),
		maximumKhz: stepsKhz.at(-1) ?? firstNumber(number('cpuinfo_max_freq'), number('scaling_max_freq')),
		isUserspace: board.read(`${folder}/scaling_governor`) === 'userspace',
		hasClock: board.exists(`${folder}/scaling_cur_freq`),
	};
}

function firstNumber(a: number, b: number): number {
	return Number.isNaN(a) ? b : a;
}

function settingsOf({folder, isUserspace}: Policy): readonly KnobSetting[] {
	const limits = [{path: `${folder}/scaling_min_freq`}, {path: `${folder}/scaling_max_freq`}];
	return isUserspace ? [{path: `${folder}/scaling_governor`}, ...limits] : limits;
}

function planPolicy({folder, stepsKhz, minimumKhz, maximumKhz, isUserspace, hasClock}: Policy, khz: number): KnobPlan {
	// Clusters of one chip differ in their steps: each takes the nearest below.
	const wanted = stepAtOrBelow(stepsKhz, khz) ?? Math.round(Math.min(maximumKhz, Math.max(minimumKhz, khz)));
	const governor: KnobWrite[] = isUserspace ? [{path: `${folder}/scaling_governor`, text: 'performance'}] : [];
	const limits = limitWrites(`${folder}/scaling_min_freq`, `${folder}/scaling_max_freq`, String(wanted));
	return {
		writes: [...governor, ...limits],
		clocks: hasClock ? [{path: `${folder}/scaling_cur_freq`, wanted}] : [],
	};
}

function mergePlans(plans: readonly KnobPlan[]): KnobPlan {
	return {writes: plans.flatMap(plan => plan.writes), clocks: plans.flatMap(plan => plan.clocks)};
}
