import {assertNever} from '../../domain/errors.ts';
import type {Heard} from '../../domain/listener.ts';
import {encodeNumber} from '../../domain/number.ts';
import type {Params} from '../../domain/space.ts';
import {storableParams} from '../../domain/space/storable.ts';
import type {Outcome} from '../../domain/trial.ts';
import {type ConcludeContext, concludeTrial, encodeAll} from './conclude-trial.ts';
import type {ConsolePlaces} from './console-places.ts';
import type {HeardSweep} from './heard-sweep.ts';
import {createHeardTimes, type HeardTimes} from './heard-times.ts';
import {createOpenTrials, type OpenTrial} from './open-trials.ts';
import {createOwnNumbers} from './own-numbers.ts';
import {createImpliedStarts, type ImpliedStarts} from './implied-starts.ts';
import {createGrowthRecorder} from './record-growth.ts';
import {createTrialActs} from './trial-acts.ts';
import {createTurns} from '../turns.ts';

/** What trials are recorded with. */
export type HeardTrialsContext = Omit<ConcludeContext, 'inTurn'> & {
	readonly sweep: HeardSweep;
	/** The watched program. */
	readonly program: {readonly argv: readonly string[]; readonly pid: number; readonly startTicks: number};
	/** Monotonic ms. */
	readonly now: () => number;
	/** Ms since 1970. */
	readonly wallNow: () => number;
	readonly onProgress: () => void;
	/** Where the program's lines stand in all that it printed. */
	readonly places: Pick<ConsolePlaces, 'line' | 'at' | 'mark'>;
	/** The program had begun before it was watched. */
	readonly wasRunning?: boolean;
};

/** Turns what is heard of trials into the events of a journal. */
export type HeardTrials = {
	/** `by`: who heard it, e.g. `optuna`. */
	readonly hear: (heard: readonly Heard[], by: string) => void;
	/** The program is gone: trials that it left open end so. Resolves when every trial is in the journal. */
	readonly finish: (state: Outcome, why: string) => Promise<void>;
	readonly endedCount: () => number;
};

type Ended = Extract<Heard, {kind: 'trial-ended'}>;

/** A leap further than this is no numbering of trials. */
const MOST_LEAP = 100_000;

/** Nothing is recorded before the first call. */
export function createHeardTrials(context: HeardTrialsContext): HeardTrials {
	const recorder = new Recorder(context);
	return {
		hear: (heard, by) => recorder.hear(heard, by),
		finish: (state, why) => recorder.finish(state, why),
		endedCount: () => recorder.endedCount,
	};
}

class Recorder {
	readonly #context: HeardTrialsContext;
	readonly #open = createOpenTrials();
	readonly #ended = new Set<number>();
	/** What waits for the samples of an end. */
	readonly #acts = createTrialActs();
	/** Points of trials that have not begun. */
	readonly #params = new Map<number, Params>();
	readonly #inTurn = createTurns();
	readonly #own = createOwnNumbers();
	readonly #implied: ImpliedStarts;
	/** Records the sweep anew where it has grown. */
	readonly #describe: () => void;
	readonly #times: HeardTimes;
	/** Whether a trial has ended since the program was looked at: what ended before began at a time that nobody knows. */
	#hasSeenEnd = false;
	/** Our numbers of the studies before this one. */
	#offset = 0;
	#highest = 0;
	#by = 'watch';

	constructor(context: HeardTrialsContext) {
		this.#context = context;
		this.#implied = createImpliedStarts(context.startedMs);
		this.#times = createHeardTimes(context);
		this.#describe = createGrowthRecorder(context);
	}

	get endedCount(): number {
		return this.#ended.size;
	}

	hear(list: readonly Heard[], by: string): void {
		this.#by = by;
		const afterthoughts = new Map<number, Record<string, number>>();
		for (const heard of list) this.#take(heard, afterthoughts);
		for (const [trial, values] of afterthoughts) this.#amend(trial, values);
		this.#describe();
	}

