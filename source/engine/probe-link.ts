import type {ChannelDefinition, Rejection} from '../domain/channel.ts';
import {type ProbeFrame, type ProbeSettings, parseProbeFrame, type SourceCost} from '../domain/signal/probe-frame.ts';
import type {SamplesFrame} from '../domain/protocol.ts';
import {HangRecord, type PendingRead} from './hang-record.ts';
import {type ProbeChild, type SpawnProbeProcess, startProbeChild} from './probe-child.ts';

/** Silence of the probe process that is taken for a hung read: four heartbeats. */
const SILENCE_MS = 4000;

/** Patience with the start of the process; twice as much after each that was too long for it, as on a loaded board. */
const START_MS = 10_000;
const LONGEST_START_MS = 160_000;

/** After silence, time for lines that wait in the pipe: it may have been us who did not listen. */
const LAST_CHANCE_MS = 250;

/** A timer that is later than this says that we stood still, and perhaps the probe process with us. */
const STOOD_STILL_MS = 1000;

const FIRST_BACK_OFF_MS = 500;
const LONGEST_BACK_OFF_MS = 60_000;

/** Own cost of the probes: per source, and CPU and memory of their process. */
export type ProbeCosts = {readonly costs: readonly SourceCost[]; readonly cpuPct: number; readonly rssBytes: number};

/** The process to start, and who hears what it says. */
export type ProbeLinkOptions = {
	readonly spawn: SpawnProbeProcess;
	readonly settings: Omit<ProbeSettings, 'sourcesOff' | 'pathsOff' | 'careful'>;
	/** Monotonic ms. */
	readonly now: () => number;
	/** Calls back after that many ms; gives a function that cancels it. */
	readonly setTimer: (callback: () => void, ms: number) => () => void;
	/** Samples as they came, 1 to 5 times a second; channels that went missing with the reason, or came back (null). */
	readonly onBatch: (frame: SamplesFrame, missing: Readonly<Record<string, string | null>>) => void;
	readonly onOpened: (
		source: string,
		channels: readonly ChannelDefinition[],
		missing: readonly ({readonly channel: string} & Rejection)[],
	) => void;
	readonly onClosed: (source: string, rejection: Rejection) => void;
	/** Once, when every source has answered. */
	readonly onReady?: () => void;
	/** Once, some moments after the start. */
	readonly onHost: (host: Readonly<Record<string, unknown>>) => void;
	readonly onCosts?: (costs: ProbeCosts) => void;
	readonly onNotice: (text: string, about: string) => void;
	/** In place of 4 s, for tests. */
	readonly silenceMs?: number;
};

/** Starts the probe process and keeps it running until the link is closed. */
export function startProbeLink(options: ProbeLinkOptions): ProbeLink {
	return new ProbeLink(options);
}

/**
 * The engine's hold on the probe process. Silence means that a read hangs: the process is killed, as nothing else ends
 * such a read, and started anew, then telling each read beforehand. What hangs twice is switched off.
 */
export class ProbeLink {
	readonly #options: ProbeLinkOptions;
	readonly #silenceMs: number;
	readonly #hangs = new HangRecord();
	/** Last word of each source, so that a restart repeats none. */
	readonly #said = new Map<string, string>();
	#isReady = false;
	#isHostKnown = false;
	#child: ProbeChild | undefined;
	#pending: PendingRead | undefined;
	#heardMs = 0;
	#hasSpoken = false;
	#isLastChance = false;
	/** When the next look at the silence is due. */
	#dueMs = Number.POSITIVE_INFINITY;
	#startMs = START_MS;
	#backOffMs = FIRST_BACK_OFF_MS;
	#failures = 0;
	#cancel = (): void => {};

	constructor(options: ProbeLinkOptions) {
		this.#options = options;
		this.#silenceMs = options.silenceMs ?? SILENCE_MS;
		this.#start();
	}

	/** Process id, while one runs. */
	get pid(): number | undefined {
		return this.#child?.pid;
	}

	/** Whether a process runs and was heard of lately. */
	get isAlive(): boolean {
		return this.#child !== undefined && this.#hasSpoken && this.#options.now() - this.#heardMs < this.#silenceMs;
	}

	/** Ends the process for good. */
	close(): void {
		this.#cancel();
		this.#child?.kill();
		this.#child = undefined;
	}

