import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {readFileSync, rmSync} from 'node:fs';
import type {TestContext} from 'node:test';
import {setTimeout as wait} from 'node:timers/promises';
import {fileURLToPath} from 'node:url';
import {createProbeSpawner} from '../../source/commands/probe/spawn-probes.ts';
import {forEachSample} from '../../source/domain/signal/samples-frame.ts';
import type {SpawnProbeProcess} from '../../source/engine/probe-child.ts';
import {type ProbeCosts, startProbeLink} from '../../source/engine/probe-link.ts';
import {buildTree, type FakeTree} from '../helpers/fake-sysfs.ts';

/** Monotonic ms. */
export const now = (): number => Number(process.hrtime.bigint()) / 1e6;

/** What a link said, and ways to wait for it. */
export function startLink(
	t: TestContext,
	options: {
		root?: string;
		spawn?: SpawnProbeProcess;
		silenceMs?: number;
		intervalMs?: number;
		describeHost?: boolean;
	} = {},
) {
	const heard = {
		samples: [] as {channel: string; t: number; value: number}[],
		missing: new Map<string, string | null>(),
		opened: [] as string[],
		closed: new Map<string, string>(),
		notices: [] as string[],
		hosts: [] as Readonly<Record<string, unknown>>[],
		costs: [] as ProbeCosts[],
	};
	const link = startProbeLink({
		spawn: options.spawn ?? createProbeSpawner(),
		settings: {
			root: options.root ?? '',
			intervalMs: options.intervalMs ?? 100,
			cpuTdpWatts: 65,
			workdir: fileURLToPath(new URL('../..', import.meta.url)),
			describeHost: options.describeHost ?? false,
		},
		now,
		setTimer: (callback, ms) => {
			const timer = setTimeout(callback, ms);
			return () => clearTimeout(timer);
		},
		onBatch: (frame, missing) => {
			forEachSample(frame, (channel, tMs, value) => {
				heard.samples.push({channel: frame.channels[channel] ?? '', t: tMs, value});
			});
			for (const [channel, reason] of Object.entries(missing)) heard.missing.set(channel, reason);
		},
		onOpened: source => heard.opened.push(source),
		onClosed: (source, {reason}) => heard.closed.set(source, reason),
		onHost: host => heard.hosts.push(host),
		onCosts: costs => heard.costs.push(costs),
		onNotice: text => heard.notices.push(text),
		...(options.silenceMs === undefined ? {} : {silenceMs: options.silenceMs}),
	});
	t.after(() => link.close());
	return {link, heard};
}

/** Waits until it holds; fails where it never does. */
export async function until(condition: () => boolean, what: string, limitMs = 60_000): Promise<void> {
	const end = now() + limitMs;
	while (!condition()) {
		assert.ok(now() < end, `not within ${limitMs} ms: ${what}`);
		await wait(20);
	}
}

/** Whether a process lives. */
export function isRunning(pid: number | undefined): boolean {
	try {
		// A zombie that waits for its parent has ended.
		return pid !== undefined && !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
	} catch {
		return false;
	}
}

/** Where thermal zones stand. */
export const ZONES = '/sys/class/thermal';

/** A tree of thermal zones, each at 50 °C. */
export function buildZones(t: TestContext, count: number): FakeTree {
	const zones = Array.from({length: count}, (_, zone): [string, string][] => [
		[`${ZONES}/thermal_zone${zone}/type`, `soc${zone}-thermal`],
		[`${ZONES}/thermal_zone${zone}/temp`, '50000'],
	]);
	const tree = buildTree([['/proc/meminfo', 'MemTotal: 1000 kB\nMemAvailable: 500 kB'], ...zones.flat()]);
	t.after(() => tree.remove());
	return tree;
}

/** In place of the file, a FIFO that nobody writes. */
export function hang(tree: FakeTree, path: string): void {
	rmSync(tree.root + path);
	execFileSync('mkfifo', [tree.root + path]);
}
