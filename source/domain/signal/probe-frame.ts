import type {ChannelDefinition, Rejection} from '../channel.ts';
import type {SamplesFrame} from '../protocol.ts';
import type {MeterSettings} from '../sweep.ts';

/** What the probe process is told when it starts: one JSON argument. */
export type ProbeSettings = {
	/** Prefix of every file path, `''` for the real system. */
	readonly root: string;
	readonly intervalMs: 'auto' | number;
	readonly cpuTdpWatts: number;
	/** A meter outside of the machine; absent is none. */
	readonly meter?: MeterSettings;
	/** Ids of the sources to open; absent is all. */
	readonly probes?: readonly string[];
	/** Whose git commit is described. */
	readonly workdir: string;
	/** Sources that hung before and are not opened. */
	readonly sourcesOff: readonly string[];
	/** Files that hung before and read as missing. */
	readonly pathsOff: readonly string[];
	/** Say what is about to be read before each read, so that a hang can be blamed. */
	readonly careful: boolean;
	/** Whether to describe the host after the first sample. */
	readonly describeHost: boolean;
};

/** What one sample of a source costs, mean over `count` samples, in microseconds. */
export type SourceCost = {readonly source: string; readonly meanUs: number; readonly count: number};

/** What the probe process says. One JSON object a line. */
export type ProbeFrame =
	/** The next read, where it is being traced; `path` where a file is read. */
	| {readonly type: 'reading'; readonly source: string; readonly path?: string}
	| {
			readonly type: 'opened';
			readonly source: string;
			readonly channels: readonly ChannelDefinition[];
			readonly missing: readonly ({readonly channel: string} & Rejection)[];
	  }
	| ({readonly type: 'closed'; readonly source: string} & Rejection)
	/** Every source has answered. */
	| {readonly type: 'ready'}
	/** Nothing to report, but alive. */
	| {readonly type: 'alive'}
	/** `missing` holds the channels whose state changed: why they are missing now, or null when they are back. */
	| ({readonly type: 'samples'; readonly missing?: Readonly<Record<string, string | null>>} & SamplesFrame)
	| {
			readonly type: 'costs';
			readonly costs: readonly SourceCost[];
			/** CPU time of the probe process in percent of one core since the last report, and its resident set. */
			readonly cpuPct: number;
			readonly rssBytes: number;
	  }
	| {readonly type: 'host'; readonly host: Readonly<Record<string, unknown>>}
	| {readonly type: 'notice'; readonly text: string; readonly about: string};

/** Parses the argument of the probe process; throws where it is no settings object. */
export function parseProbeSettings(text: string): ProbeSettings {
	const value: unknown = JSON.parse(text);
	if (!isSettings(value)) throw new TypeError(`no probe settings: ${text}`);
	return value;
}

/** Parses one line of the probe process; undefined for a line that is none, as of a torn write. */
export function parseProbeFrame(line: string): ProbeFrame | undefined {
	try {
		const value: unknown = JSON.parse(line);
		return isFrame(value) ? value : undefined;
	} catch {
		return undefined;
	}
}

function isSettings(value: unknown): value is ProbeSettings {
	return (
		typeof value === 'object' && value !== null && 'root' in value && 'intervalMs' in value && 'sourcesOff' in value
	);
}

function isFrame(value: unknown): value is ProbeFrame {
	return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}