	#start(): void {
		this.#heardMs = this.#options.now();
		this.#dueMs = Number.POSITIVE_INFINITY;
		this.#hasSpoken = false;
		this.#isLastChance = false;
		this.#pending = undefined;
		const settings: ProbeSettings = {
			...this.#options.settings,
			sourcesOff: [...this.#hangs.sourcesOff],
			pathsOff: [...this.#hangs.pathsOff],
			careful: this.#hangs.isCareful,
			describeHost: this.#options.settings.describeHost && !this.#isHostKnown,
		};
		const onEnd = (why: string): void => this.#restartLater(why);
		this.#child = startProbeChild(this.#options.spawn, settings, line => this.#hear(line), onEnd);
		this.#watch();
	}

	#watch(): void {
		this.#cancel();
		const limitMs = this.#hasSpoken ? this.#silenceMs : Math.max(this.#silenceMs, this.#startMs);
		const nowMs = this.#options.now();
		// A stopped engine or a suspended machine: the silence meanwhile says nothing.
		if (nowMs - this.#dueMs > STOOD_STILL_MS) this.#heardMs = nowMs;
		const leftMs = this.#heardMs + limitMs - nowMs;
		if (leftMs <= 0 && this.#isLastChance) return this.#giveUpOn();
		this.#isLastChance = leftMs <= 0;
		const waitMs = leftMs <= 0 ? LAST_CHANCE_MS : leftMs;
		this.#dueMs = nowMs + waitMs;
		this.#cancel = this.#options.setTimer(() => this.#watch(), waitMs);
	}

	#giveUpOn(): void {
		this.#child?.kill();
		if (!this.#hasSpoken) {
			const why = `it said nothing for ${this.#startMs / 1000} s`;
			this.#startMs = Math.min(this.#startMs * 2, LONGEST_START_MS);
			return this.#restartLater(why);
		}
		const {text, about} = this.#hangs.add(this.#pending);
		this.#options.onNotice(text, about);
		this.#start();
	}

	#restartLater(why: string): void {
		this.#child = undefined;
		this.#failures++;
		// A program that cannot run would fill the journal with notices.
		if (this.#failures === 1 || this.#failures % 100 === 0) {
			this.#options.onNotice(`the probe process ended (${why}); it is started again`, 'probes');
		}
		this.#cancel();
		this.#cancel = this.#options.setTimer(() => this.#start(), this.#backOffMs);
		this.#backOffMs = Math.min(this.#backOffMs * 2, LONGEST_BACK_OFF_MS);
	}

	#hear(line: string): void {
		this.#heardMs = this.#options.now();
		if (!this.#hasSpoken) {
			this.#hasSpoken = true;
			// From now on the shorter limit holds.
			this.#watch();
		}
		const frame = parseProbeFrame(line);
		if (frame === undefined) return;
		if (frame.type === 'reading') this.#pending = frame;
		// These come after reads, so the last one came back.
		if (frame.type === 'samples' || frame.type === 'alive') this.#pending = undefined;
		this.#deliver(frame);
	}

	/** Hands a frame on, except what was said before a restart already. */
	#deliver(frame: ProbeFrame): void {
		const {onBatch, onOpened, onClosed, onHost, onReady, onCosts, onNotice} = this.#options;
		switch (frame.type) {
			case 'samples':
				onBatch({t0: frame.t0, channels: frame.channels, rows: frame.rows}, frame.missing ?? {});
				break;
			case 'opened':
				if (this.#isNews(frame)) onOpened(frame.source, frame.channels, frame.missing);
				break;
			case 'closed':
				if (this.#isNews(frame)) onClosed(frame.source, {reason: frame.reason, mend: frame.mend});
				break;
			case 'ready':
				if (!this.#isReady) onReady?.();
				this.#isReady = true;
				break;
			case 'host':
				this.#isHostKnown = true;
				onHost(frame.host);
				break;
			case 'costs':
				// It lived for a while: the next end is a new trouble.
				this.#backOffMs = FIRST_BACK_OFF_MS;
				onCosts?.({costs: frame.costs, cpuPct: frame.cpuPct, rssBytes: frame.rssBytes});
				break;
			case 'notice':
				onNotice(frame.text, frame.about);
				break;
			case 'reading':
			case 'alive':
				break;
			default:
				// A frame of a newer probe process.
				break;
		}
	}

	#isNews(frame: Extract<ProbeFrame, {type: 'opened' | 'closed'}>): boolean {
		const text = JSON.stringify(frame);
		if (this.#said.get(frame.source) === text) return false;
		this.#said.set(frame.source, text);
		return true;
	}
}