	async finish(state: Outcome, why: string): Promise<void> {
		for (const trial of this.#open.numbers().toSorted((a, b) => a - b)) {
			this.#end(trial, {kind: 'trial-ended', state, ...(state === 'complete' ? {} : {why})});
		}
		this.#describe();
		await this.#acts.settled();
	}

	#take(heard: Heard, afterthoughts: Map<number, Record<string, number>>): void {
		const {ledger, now, places, sweep} = this.#context;
		switch (heard.kind) {
			case 'study':
				this.#offset = this.#highest;
				// What came before was not the first trial.
				this.#implied.free(now());
				places.mark(now(), places.line().to);
				return ledger.notice('info', `study ${heard.name}`, this.#by);
			case 'note':
				return ledger.notice(heard.level ?? 'info', heard.text, this.#by);
			case 'numbering':
				return this.#own.countFrom(heard.first);
			case 'called':
				return this.#own.call(this.#offset + heard.trial, heard.name);
			case 'trial-silent':
				return this.#silence(this.#offset + heard.trial);
			case 'plan':
			case 'objective':
			case 'parameter':
			case 'unit':
				return sweep.hear(heard);
			case 'trial-started':
				return this.#start(heard);
			case 'params':
				return this.#putParams(this.#numberOf(heard.trial), heard.params);
			case 'value':
				return this.#value(heard, afterthoughts);
			case 'trial-ended':
				return this.#end(this.#numberOf(heard.trial), heard);
			default:
				return assertNever(heard);
		}
	}

	/** Our number: the program's own behind the studies before it; else of the latest that runs, else the next. */
	#numberOf(trial: number | undefined): number {
		if (trial !== undefined) return this.#offset + trial;
		return this.#open.numbers().at(-1) ?? this.#highest + 1;
	}

	#start({trial, params, timeMs}: Extract<Heard, {kind: 'trial-started'}>): void {
		const number = trial === undefined ? this.#highest + 1 : this.#offset + trial;
		if (this.#open.get(number) !== undefined) return params === undefined ? undefined : this.#putParams(number, params);
		const {now, places} = this.#context;
		if (timeMs === undefined) this.#begin(number, now(), params, places.line().from);
		else this.#begin(number, this.#times.monoOf(timeMs), params);
	}

