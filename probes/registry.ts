import type {ProbeDefinition} from '../source/domain/probe.ts';
import {cpuProbe} from './cpu.ts';
import {cpufreqProbe} from './cpufreq.ts';
import {hwmonProbe} from './hwmon.ts';
import {memoryProbe} from './memory.ts';
import {nvidiaSmiProbe} from './nvidia-smi.ts';
import {raplProbe} from './rapl.ts';
import {tdpEstimateProbe} from './tdp-estimate.ts';
import {thermalProbe} from './thermal.ts';

/** Every source of readings. Where two give the same channel, the one that stands first keeps it. */
export const PROBES = [
	cpuProbe,
	memoryProbe,
	raplProbe,
	hwmonProbe,
	thermalProbe,
	cpufreqProbe,
	nvidiaSmiProbe,
	tdpEstimateProbe,
] as const satisfies readonly ProbeDefinition[];
