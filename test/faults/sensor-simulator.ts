/**
 * A power monitor in a fake tree that is as slow as it is told: `node sensor-simulator.ts ROOT WINDOW_MS HOLD_MS PID_FILE`.
 * The power is 20 W while the process of the file runs and 5 W while it is stopped; what is shown is its mean over the
 * window, renewed every hold. It ends with its stdin.
 */
import {openSync, readFileSync, writeSync} from 'node:fs';
import {join} from 'node:path';

const [root = '', windowMs = '', holdMs = '', pidFile = ''] = process.argv.slice(2);
const input = openSync(join(root, 'sys/class/hwmon/hwmon0/curr1_input'), 'r+');
const history: {readonly t: number; readonly joules: number}[] = [{t: performance.now(), joules: 0}];
let lastMs = performance.now();
let shownMs = 0;

function isStopped(): boolean {
	try {
		const stat = readFileSync(`/proc/${readFileSync(pidFile, 'utf8').trim()}/stat`, 'utf8');
		return stat.slice(stat.lastIndexOf(')') + 2).startsWith('T');
	} catch {
		return true;
	}
}

function joulesAt(t: number): number {
	const after = history.findIndex(point => point.t >= t);
	const [left, right] = [history[after - 1], history[after]];
	if (right === undefined) return history.at(-1)?.joules ?? 0;
	if (left === undefined) return right.joules;
	return left.joules + ((right.joules - left.joules) * (t - left.t)) / (right.t - left.t);
}

setInterval(() => {
	const t = performance.now();
	const joules = (history.at(-1)?.joules ?? 0) + ((isStopped() ? 5 : 20) * (t - lastMs)) / 1000;
	lastMs = t;
	history.push({t, joules});
	if (history.length > 4000) history.splice(0, 2000);
	if (t - shownMs < Number(holdMs)) return;
	shownMs = t;
	const watts = ((joules - joulesAt(t - Number(windowMs))) / Number(windowMs)) * 1000;
	// 5 V: milliamperes of it, as many digits each time, so that a reader never sees half of it.
	writeSync(input, String(Math.round((watts / 5) * 1000)).padStart(5, '0'), 0);
}, 5);
process.stdin.on('end', () => process.exit(0)).resume();
