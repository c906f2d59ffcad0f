import {symlinkSync} from 'node:fs';
import {basename, dirname} from 'node:path';
import {buildTree, type FakeTree} from '../helpers/fake-sysfs.ts';

/** Folder of the GPU's clock on {@link buildBoard}. */
export const GPU = '/sys/devices/platform/bus@0/17000000.gpu/devfreq/17000000.gpu';
/** Folder of the first CPU policy on {@link buildBoard}. */
export const CPU = '/sys/devices/system/cpu/cpufreq/policy0';
/** Folder of the fan on {@link buildBoard}. */
export const FAN = '/sys/class/hwmon/hwmon0';

const CPU_STEPS = '115200 729600 1036800 1344000 1728000';
const GPU_STEPS = '306000000 408000000 612000000 1020000000';

/** What every file that a knob of the board writes holds before any sweep. */
export const ORIGINALS: ReadonlyMap<string, string> = new Map([
	[`${CPU}/scaling_min_freq`, '729600'],
	[`${CPU}/scaling_max_freq`, '1728000'],
	['/sys/devices/system/cpu/cpufreq/policy4/scaling_min_freq', '729600'],
	['/sys/devices/system/cpu/cpufreq/policy4/scaling_max_freq', '1344000'],
	['/sys/devices/platform/bus@0/17000000.gpu/power/control', 'auto'],
	[`${GPU}/min_freq`, '306000000'],
	[`${GPU}/max_freq`, '1020000000'],
	[`${FAN}/pwm1`, '88'],
]);

/** A board with two CPU clusters, a GPU and a fan, laid out as an Orin Nano of JetPack 6; its clocks follow their limits. */
export function buildBoard(more: Iterable<readonly [string, string]> = []): FakeTree {
	const tree = buildTree([
		['/sys/class/devfreq/17000000.gpu', `@->${GPU}`],
		...ORIGINALS,
		[`${CPU}/scaling_available_frequencies`, CPU_STEPS],
		[`${CPU}/scaling_governor`, 'schedutil'],
		['/sys/devices/system/cpu/cpufreq/policy4/scaling_available_frequencies', CPU_STEPS],
		['/sys/devices/system/cpu/cpufreq/policy4/scaling_governor', 'schedutil'],
		['/sys/devices/platform/bus@0/17000000.gpu/of_node/name', 'gpu'],
		[`${GPU}/available_frequencies`, GPU_STEPS],
		[`${FAN}/name`, 'pwmfan'],
		...more,
	]);
	follow(tree, `${CPU}/scaling_cur_freq`, 'scaling_max_freq');
	follow(tree, '/sys/devices/system/cpu/cpufreq/policy4/scaling_cur_freq', 'scaling_max_freq');
	follow(tree, `${GPU}/cur_freq`, 'max_freq');
	return tree;
}

/** A clock that is always what its limit says. */
function follow(tree: FakeTree, clock: string, limit: string): void {
	symlinkSync(limit, `${tree.root}${dirname(clock)}/${basename(clock)}`);
}
