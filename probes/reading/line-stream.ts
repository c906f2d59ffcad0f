import type {ProbeContext} from '../../source/domain/probe.ts';

const FIRST_BACK_OFF_MS = 1000;
const LONGEST_BACK_OFF_MS = 60_000;

/**
 * What a line is: `data`; `heading`, after which the program is in its stride; `other`, which is why it failed if it
 * ends now; `refusal`, after which it is started again at once with what `argv` gives then.
 */
export type LineKind = 'data' | 'heading' | 'other' | 'refusal';

/** What to run, and who gets its lines. */
export type LineStreamOptions = {
	/** Name of the program, for the person. */
	readonly name: string;
	/** Asked at each start: less may be asked for than at the one before. */
	readonly argv: () => readonly string[];
	/** Silence that is taken for a hang. */
	readonly stallMs: number;
	/** The same before its first heading or data line; absent is `stallMs`. */
	readonly startMs?: number;
	/** Takes a line in; `t` is when it came, monotonic ms. */
	readonly onLine: (line: string, t: number) => LineKind;
};

type Child = {readonly kind: 'running'; close: () => void; lastLineMs: number; complaint: string; isInStride: boolean};

type StreamState =
	| Child
	| {readonly kind: 'down'; readonly why: string; readonly retryAtMs: number}
	| {readonly kind: 'closed'};

/** A helper program that prints for ever. Silence or an end is a gap: it is started again after 1 s, 2 s … 60 s. */
export class LineStream {
	readonly #context: ProbeContext;
	readonly #options: LineStreamOptions;
	#backOffMs = FIRST_BACK_OFF_MS;
	#hasTold = false;
	#state: StreamState;

	constructor(context: ProbeContext, options: LineStreamOptions) {
		this.#context = context;
		this.#options = options;
		this.#state = this.#start();
	}

	/** Watches over the program; to be called at every sample. Why there are no lines now, or undefined. */
	check(): string | undefined {
		const now = this.#context.now();
		if (this.#state.kind === 'running') {
			const silentMs = now - this.#state.lastLineMs;
			const {stallMs, startMs = stallMs} = this.#options;
			if (silentMs > (this.#state.isInStride ? stallMs : startMs)) {
				this.#state.close();
				this.#goDown(`no line for ${Math.round(silentMs / 1000)} s`);
			}
		} else if (this.#state.kind === 'down' && now >= this.#state.retryAtMs) this.#state = this.#start();
		return this.#state.kind === 'down' ? `${this.#options.name} stopped: ${this.#state.why}` : undefined;
	}

	/** Ends the program for good. */
	close(): void {
		if (this.#state.kind === 'running') this.#state.close();
		this.#state = {kind: 'closed'};
	}

	#start(): Child {
		const lastLineMs = this.#context.now();
		const child: Child = {kind: 'running', close: () => {}, lastLineMs, complaint: '', isInStride: false};
		// A child that was given up may still speak.
		const running = this.#context.stream(
			this.#options.argv(),
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
		const kind = this.#options.onLine(line, child.lastLineMs);
		if (kind === 'refusal') {
			child.close();
			this.#state = this.#start();
		} else if (kind === 'other') {
			if (line.trim() !== '') child.complaint = line.trim();
		} else {
			child.isInStride = true;
			if (kind === 'data') this.#backOffMs = FIRST_BACK_OFF_MS;
		}
	}

	#goDown(why: string): void {
		this.#state = {kind: 'down', why, retryAtMs: this.#context.now() + this.#backOffMs};
		this.#backOffMs = Math.min(this.#backOffMs * 2, LONGEST_BACK_OFF_MS);
		if (!this.#hasTold) this.#context.notice(`${this.#options.name}: ${why}; it is started again`);
		this.#hasTold = true;
	}
}