	/** Records that a trial runs, now or since a time in the past. */
	#begin(trial: number, startMs: number, params: Params = {}, outputFrom?: number): OpenTrial | undefined {
		if (this.#ended.has(trial)) return undefined;
		const {ledger, now, places, program, sweep} = this.#context;
		if (trial > this.#highest + MOST_LEAP) {
			ledger.notice('warning', `trial ${trial} cannot follow trial ${this.#highest}: passed over`, this.#by);
			return undefined;
		}
		this.#highest = Math.max(this.#highest, trial);
		const point = storableParams({...this.#params.get(trial), ...params});
		this.#params.delete(trial);
		sweep.seeParams(point);
		this.#describe();
		ledger.record({type: 'trial-queued', trial, params: point, by: this.#by, ...this.#own.partOf(trial, this.#offset)});
		const nowMs = now();
		ledger.record({
			type: 'execution-started',
			trial,
			execution: 1,
			role: 'measured',
			attempt: 1,
			...program,
			...(startMs < nowMs ? {started_mono_ms: startMs} : {}),
		});
		// It did not begin behind the line that first tells of it.
		const from = outputFrom ?? Math.min(places.at(startMs), places.line().from);
		return this.#open.add(trial, {startMs, outputFrom: from, values: new Map(), lastMs: nowMs});
	}

	#putParams(trial: number, heard: Params): void {
		const params = storableParams(heard);
		this.#context.sweep.seeParams(params);
		if (this.#open.get(trial) !== undefined || this.#ended.has(trial)) {
			this.#context.ledger.record({type: 'trial-described', trial, params});
		} else {
			this.#params.set(trial, {...this.#params.get(trial), ...params});
		}
	}

	#value(heard: Extract<Heard, {kind: 'value'}>, afterthoughts: Map<number, Record<string, number>>): void {
		const {name, value} = heard;
		const trial = this.#numberOf(heard.trial);
		if (this.#ended.has(trial)) {
			// A point too: it was taken for over because another began.
			afterthoughts.set(trial, {...afterthoughts.get(trial), [name]: value});
			return this.#point(trial, heard);
		}
		const open = this.#open.get(trial) ?? this.#begin(trial, this.#implied.lastFreeMs());
		if (open === undefined) return;
		open.values.set(name, value);
		this.#open.touch(open, this.#context.now());
		this.#context.sweep.seeMetrics([name]);
		this.#point(trial, heard);
	}

	#point(trial: number, {name, value, step}: Omit<Extract<Heard, {kind: 'value'}>, 'kind'>): void {
		if (step === undefined || !Number.isFinite(step)) return;
		this.#describe();
		this.#context.ledger.record({type: 'metric-reported', trial, execution: 1, name, value: encodeNumber(value), step});
	}

	/** What begins next began with the last word of it, unless more is heard of it. */
	#silence(trial: number): void {
		const open = this.#open.get(trial);
		if (open === undefined) return;
		const {places} = this.#context;
		open.silentFrom = places.line().from;
		places.mark(open.lastMs, open.silentFrom);
		this.#implied.free(open.lastMs);
	}

	#amend(trial: number, values: Readonly<Record<string, number>>): void {
		const {ledger, sweep, onProgress} = this.#context;
		sweep.seeMetrics(Object.keys(values));
		const metrics = encodeAll(Object.entries(values));
		this.#acts.after(trial, () => {
			ledger.record({type: 'trial-described', trial, metrics});
			onProgress();
		});
	}

	#end(trial: number, ended: Ended): void {
		if (this.#ended.has(trial)) return;
		const known = this.#open.get(trial);
		const toMs = this.#times.endOf(ended, known?.lastMs);
		const implied = known === undefined ? this.#implied.end(trial - this.#offset, toMs) : undefined;
		const open = known ?? this.#begin(trial, this.#times.startOf(ended, toMs, implied?.startMs ?? toMs), ended.params);
		if (open === undefined) return;
		if (implied?.overlapped === true) open.overlapped = true;
		if (known !== undefined) this.#implied.free(toMs);
		this.#open.remove(trial);
		this.#ended.add(trial);
		if (known !== undefined && ended.params !== undefined) this.#putParams(trial, ended.params);
		for (const [name, value] of ended.metrics ?? []) open.values.set(name, value);
		this.#context.sweep.seeMetrics(open.values.keys());
		const fromMs = Math.min(open.startMs, toMs);
		const silentFrom = ended.late === true ? open.silentFrom : undefined;
		const output = {from: open.outputFrom, to: silentFrom ?? this.#outputEnd(ended, toMs)};
		const untimed = ended.untimed ?? this.#halfSeen(ended, implied !== undefined);
		const values = encodeAll(open.values);
		const end = {trial, state: ended.state, why: ended.why, fromMs, toMs, output, metrics: values, untimed};
		this.#acts.after(trial, async () => {
			await concludeTrial({...this.#context, inTurn: this.#inTurn}, {...end, overlapping: open.overlapped});
			this.#context.onProgress();
		});
	}

	/** Of a program that ran already, the first end that is seen is of a trial that began before. */
	#halfSeen({startedMs, durationS}: Ended, isImplied: boolean): string | undefined {
		const isFirst = this.#context.wasRunning === true && !this.#hasSeenEnd;
		this.#hasSeenEnd = true;
		const isHalf = isFirst && isImplied && startedMs === undefined && durationS === undefined;
		return isHalf ? 'it began before it was watched' : undefined;
	}

	/** Behind the line that tells its end; before it where that line is about the next trial already. */
	#outputEnd({endedMs, late}: Ended, toMs: number): number {
		const {places} = this.#context;
		const {from, to} = places.line();
		// Heard from a storage, some time later: no line tells.
		const end = late === true ? from : from === to && endedMs !== undefined ? places.at(toMs) : to;
		places.mark(toMs, end);
		return end;
	}
}
