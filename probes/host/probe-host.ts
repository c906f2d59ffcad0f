import {messageOf} from '../../source/domain/errors.ts';
import type {ProbeFrame, ProbeSettings} from '../../source/domain/signal/probe-frame.ts';
import type {ProbeContext, ProbeDefinition, StreamProcess} from '../../source/domain/probe.ts';
import {createCostMeter} from './cost-meter.ts';
import {createFileReader, type ReadOnlyFileSystem} from './file-reader.ts';
import {createFrameBuilder} from './frame-builder.ts';
import {type OpenSource, openProbes} from './probe-opener.ts';
import type {ReadGuard} from './read-guard.ts';
import {createSourceFiles, type SourceFiles} from './source-files.ts';

/** Frames leave at most this often, so that the engine wakes up seldom. */
const POST_MS = 200;
/** The engine takes longer silence for a hang. */
const HEARTBEAT_MS = 1000;
/** A timer may fire a little early, and a frame may be a little older than it should. */
const SLACK = 0.9;
const FIRST_COSTS_MS = 5000;
const COSTS_MS = 60_000;

/** The world of a {@link ProbeHost}. */
export type ProbeHostOptions = {
	readonly definitions: readonly ProbeDefinition[];
	readonly settings: ProbeSettings;
	readonly fs?: ReadOnlyFileSystem;
	/** Reads the files of devices; absent where all are read directly. */
	readonly guard?: ReadGuard;
	/** Monotonic ms, the same clock as the engine's. */
	readonly now: () => number;
	readonly wait: (ms: number) => Promise<void>;
	/** Calls back after that many ms; gives a function that cancels it. */
	readonly setTimer: (callback: () => void, ms: number) => () => void;
	readonly stream: StreamProcess;
	/** The process that started this one: what descends from it is the sweep's. */
	readonly enginePid: number;
	/** Sends one frame to the engine, at once. */
	readonly post: (frame: ProbeFrame) => void;
	/** CPU time and memory of this process. */
	readonly usage: () => {readonly cpuMs: number; readonly rssBytes: number};
	/** Once, after the first sample. */
	readonly onFirstSample: () => void;
};

type Scheduled = OpenSource & {dueMs: number; isFresh: boolean};

/**
 * The loop of the probe process: opens the sources, samples each at its own interval on one common grid of time, and
 * posts what they say. All reads are synchronous and one after the other; that is why it has a process of its own.
 */
export class ProbeHost {
	readonly #options: ProbeHostOptions;
	readonly #startMs: number;
	readonly #sources = new Map<string, Scheduled>();
	readonly #files = new Map<string, SourceFiles>();
	readonly #frames = createFrameBuilder();
	readonly #meter = createCostMeter();
	#lastPostMs: number;
	#costsDueMs: number;
	/** Where the last report of costs ended. */
	#reported: {readonly t: number; readonly cpuMs: number};
	#hasSampled = false;
	/** Until every source is open, and in careful mode, each read is told before it is made. */
	#isTracing = true;
	#isClosed = false;
	#cancel = (): void => {};

	constructor(options: ProbeHostOptions) {
		this.#options = options;
		this.#startMs = options.now();
		this.#lastPostMs = this.#startMs;
		this.#costsDueMs = this.#startMs + FIRST_COSTS_MS;
		this.#reported = {t: this.#startMs, cpuMs: options.usage().cpuMs};
	}

	/** Opens the sources and samples each as soon as it is open. Resolves when every source has answered. */
	async start(): Promise<void> {
		const {definitions, settings, wait, post, now} = this.#options;
		this.#schedule();
		await openProbes({
			definitions,
			settings,
			wait,
			post,
			contextFor: source => this.#contextFor(source),
			onOpened: source => {
				this.#sources.set(source.id, {...source, dueMs: now(), isFresh: true});
				this.#schedule();
			},
			onClosed: id => this.#sources.delete(id),
		});
		this.#isTracing = settings.careful;
		post({type: 'ready'});
	}

