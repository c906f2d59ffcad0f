import type {ChannelDefinition} from '../domain/channel.ts';
import {JOURNAL_FORMAT, type SweepEvent, type SweepFact} from '../domain/event.ts';
import type {ImportedSweep, ImportedTrial} from '../domain/importer.ts';
import {createIsoWriter} from '../domain/text/iso-time.ts';
import type {Sweep} from '../domain/sweep.ts';
import {toSweep} from './imported-sweep.ts';
import {createStoredNames} from './stored-names.ts';
import {type TimedFact, trialFacts, UNPLACED, type UnplacedEvent} from './trial-events.ts';
import {spaceOf, surveyTrials, validTime} from './trial-survey.ts';

/** What an import is told about itself. */
export type JournalContext = {
	/** Of this program. */
	readonly version: string;
	/** What was imported, for notices: `optuna.db (Optuna SQLite)`. */
	readonly from: string;
	/** Ms since 1970: the time of everything that the file has no time for. */
	readonly importedMs: number;
};

/** The events of an import, and what they were made with. */
export type ImportedJournal = {
	readonly sweep: Sweep;
	/** Ms since 1970 at which its monotonic time is 0. */
	readonly originMs: number;
	/** The events in order; each call makes them anew. */
	readonly events: () => Iterable<SweepEvent>;
};

/**
 * The journal of a foreign sweep. Pure: the same import gives the same events. Trials with times stand in order of
 * time, so that what ran side by side is seen side by side; those of a file without times follow each other.
 */
export function toJournal(imported: ImportedSweep, context: JournalContext): ImportedJournal {
	const given = reiterable(imported.trials);
	const survey = surveyTrials(given);
	const space = spaceOf(imported.space, survey);
	const names = createStoredNames([...space.parameters, ...survey.space.parameters].map(({name}) => name));
	const sweep = toSweep({...imported, space: names.space(space)}, survey, names);
	const originMs = survey.firstMs ?? context.importedMs;
	const ofTrials = function* (): Generator<readonly TimedFact[]> {
		let number = 0;
		for (const trial of given) {
			number += 1;
			yield trialFacts(names.trial(trial), number, imported);
		}
	};
	// In lists: a generator that hands on each fact of another one takes as long as the fact itself.
	const facts = function* (): Generator<readonly TimedFact[]> {
		const about = [startOf(sweep, context), ...aboutFile(imported)];
		yield about.map(fact => ({fact: {...UNPLACED, ...fact}, timeMs: originMs}));
		// Only what overlaps is held and sorted.
		if (survey.firstMs === undefined || survey.isSequential) yield* ofTrials();
		else yield inOrderOfTime(ofTrials(), originMs);
	};
	return {sweep, originMs, events: () => stamp(facts(), {context, originMs})};
}

/** An iterable that can begin anew: a generator cannot, so its items are kept. */
function reiterable(trials: Iterable<ImportedTrial>): Iterable<ImportedTrial> {
	const iterator: unknown = trials[Symbol.iterator]();
	return iterator === trials ? [...trials] : trials;
}

function startOf(sweep: Sweep, {version}: JournalContext): SweepFact {
	return {
		type: 'sweep-started',
		format: JOURNAL_FORMAT,
		sweep,
		hash: '',
		seed: 0,
		engine: {pid: 0, startTicks: 0, version},
	};
}

function* aboutFile({host, telemetry, notes, warnings}: ImportedSweep): Generator<SweepFact> {
	if (host !== undefined) yield {type: 'host-described', host};
	const sources = new Map<string, ChannelDefinition[]>();
	for (const channel of telemetry?.channels ?? []) {
		const channels = sources.get(channel.source) ?? [];
		channels.push({...channel, scope: 'device', windowMs: 0});
		sources.set(channel.source, channels);
	}
	for (const [source, channels] of sources) yield {type: 'probe-opened', source, channels};
	for (const text of notes ?? []) yield {type: 'notice', level: 'info', text, about: 'import'};
	for (const text of warnings ?? []) yield {type: 'notice', level: 'warning', text, about: 'import'};
}

/** By time; one without a time stays behind the one before it. */
function inOrderOfTime(lists: Iterable<readonly TimedFact[]>, originMs: number): readonly TimedFact[] {
	let lastMs = originMs;
	const placed: {readonly fact: UnplacedEvent; readonly timeMs: number}[] = [];
	for (const facts of lists) {
		for (const {fact, timeMs} of facts) {
			if (fact.type === 'trial-queued') lastMs = timeMs ?? originMs;
			else lastMs = Math.max(lastMs, timeMs ?? lastMs);
			placed.push({fact, timeMs: lastMs});
		}
	}
	return placed.sort((a, b) => a.timeMs - b.timeMs);
}

/** Gives facts their place and time, and ends the sweep with its totals. */
function* stamp(
	lists: Iterable<readonly TimedFact[]>,
	{context, originMs}: {readonly context: JournalContext; readonly originMs: number},
): Generator<SweepEvent> {
	let seq = 0;
	let nowMs = originMs;
	let trials = 0;
	let energyJ: number | undefined;
	const isoOf = createIsoWriter();
	let stampedMs = Number.NaN;
	let t = '';
	const place = (fact: UnplacedEvent): SweepEvent => {
		seq += 1;
		if (nowMs !== stampedMs) t = isoOf(nowMs);
		stampedMs = nowMs;
		fact.seq = seq;
		fact.t = t;
		fact.mono_ms = Math.round((nowMs - originMs) * 1000) / 1000;
		return fact;
	};
	for (const facts of lists) {
		for (const {fact, timeMs} of facts) {
			// Without times, durations still follow each other.
			if (timeMs === undefined && fact.type === 'execution-ended')
				nowMs = validTime(nowMs + (fact.duration_s ?? 0) * 1000) ?? nowMs;
			nowMs = Math.max(nowMs, timeMs ?? nowMs);
			if (fact.type === 'trial-ended') {
				trials += 1;
				const joules = fact.telemetry['energy_j'];
				if (typeof joules === 'number') energyJ = (energyJ ?? 0) + joules;
			}
			yield place(fact);
		}
	}
	yield place({
		...UNPLACED,
		type: 'sweep-ended',
		why: `imported from ${context.from}`,
		totals: {trials, time_s: (nowMs - originMs) / 1000, ...(energyJ === undefined ? {} : {energy_j: energyJ})},
	});
}
