import type {ProbeDefinition} from '../source/domain/probe.ts';
import {amdgpuProbe} from './amdgpu.ts';
import {batteryProbe} from './battery.ts';
import {coolingProbe} from './cooling.ts';
import {cpuProbe} from './cpu.ts';
import {cpuThrottleProbe} from './cpu-throttle.ts';
import {cpufreqProbe} from './cpufreq.ts';
import {fanProbe} from './fan.ts';
import {foreignCpuProbe} from './foreign-cpu.ts';
import {foreignDrmProbe} from './foreign-drm.ts';
import {foreignGpuProbe} from './foreign-gpu.ts';
import {foreignJetsonProbe} from './foreign-jetson.ts';
import {hwmonProbe} from './hwmon.ts';
import {intelGpuProbe} from './intel-gpu.ts';
import {jetsonEmcProbe} from './jetson-emc.ts';
import {jetsonGpuProbe} from './jetson-gpu.ts';
import {jetsonModeProbe} from './jetson-mode.ts';
import {jetsonOcProbe} from './jetson-oc.ts';
import {jetsonRailsProbe} from './jetson-rails.ts';
import {memoryProbe} from './memory.ts';
import {meterProbe} from './meter.ts';
import {nvidiaSmiProbe} from './nvidia-smi.ts';
import {nvmlProbe} from './nvml.ts';
import {perfRaplProbe} from './perf-rapl.ts';
import {pressureProbe} from './pressure.ts';
import {raplProbe} from './rapl.ts';
import {tdpEstimateProbe} from './tdp-estimate.ts';
import {tegrastatsProbe} from './tegrastats.ts';
import {thermalProbe} from './thermal.ts';

/** Every source of readings. Where two give the same channel, the one that stands first keeps it. */
export const PROBES = [
	meterProbe,
	cpuProbe,
	foreignCpuProbe,
	memoryProbe,
	pressureProbe,
	jetsonRailsProbe,
	jetsonGpuProbe,
	jetsonEmcProbe,
	jetsonModeProbe,
	jetsonOcProbe,
	nvmlProbe,
	nvidiaSmiProbe,
	foreignGpuProbe,
	foreignDrmProbe,
	foreignJetsonProbe,
	amdgpuProbe,
	intelGpuProbe,
	raplProbe,
	batteryProbe,
	hwmonProbe,
	thermalProbe,
	coolingProbe,
	cpuThrottleProbe,
	cpufreqProbe,
	fanProbe,
	tegrastatsProbe,
	perfRaplProbe,
	tdpEstimateProbe,
] as const satisfies readonly ProbeDefinition[];
