import type {ProbeContext} from '../../source/domain/probe.ts';
import {textOrEmpty} from './text-or-empty.ts';

const DRM = '/sys/class/drm';
const PCI = '/sys/bus/pci/drivers';

/** A graphics card of one driver: its device's folder, its card's folder, and its folder of sensors, if any. */
export type GraphicsCard = {
	/** `gpu0`, `gpu1` …; NVIDIA's are counted first, then AMD's, then Intel's, so that no two have one name. */
	readonly part: string;
	readonly card: string;
	readonly device: string;
	readonly hwmon: string | undefined;
};

/** Cards of the drivers, in the order of their numbers. */
export function findCards(context: ProbeContext, drivers: readonly string[]): readonly GraphicsCard[] {
	const all = context.files
		.list(DRM)
		.filter(name => /^card\d+$/.test(name))
		.map(name => describeCard(context, name));
	const own = all.filter(({driver}) => drivers.includes(driver));
	const before = drivers.includes('amdgpu') ? 0 : all.filter(({driver}) => driver === 'amdgpu').length;
	const first = before + countNvidia(context);
	return own.map(({card, device, hwmon}, index) => ({part: `gpu${first + index}`, card, device, hwmon}));
}

function countNvidia(context: ProbeContext): number {
	return context.files.list(`${PCI}/nvidia`).filter(name => /^[0-9a-f]{4,}:[0-9a-f]{2}:/.test(name)).length;
}

function describeCard(context: ProbeContext, name: string): Omit<GraphicsCard, 'part'> & {readonly driver: string} {
	const card = `${DRM}/${name}`;
	const device = `${card}/device`;
	const sensors = context.files.list(`${device}/hwmon`).map(folder => `${device}/hwmon/${folder}`);
	const hwmon = sensors[0];
	return {driver: driverOf(context, device, hwmon), card, device, hwmon};
}

/** From `uevent`, which names the driver in the clear; older kernels' sensors do, too. */
function driverOf(context: ProbeContext, device: string, hwmon: string | undefined): string {
	const uevent = context.files.read(`${device}/uevent`);
	const named = uevent.kind === 'value' ? /^DRIVER=(\S+)$/m.exec(uevent.text)?.[1] : undefined;
	if (named !== undefined || hwmon === undefined) return named ?? '';
	return textOrEmpty(context, `${hwmon}/name`);
}

/** Whether the device sleeps, so that reading it would wake it. */
export function isSuspended(context: ProbeContext, {device}: GraphicsCard): boolean {
	const status = context.files.read(`${device}/power/runtime_status`);
	return status.kind === 'value' && status.text === 'suspended';
}
