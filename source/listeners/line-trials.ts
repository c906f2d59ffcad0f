import type {Heard} from '../domain/listener.ts';
import type {Params} from '../domain/space.ts';
import {heardValues} from './heard-values.ts';
import {createRowBuilder} from './row-builder.ts';
import {createTrialNumbers} from './trial-numbers.ts';
import {createTrialPlaces, type Place} from './trial-places.ts';
import type {TrialWord} from './trial-word.ts';

/** Builds trials of what lines say one by one. */
export type LineTrials = {
	readonly take: (word: TrialWord) => readonly Heard[];
	/** After the last line. @param isGood whether the program ended well: then a trial with values is complete. */
	readonly end: (isGood: boolean) => readonly Heard[];
};

/**
 * A trial begins with the first line about it. It is over with a line that says so, with a line of metrics that has no
 * step, or where lines of trials that began after it show it (see {@link createTrialPlaces}). What is said of it after
 * that is added to it. A line without a name is about the trial that has its parameters, else about the one that runs,
 * else about the last one as long as it says something new of it.
 */
export function createLineTrials(): LineTrials {
	return new Builder();
}

type Open = Place & {
	/** Its parameters as text, by which lines without a name are told apart. */
	readonly key: string | undefined;
	readonly values: Map<string, number>;
	lastStep: number | undefined;
};

/** A trial that is over. */
type Over = Pick<Open, 'trial' | 'key' | 'values'> & {
	/** The line that ended it had metrics alone: the next may have more of them. */
	readonly isLoose: boolean;
};

type Target =
	| {readonly kind: 'open'; readonly open: Open}
	| {readonly kind: 'ended' | 'new'; readonly trial: number}
	/** Loose values of a program that names nothing. */
	| {readonly kind: 'loose'}
	| {readonly kind: 'nobody'};

class Builder implements LineTrials {
	readonly #rows = createRowBuilder();
	readonly #numbers = createTrialNumbers();
	readonly #places = createTrialPlaces<Open>();
	readonly #ended = new Set<number>();
	/** Those that were over only because others began. */
	readonly #presumed = new Set<number>();
	#last: Over | undefined;
	/** Several lines of metrics tell of one trial. */
	#isGradual = false;
	/** What stands as a step counts the trials. */
	#stepsCount = false;
	#isDoubtTold = false;