	/** Ends sampling and closes every source. */
	close(): void {
		this.#isClosed = true;
		this.#cancel();
		for (const source of this.#sources.values()) source.probe.close();
		this.#sources.clear();
	}

	#contextFor(source: string): ProbeContext {
		const {settings, fs, guard, wait, stream, post, enginePid} = this.#options;
		const {root} = settings;
		const guarded = guard === undefined ? undefined : createSourceFiles({guard, root, source, now: this.#options.now});
		if (guarded !== undefined) this.#files.set(source, guarded);
		const now = guarded?.now ?? this.#options.now;
		const files = createFileReader({
			root,
			...(fs === undefined ? {} : {fs}),
			...(guarded === undefined ? {} : {guarded}),
			pathsOff: new Set(settings.pathsOff),
			trace: path => {
				if (this.#isTracing) post({type: 'reading', source, path});
			},
		});
		const {intervalMs, cpuTdpWatts, meter} = settings;
		const notice = (text: string): void => post({type: 'notice', text, about: source});
		const own = {files, now, wait, intervalMs, cpuTdpWatts, stream, notice, enginePid};
		return meter === undefined ? own : {...own, meter};
	}

	#tick(): void {
		const t = this.#options.now();
		for (const source of this.#sources.values()) {
			// A timer may fire up to a millisecond early.
			if (source.dueMs > t + 1) continue;
			this.#sample(source);
			const {intervalMs} = source.probe;
			// The first sample is off the grid: the second would follow at once.
			source.dueMs = nextDue(this.#startMs, intervalMs, t + (source.isFresh ? intervalMs / 2 : 1));
			source.isFresh = false;
		}
		this.#postSamples();
		this.#postCosts();
		this.#schedule();
	}

	#sample(source: Scheduled): void {
		const {now, post} = this.#options;
		if (this.#isTracing) post({type: 'reading', source: source.id});
		const before = now();
		const files = this.#files.get(source.id);
		try {
			files?.begin();
			this.#frames.add(source.probe.sample().filter(({channel}) => source.channels.has(channel)));
		} catch (error) {
			// A reader that throws is our bug; the other sources go on.
			const reason = `the reader failed: ${messageOf(error)}`;
			post({type: 'closed', source: source.id, reason, mend: 'report it as a bug of sweeptop'});
			this.#sources.delete(source.id);
			source.probe.close();
			return;
		} finally {
			files?.end();
		}
		this.#meter.add(source.id, (now() - before) * 1000);
	}

	#postSamples(): void {
		const sinceMs = this.#options.now() - this.#lastPostMs;
		const frame = sinceMs >= POST_MS * SLACK ? this.#frames.take() : undefined;
		if (frame !== undefined) this.#say({type: 'samples', ...frame});
		// After traced reads, so that a later hang elsewhere is not blamed on the last of them.
		else if (this.#isTracing || sinceMs >= HEARTBEAT_MS * SLACK) this.#say({type: 'alive'});
		if (frame === undefined || this.#hasSampled) return;
		this.#hasSampled = true;
		this.#options.onFirstSample();
	}

	#say(frame: ProbeFrame): void {
		if (frame.type === 'samples' || !this.#isTracing) this.#lastPostMs = this.#options.now();
		this.#options.post(frame);
	}

	#postCosts(): void {
		const t = this.#options.now();
		if (t < this.#costsDueMs) return;
		this.#costsDueMs = t + COSTS_MS;
		const {cpuMs, rssBytes} = this.#options.usage();
		const cpuPct = ((cpuMs - this.#reported.cpuMs) / (t - this.#reported.t)) * 100;
		this.#reported = {t, cpuMs};
		this.#options.post({type: 'costs', costs: this.#meter.costs(), cpuPct, rssBytes});
	}

	#schedule(): void {
		this.#cancel();
		if (this.#isClosed) return;
		const dues = [...this.#sources.values()].map(source => source.dueMs);
		const now = this.#options.now();
		// Where nothing is posted for a second, the next look is a second ahead, not at once.
		const heartbeatMs = Math.max(this.#lastPostMs, this.#isTracing ? now : 0) + HEARTBEAT_MS;
		const wakeMs = Math.min(heartbeatMs, ...dues);
		this.#cancel = this.#options.setTimer(() => this.#tick(), Math.max(0, wakeMs - now));
	}
}

/** The next point of the source's grid, so that intervals that divide each other fall together and nothing drifts. */
function nextDue(startMs: number, intervalMs: number, afterMs: number): number {
	return startMs + (Math.floor((afterMs - startMs) / intervalMs) + 1) * intervalMs;
}
