import type {ChannelDefinition, Reading, Rejection} from '../source/domain/channel.ts';
import type {OpenProbe, ProbeContext, ProbeDefinition} from '../source/domain/probe.ts';
import {chooseInterval} from './reading/interval.ts';

/** Memory and swap in use. On a Jetson board the GPU's memory is part of it. */
export const memoryProbe: ProbeDefinition = {
	id: 'memory',
	title: 'memory and swap from /proc/meminfo',
	open: context => Promise.resolve(openMemory(context)),
};

/** Bytes in use, of memory and of swap; undefined where the kernel does not say. */
export type MemoryUse = {readonly memoryBytes: number | undefined; readonly swapBytes: number | undefined};

/**
 * Parses `/proc/meminfo` (proc(5); its `kB` are KiB). Used memory is MemTotal - MemAvailable; kernels before 3.14
 * have no MemAvailable, there it is what `free` of procps-ng 3.3.9 shows: total - free - buffers - cached - slab that
 * can be reclaimed. No swap space is undefined, not 0.
 */
export function parseMemoryUse(text: string): MemoryUse {
	const kibibytes = new Map<string, number>();
	for (const [, key, value] of text.matchAll(/^(\w+):\s+(\d+) kB$/gm)) {
		if (key !== undefined) kibibytes.set(key, Number(value));
	}
	const get = (key: string): number => kibibytes.get(key) ?? 0;
	const total = kibibytes.get('MemTotal');
	const available =
		kibibytes.get('MemAvailable') ?? get('MemFree') + get('Buffers') + get('Cached') + get('SReclaimable');
	const swapTotal = get('SwapTotal');
	return {
		memoryBytes: total === undefined ? undefined : (total - available) * 1024,
		swapBytes: swapTotal === 0 ? undefined : (swapTotal - get('SwapFree')) * 1024,
	};
}

function openMemory(context: ProbeContext): OpenProbe | Rejection {
	const first = context.files.read('/proc/meminfo');
	if (first.kind === 'missing') return {reason: `/proc/meminfo: ${first.reason}`, mend: 'mount /proc'};
	const use = parseMemoryUse(first.text);
	if (use.memoryBytes === undefined) return {reason: '/proc/meminfo has no MemTotal', mend: ''};
	const hasSwap = use.swapBytes !== undefined;
	const file = context.files.keep('/proc/meminfo');
	const intervalMs = chooseInterval(context.intervalMs, 1000);

	function sample(): readonly Reading[] {
		const before = context.now();
		const text = file.read();
		const t = (before + context.now()) / 2;
		const now = text.kind === 'missing' ? undefined : parseMemoryUse(text.text);
		const reason = text.kind === 'missing' ? text.reason : 'not in /proc/meminfo';
		const memory = reading('mem.used_bytes', t, now?.memoryBytes, reason);
		return hasSwap ? [memory, reading('swap.used_bytes', t, now?.swapBytes, reason)] : [memory];
	}

	return {
		channels: [define('mem.used_bytes', intervalMs), ...(hasSwap ? [define('swap.used_bytes', intervalMs)] : [])],
		// A machine without swap space lacks nothing.
		missing: [],
		intervalMs,
		sample,
		close: file.close,
	};
}

function define(channel: string, periodMs: number): ChannelDefinition {
	return {channel, unit: 'bytes', scope: 'host', source: 'memory', periodMs, windowMs: 0};
}

function reading(channel: string, t: number, value: number | undefined, reason: string): Reading {
	return value === undefined ? {channel, t, missing: reason} : {channel, t, value};
}