	readonly take = (given: TrialWord): readonly Heard[] => {
		const {name, params, state, metrics} = given;
		if (name === undefined && params === undefined && state === undefined && metrics.size === 0) return [];
		const key = params === undefined ? undefined : keyOf(params);
		const numbering = name === undefined ? [] : this.#numbers.note(name);
		const counted = this.#endIfCounted(given, key);
		const word = this.#stepsCount && name === undefined ? withoutStep(given) : given;
		const restarted = this.#endIfRestarted(word, key);
		const target = this.#find(word, key);
		return [...numbering, ...counted, ...restarted, ...this.#tell(target, word, key)];
	};

	readonly end = (isGood: boolean): readonly Heard[] => {
		if (!isGood) return [];
		const left = this.#places.open().filter(({words}) => words > 0);
		// A program that says of some trials that they ended has not forgotten to say it of these.
		const over = this.#places.saysEnds() ? [] : left.toSorted((a, b) => a.trial - b.trial);
		return [...over.flatMap(open => this.#presume(open)), ...this.#rows.end()];
	};

	#find(word: TrialWord, key: string | undefined): Target {
		if (word.name !== undefined) {
			const trial = this.#numbers.of(word.name);
			const open = this.#places.get(trial);
			if (open !== undefined) return {kind: 'open', open};
			return {kind: this.#ended.has(trial) ? 'ended' : 'new', trial};
		}
		const running = this.#places.running();
		const same = key === undefined ? undefined : running.find(open => open.key === key);
		if (same !== undefined) return {kind: 'open', open: same};
		if (key !== undefined && !this.#numbers.areUsed()) return {kind: 'new', trial: this.#numbers.next()};
		const [only, ...others] = running;
		// A summary of another one, e.g. of the best.
		if (key !== undefined && only?.key !== undefined) return {kind: 'nobody'};
		if (only !== undefined && (others.length === 0 || !this.#numbers.areUsed()))
			return {kind: 'open', open: running.at(-1) ?? only};
		if (only !== undefined) return {kind: 'nobody'};
		const isNews = word.step === undefined && word.state === undefined && word.metrics.size > 0;
		if (isNews && this.#last?.isLoose === true && !repeats(this.#last.values, word))
			return {kind: 'ended', trial: this.#last.trial};
		return {kind: this.#numbers.areUsed() ? 'nobody' : 'loose'};
	}

	#tell(target: Target, word: TrialWord, key: string | undefined): readonly Heard[] {
		switch (target.kind) {
			case 'loose':
				return this.#loose(word);
			case 'nobody':
				return this.#doubt(word);
			case 'ended':
				return this.#amend(target.trial, word, key);
			case 'open':
				return this.#goOn(target.open, word, key);
			case 'new':
				return this.#begin(target.trial, word, key);
		}
	}

	#begin(trial: number, word: TrialWord, key: string | undefined): readonly Heard[] {
		const open: Open = {
			trial,
			key,
			values: new Map(),
			lastStep: undefined,
			words: 0,
			took: undefined,
			takenBy: undefined,
		};
		const {over, silent} = this.#places.begin(open);
		const before: readonly Heard[] = [
			...over.flatMap(other => this.#presume(other)),
			...(silent === undefined ? [] : [{kind: 'trial-silent', trial: silent.trial} as const]),
		];
		const isStart = word.metrics.size === 0 && (word.state === undefined || word.state === 'running');
		const params = word.params === undefined ? {} : {params: word.params};
		if (isStart) return [...before, {kind: 'trial-started', trial, ...params}];
		if (this.#isWhole(word)) return [...before, ...this.#finish(open, word, params)];
		const described: readonly Heard[] = word.params === undefined ? [] : [{kind: 'params', trial, params: word.params}];
		return [...before, ...described, ...this.#say(open, word)];
	}

	#goOn(open: Open, word: TrialWord, key: string | undefined): readonly Heard[] {
		const news = key === open.key ? undefined : word.params;
		if (this.#isWhole(word)) return this.#finish(open, word, news === undefined ? {} : {params: news});
		const described: readonly Heard[] = news === undefined ? [] : [{kind: 'params', trial: open.trial, params: news}];
		return [...described, ...this.#say(open, word)];
	}

	/** Whether the trial is over with this line. */
	#isWhole({state, step, metrics}: TrialWord): boolean {
		if (state !== undefined) return state !== 'running';
		return step === undefined && metrics.size > 0 && !this.#isGradual;
	}

	#say(open: Open, {metrics, step}: TrialWord): readonly Heard[] {
		if (metrics.size === 0) return [];
		const over = this.#places.speak(open);
		open.lastStep = step ?? open.lastStep;
		for (const [name, value] of metrics) open.values.set(name, value);
		return [...over.flatMap(other => this.#presume(other)), ...heardValues(metrics, {trial: open.trial, step})];
	}

	#finish(open: Open, word: TrialWord, params: {readonly params?: Params}): readonly Heard[] {
		const {state, step, metrics, why} = word;
		if (state === 'complete') this.#places.endsAreSaid();
		const before = this.#leave(open, word.name === undefined && word.params === undefined);
		// What says the end may be the last point of a curve too.
		const points = step === undefined ? [] : heardValues(metrics, {trial: open.trial, step});
		for (const [name, value] of metrics) open.values.set(name, value);
		const end: Heard = {
			kind: 'trial-ended',
			trial: open.trial,
			state: state === undefined || state === 'running' ? 'complete' : state,
			...(why === undefined ? {} : {why}),
			...params,
			metrics,
		};
		return [...before, ...points, end];
	}

	/** It is over: a trial that it came after is over too. */
	#leave(open: Open, isLoose = false): readonly Heard[] {
		const over = this.#places.leave(open);
		this.#ended.add(open.trial);
		this.#last = {trial: open.trial, key: open.key, values: open.values, isLoose};
		return over.flatMap(other => this.#presume(other));
	}

	#presume(open: Open): readonly Heard[] {
		if (this.#ended.has(open.trial)) return [];
		if (open.words === 1 && open.lastStep === undefined) this.#isGradual = false;
		const last = this.#last;
		const before = this.#leave(open);
		// The younger one stays the last.
		if (last !== undefined && last.trial > open.trial) this.#last = last;
		this.#presumed.add(open.trial);
		return [...before, {kind: 'trial-ended', trial: open.trial, state: 'complete', late: true}];
	}

	/** More of a trial that is over. */
	#amend(trial: number, word: TrialWord, key: string | undefined): readonly Heard[] {
		const {metrics, params, state, step} = word;
		if (this.#presumed.delete(trial)) this.#places.wasTooSoon();
		const last = this.#last?.trial === trial ? this.#last : undefined;
		if (last !== undefined) {
			this.#isGradual ||= step === undefined && state === undefined && saysMore(last.values, metrics);
			for (const [name, value] of metrics) last.values.set(name, value);
		}
		const isKnown = params === undefined || (last !== undefined && last.key === key);
		const described: readonly Heard[] = isKnown ? [] : [{kind: 'params', trial, params}];
		return [...described, ...heardValues(metrics, {trial, step})];
	}

	/** Parameters that change while a step goes on: it counts the trials, and each line is one. */
	#endIfCounted({name, step}: TrialWord, key: string | undefined): readonly Heard[] {
		if (name !== undefined || step === undefined || key === undefined || this.#numbers.areUsed()) return [];
		const [open, ...others] = this.#places.running();
		const isNext = open?.lastStep !== undefined && step === open.lastStep + 1;
		if (open === undefined || others.length > 0 || !isNext || open.words !== 1 || open.key === key) return [];
		this.#stepsCount = true;
		return this.#presume(open);
	}

	/** Steps that begin anew, of a trial without a name: another one, be it of the same parameters. */
	#endIfRestarted({name, step, metrics}: TrialWord, key: string | undefined): readonly Heard[] {
		if (name !== undefined || step === undefined || this.#numbers.areUsed()) return [];
		const open = this.#places.running().find(other => key === undefined || other.key === key);
		if (open?.lastStep === undefined || step > open.lastStep) return [];
		if (step === open.lastStep && ![...metrics.keys()].some(metric => open.values.has(metric))) return [];
		return this.#presume(open);
	}

	#loose({metrics, step, state, why}: TrialWord): readonly Heard[] {
		if (step !== undefined && state === undefined) return this.#rows.add(metrics, step);
		if (state === 'running' && step === undefined) return [{kind: 'trial-started'}, ...heardValues(metrics)];
		const isOver = state === undefined || state === 'running' ? 'complete' : state;
		// The program's own end, of which no trial is known.
		if (isOver === 'complete' && metrics.size === 0) return [];
		return [{kind: 'trial-ended', state: isOver, ...(why === undefined ? {} : {why}), metrics}];
	}

	/** A line that could be about any of several trials, or about all, is about none. */
	#doubt({metrics}: TrialWord): readonly Heard[] {
		if (this.#isDoubtTold || metrics.size === 0) return [];
		this.#isDoubtTold = true;
		const names = [...metrics.keys()].join(', ');
		return [{kind: 'note', text: `lines that do not say which trial they are about are passed over: ${names}`}];
	}
}

function withoutStep({step: _step, ...rest}: TrialWord): TrialWord {
	return rest;
}

function keyOf(params: Params): string {
	return JSON.stringify(Object.entries(params).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** Whether a line has a metric that the values have. */
function repeats(values: ReadonlyMap<string, number>, {metrics}: TrialWord): boolean {
	return [...metrics.keys()].some(name => values.has(name));
}

/** Whether metrics are more than the same values again. */
function saysMore(values: ReadonlyMap<string, number>, metrics: ReadonlyMap<string, number>): boolean {
	return [...metrics].some(([name, value]) => !Object.is(values.get(name), value));
}
