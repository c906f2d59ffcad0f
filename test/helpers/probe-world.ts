import {readFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {createFileReader} from '../../probes/host/file-reader.ts';
import type {Reading, Rejection} from '../../source/domain/channel.ts';
import {
	isRejection,
	type OpenProbe,
	type ProbeContext,
	type ProbeDefinition,
	type StreamProcess,
} from '../../source/domain/probe.ts';
import type {MeterSettings} from '../../source/domain/sweep.ts';
import type {FakeTree} from './fake-sysfs.ts';

/** A world with a clock that moves only when told or waited for. */
export type ProbeWorld = {
	readonly context: ProbeContext;
	readonly notices: string[];
	readonly advance: (ms: number) => void;
};

/** What of a {@link ProbeWorld} differs from the usual. */
export type ProbeWorldOptions = {
	readonly tree: FakeTree;
	readonly intervalMs?: 'auto' | number;
	readonly cpuTdpWatts?: number;
	readonly enginePid?: number;
	readonly meter?: MeterSettings;
	/** Called at each wait, before the clock moves: counters can tick there. */
	readonly onWait?: () => void;
	readonly stream?: StreamProcess;
};

/** Where no program exists. */
export const noPrograms: StreamProcess = (argv, _onLine, onEnd) => {
	queueMicrotask(() => onEnd(`spawn ${argv[0]} ENOENT`));
	return {close: () => {}};
};

/** A context over a fake tree. */
export function createProbeWorld(options: ProbeWorldOptions): ProbeWorld {
	let nowMs = 1000;
	const notices: string[] = [];
	const context: ProbeContext = {
		files: createFileReader({root: options.tree.root, fs: options.tree.fs}),
		now: () => nowMs,
		wait: async ms => {
			options.onWait?.();
			nowMs += ms;
			// Lets the events of streams in.
			await new Promise(resolve => {
				setImmediate(resolve);
			});
		},
		intervalMs: options.intervalMs ?? 'auto',
		cpuTdpWatts: options.cpuTdpWatts ?? 65,
		enginePid: options.enginePid ?? 1,
		...(options.meter === undefined ? {} : {meter: options.meter}),
		notice: text => notices.push(text),
		stream: options.stream ?? noPrograms,
	};
	return {
		context,
		notices,
		advance: ms => {
			nowMs += ms;
		},
	};
}

/** Opens a probe that must open. */
export async function openUsable(definition: ProbeDefinition, world: ProbeWorld): Promise<OpenProbe> {
	const result = await definition.open(world.context);
	if (isRejection(result)) throw new Error(`${definition.id}: ${result.reason}`);
	return result;
}

/** Opens a probe that must refuse. */
export async function openRejected(definition: ProbeDefinition, world: ProbeWorld): Promise<Rejection> {
	const result = await definition.open(world.context);
	if (!isRejection(result)) throw new Error(`${definition.id} opened`);
	return result;
}

/** Readings as a table: the value, or the reason in brackets. */
export function tableOf(readings: readonly Reading[]): Record<string, number | string> {
	return Object.fromEntries(
		readings.map(reading => [reading.channel, 'missing' in reading ? `(${reading.missing})` : reading.value]),
	);
}

/** Text of a fixture, comment lines left out. */
export function readFixture(path: string): string {
	const text = readFileSync(fileURLToPath(new URL(`../fixtures/${path}`, import.meta.url)), 'utf8');
	return text
		.split('\n')
		.filter(line => !line.startsWith('#'))
		.join('\n');
}
