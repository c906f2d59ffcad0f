/**
 * A probe process as the real one, with the sources `steady` and `hanging`; the second blocks for good in a read at
 * its third sample, as a driver does. It reads no file that can be named.
 */
import {writeSync} from 'node:fs';
import {setTimeout as wait} from 'node:timers/promises';
import {ProbeHost} from '../../probes/host/probe-host.ts';
import {parseProbeSettings} from '../../source/domain/signal/probe-frame.ts';
import type {ProbeDefinition} from '../../source/domain/probe.ts';

function source(id: string, onSample: (count: number) => void): ProbeDefinition {
	return {
		id,
		title: id,
		open: context => {
			let count = 0;
			return Promise.resolve({
				channels: [{channel: `${id}.power_w`, unit: 'W', scope: 'device', source: id, periodMs: 100, windowMs: 0}],
				missing: [],
				intervalMs: 100,
				sample: () => {
					onSample(++count);
					return [{channel: `${id}.power_w`, t: context.now(), value: count}];
				},
				close: () => {},
			});
		},
	};
}

const hang = (count: number): void => {
	if (count === 3) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
};

const host = new ProbeHost({
	definitions: [source('steady', () => {}), source('hanging', hang)],
	settings: parseProbeSettings(process.argv[2] ?? ''),
	now: () => Number(process.hrtime.bigint()) / 1e6,
	wait,
	setTimer: (callback, ms) => {
		const timer = setTimeout(callback, ms);
		return () => clearTimeout(timer);
	},
	enginePid: process.ppid,
	stream: () => ({close: () => {}}),
	post: frame => writeSync(1, `${JSON.stringify(frame)}\n`),
	usage: () => ({cpuMs: 0, rssBytes: 0}),
	onFirstSample: () => {},
});
void host.start();
process.stdin.on('end', () => process.exit(0)).resume();
