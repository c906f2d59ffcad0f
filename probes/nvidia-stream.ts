import type {ProbeContext} from '../source/domain/probe.ts';
import type {GpuRow} from './nvidia-channels.ts';
import {parseHeader, parseInvalidField, parseRow} from './nvidia-query.ts';

/** Start on a GPU without persistence mode: 1.5 s, on many GPUs 6 s. */
const START_GRACE_MS = 15_000;
const STALLED_INTERVALS = 5;
const LEAST_STALL_MS = 2000;
const FIRST_BACK_OFF_MS = 1000;
const LONGEST_BACK_OFF_MS = 60_000;

/** One running `nvidia-smi`. */
type Child = {
	readonly kind: 'running';
	close: () => void;
	lastLineMs: number;
	header: readonly string[] | undefined;
	/** The last line that was no row. */
	complaint: string;
};

type StreamState =
	| Child
	| {readonly kind: 'down'; readonly why: string; readonly retryAtMs: number}
	| {readonly kind: 'closed'};

/** What is asked, how often, and who gets the rows. */
export type NvidiaStreamOptions = {
	readonly fields: readonly string[];
	readonly intervalMs: number;
	/** `t` is when the row came, monotonic ms. */
	readonly onRow: (row: GpuRow, t: number) => void;
};

/**
 * A running `nvidia-smi -lms` that gives its rows as they come. No line for 5 intervals, or an end, is a gap: it is
 * started again after 1 s, 2 s … 60 s. A field that the driver refuses is dropped, as it would fail the whole query.
 */
export class NvidiaStream {
	readonly #context: ProbeContext;
	readonly #options: NvidiaStreamOptions;
	readonly #stallMs: number;
	#fields: readonly string[];
	#backOffMs = FIRST_BACK_OFF_MS;
	#hasTold = false;
	#state: StreamState;

	constructor(context: ProbeContext, options: NvidiaStreamOptions) {
		this.#context = context;
		this.#options = options;
		this.#fields = options.fields;
		this.#stallMs = Math.max(LEAST_STALL_MS, STALLED_INTERVALS * options.intervalMs);
		this.#state = this.#start();
	}

	/** Watches over the program; to be called at every sample. Why there are no rows now, or undefined. */
	check(): string | undefined {
		const now = this.#context.now();
		if (this.#state.kind === 'running') {
			const silentMs = now - this.#state.lastLineMs;
			if (silentMs > (this.#state.header === undefined ? START_GRACE_MS : this.#stallMs)) {
				this.#state.close();
				this.#goDown(`no line for ${Math.round(silentMs / 1000)} s`);
			}
		} else if (this.#state.kind === 'down' && now >= this.#state.retryAtMs) this.#state = this.#start();
		return this.#state.kind === 'down' ? `nvidia-smi stopped: ${this.#state.why}` : undefined;
	}

	/** Ends the program for good. */
	close(): void {
		if (this.#state.kind === 'running') this.#state.close();
		this.#state = {kind: 'closed'};
	}

	#start(): Child {
		const query = `--query-gpu=${this.#fields.join(',')}`;
		const argv = ['nvidia-smi', query, '--format=csv', `-lms=${this.#options.intervalMs}`];
		const child: Child = {
			kind: 'running',
			close: () => {},
			lastLineMs: this.#context.now(),
			header: undefined,
			complaint: '',
		};
		// A child that was given up may still speak.
		const running = this.#context.stream(
			argv,
			line => {
				if (this.#state === child) this.#hear(child, line);
			},
			why => {
				if (this.#state === child) this.#goDown(child.complaint === '' ? why : child.complaint);
			},
		);
		child.close = running.close;
		return child;
	}

	#hear(child: Child, line: string): void {
		child.lastLineMs = this.#context.now();
		const refused = parseInvalidField(line);
		if (refused !== undefined && this.#fields.includes(refused)) {
			child.close();
			this.#fields = this.#fields.filter(field => field !== refused);
			this.#state = this.#start();
			return;
		}
		const row = child.header === undefined ? undefined : parseRow(child.header, line);
		child.header ??= parseHeader(line);
		if (row !== undefined) {
			this.#backOffMs = FIRST_BACK_OFF_MS;
			this.#options.onRow(row, child.lastLineMs);
		} else if (parseHeader(line) === undefined) child.complaint = line;
	}

	#goDown(why: string): void {
		this.#state = {kind: 'down', why, retryAtMs: this.#context.now() + this.#backOffMs};
		this.#backOffMs = Math.min(this.#backOffMs * 2, LONGEST_BACK_OFF_MS);
		if (!this.#hasTold) this.#context.notice(`nvidia-smi: ${why}; it is started again`);
		this.#hasTold = true;
	}
}
