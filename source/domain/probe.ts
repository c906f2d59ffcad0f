import type {ChannelDefinition, Reading, Rejection} from './channel.ts';
import type {MeterSettings} from './sweep.ts';

/** The content of a small file without its final newline and NULs, or why it cannot be read. */
export type FileText =
	| {readonly kind: 'value'; readonly text: string}
	| {readonly kind: 'missing'; readonly errno: string; readonly reason: string};

/** A file that is read again and again through one descriptor; opened by the first read. */
export type KeptFile = {readonly read: () => FileText; readonly close: () => void};

/** Read access to system files. Paths are those of the real system; a fake tree stands below another root. */
export type ProbeFiles = {
	readonly keep: (path: string) => KeptFile;
	/** Reads once. */
	readonly read: (path: string) => FileText;
	/** Names in a directory, numbers in natural order (`hwmon10` after `hwmon2`); none where it cannot be listed. */
	readonly list: (path: string) => readonly string[];
	/** Where a symbolic link leads; undefined for what is none or cannot be read. */
	readonly link: (path: string) => string | undefined;
	/** Whether something stands at the path. */
	readonly exists: (path: string) => boolean;
};

/** What a probe may touch. Every path goes through `files`, so that a fake tree tests it. */
export type ProbeContext = {
	readonly files: ProbeFiles;
	/** Monotonic milliseconds. */
	readonly now: () => number;
	/** Resolves after that many milliseconds; for self-tests while opening, never while sampling. */
	readonly wait: (ms: number) => Promise<void>;
	/** From `[telemetry] interval`: `auto` lets each source take its own. */
	readonly intervalMs: 'auto' | number;
	/** One sentence for the person about something that changed after opening. */
	readonly notice: (text: string) => void;
	/** Starts a long-lived helper program and gives its output line by line; no program per sample. */
	readonly stream: StreamProcess;
	/** The process whose descendants are the sweep's. */
	readonly enginePid: number;
	/** From `[telemetry] meter`; absent where none is named. */
	readonly meter?: MeterSettings;
	/** From `[telemetry] cpu_tdp_watts`. */
	readonly cpuTdpWatts: number;
};

/** Runs `argv` until closed. `onLine` gets each whole line; `onEnd` gets why it ended. */
export type StreamProcess = (
	argv: readonly string[],
	onLine: (line: string) => void,
	onEnd: (why: string) => void,
) => {readonly close: () => void};

/** A source of readings that was detected and opened. */
export type OpenProbe = {
	readonly channels: readonly ChannelDefinition[];
	/** Channels of the source that cannot be read, with the reason. */
	readonly missing: readonly ({readonly channel: string} & Rejection)[];
	/** How often {@link sample} is to be called. */
	readonly intervalMs: number;
	/** Takes one reading of every channel. Synchronous, kept descriptors, forks nothing. */
	readonly sample: () => readonly Reading[];
	readonly close: () => void;
};

/** One source of readings: one file in `probes/` and one line in its registry. */
export type ProbeDefinition = {
	readonly id: string;
	readonly title: string;
	/** A stand-in: opened only where no other source gives one of these channels, and closed when one comes to. */
	readonly insteadOf?: readonly string[];
	/** Opens the source, or says why it cannot be used. May start a helper process. */
	readonly open: (context: ProbeContext) => Promise<OpenProbe | Rejection>;
};

/** Narrows the result of {@link ProbeDefinition.open}. */
export function isRejection(result: OpenProbe | Rejection): result is Rejection {
	return 'reason' in result;
}
