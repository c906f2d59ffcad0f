import type {ProbeContext} from '../source/domain/probe.ts';

const FIRST_BACK_OFF_MS = 1000;
const LONGEST_BACK_OFF_MS = 60_000;

/** What to run, and who gets its lines. */
export type LineStreamOptions = {
	/** Name of the program, for the person. */
	readonly name: string;
	readonly argv: readonly string[];
	/** Silence that is taken for a hang. */
	readonly stallMs: number;
	/** Whether the line is one of the program's data lines; `t` is when it came, monotonic ms. */
	readonly onLine: (line: string, t: number) => boolean;
};

type Child = {readonly kind: 'running'; close: () => void; lastLineMs: number; complaint: string};

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
			if (silentMs > this.#options.stallMs) {
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
		const child: Child = {kind: 'running', close: () => {}, lastLineMs: this.#context.now(), complaint: ''};
		// A child that was given up may still speak.
		const running = this.#context.stream(
			this.#options.argv,
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
		if (this.#options.onLine(line, child.lastLineMs)) this.#backOffMs = FIRST_BACK_OFF_MS;
		else if (line.trim() !== '') child.complaint = line.trim();
	}

	#goDown(why: string): void {
		this.#state = {kind: 'down', why, retryAtMs: this.#context.now() + this.#backOffMs};
		this.#backOffMs = Math.min(this.#backOffMs * 2, LONGEST_BACK_OFF_MS);
		if (!this.#hasTold) this.#context.notice(`${this.#options.name}: ${why}; it is started again`);
		this.#hasTold = true;
	}
}
