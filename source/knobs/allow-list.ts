import {realpathSync, statSync} from 'node:fs';
import {errnoOf, UserError} from '../domain/errors.ts';
import type {KnobBoard} from '../domain/knob.ts';

/**
 * Files that may be written, by their path without links: clocks, governors, power limits, fans. Nothing else of
 * `/sys` is, as a write to `/sys/…/remove` or `/proc/sysrq-trigger` ends more than a sweep.
 */
const WRITABLE: readonly RegExp[] = [
	/^\/sys\/devices\/system\/cpu\/cpufreq\/policy\d+\/(?:scaling_(?:min|max)_freq|scaling_governor|energy_performance_preference)$/,
	/^\/sys\/devices\/system\/cpu\/(?:cpufreq\/boost|intel_pstate\/(?:no_turbo|(?:min|max)_perf_pct))$/,
	/^\/sys\/(?:devices\/(?:.+\/)?devfreq|class\/devfreq)\/[^/]+\/(?:(?:min|max)_freq|governor)$/,
	/^\/sys\/devices\/(?:.+\/)?[^/]*(?:gpu|gp10b|gv11b|ga10b|gb10b)[^/]*\/(?:railgate_enable|power\/control)$/,
	/^\/sys\/kernel\/debug\/bpmp\/debug\/clk\/emc\/(?:rate|state|mrq_rate_locked)$/,
	/^\/sys\/(?:devices\/(?:.+\/)?hwmon|class\/hwmon)\/hwmon\d+\/(?:pwm\d+(?:_enable)?|power\d+_cap)$/,
	/^\/sys\/devices\/pwm-fan\/(?:target_pwm|temp_control)$/,
	/^\/sys\/(?:devices\/virtual\/powercap|class\/powercap)\/(?:.+\/)?constraint_\d+_power_limit_uw$/,
	/^\/sys\/devices\/(?:.+\/)?drm\/card\d+\/gt_(?:min|max|boost)_freq_mhz$/,
	/^\/sys\/devices\/(?:.+\/)?freq\d+\/(?:min|max)_freq$/,
	/^\/sys\/devices\/pci(?:.+\/)?power_dpm_force_performance_level$/,
];

/** What `sysfs` may change in words, for messages. */
const WRITABLE_IN_WORDS = 'clock limits, governors, turbo, power limits and fans below /sys';

/**
 * The path without links of a file that a sweep file names, without the root prefix.
 * @throws UserError where it is not one of the files that may be written.
 */
export function resolveAllowed(board: Pick<KnobBoard, 'realPath'>, path: string): string {
	if (!path.startsWith('/sys/')) throw new UserError(`${path} is not below /sys`, `allowed are ${WRITABLE_IN_WORDS}`);
	const real = board.realPath(path);
	if (real === undefined) throw new UserError(`there is no ${path}`, 'check the path');
	if (WRITABLE.some(pattern => pattern.test(real))) return real;
	const where = real === path ? '' : ` (it leads to ${real})`;
	throw new UserError(`${path} may not be written by a sweep${where}`, `allowed are ${WRITABLE_IN_WORDS}`);
}

/**
 * The real file behind a path that is to be written, with the root prefix, after every link was followed.
 * @throws UserError where it is not one of the files that may be, or no file.
 */
export function resolveWritable(root: string, path: string): string {
	const realRoot = root === '' ? '' : realpathSync(root);
	const real = realOf(root + path, path);
	const inside = real.startsWith(`${realRoot}/`) ? real.slice(realRoot.length) : '';
	if (!WRITABLE.some(pattern => pattern.test(inside))) {
		const where = inside === '' || inside === path ? '' : ` (it leads to ${inside === '' ? real : inside})`;
		throw new UserError(`${path} may not be written by a sweep${where}`, `allowed are ${WRITABLE_IN_WORDS}`);
	}
	if (!statSync(real).isFile()) throw new UserError(`${path} is no file`, `allowed are ${WRITABLE_IN_WORDS}`);
	return real;
}

function realOf(prefixed: string, path: string): string {
	if (!path.startsWith('/') || path.includes('\0')) throw new UserError(`${path} is no absolute path`, '');
	try {
		return realpathSync(prefixed);
	} catch (error) {
		throw new UserError(`${path} cannot be changed: ${errnoOf(error) ?? 'no such file'}`, 'check the path');
	}
}
