import type {ChannelDefinition, Rejection, Scope} from '../../domain/channel.ts';
import type {Motion} from '../../domain/signal/motion.ts';
import type {SourceCost} from '../../domain/signal/probe-frame.ts';
import type {MeasuredWindow} from '../../domain/signal/step-response.ts';
import {choosePower} from '../../engine/power-source.ts';
import type {ProbeCosts} from '../../engine/probe-link.ts';

/** One channel as `probes --json` tells it; numbers that are not known are null. */
export type ReportedChannel = {
	readonly channel: string;
	readonly value: number | null;
	readonly unit: string;
	readonly scope: Scope | null;
	readonly periodMs: number | null;
	readonly windowMs: number | null;
	/** How often the value changed while it was watched; null for less than 3 looks. */
	readonly changes: number | null;
	/** Median spacing of the changes; null for less than 4 of them. */
	readonly measuredPeriodMs: number | null;
	/** Averaging window as a self-test measured it; null without one, and where the sensor did not answer clearly. */
	readonly measuredWindowMs: number | null;
	/** The cost of one sample of the source, shared among its channels. */
	readonly costUs: number | null;
	/** Why there is no value; empty where there is one. */
	readonly reason: string;
	/** What the value is, where its name does not say all of it; empty for nothing more. */
	readonly note: string;
};

/** One source as `probes --json` tells it. */
export type ReportedSource = {
	readonly id: string;
	readonly usable: boolean;
	readonly reason: string;
	readonly mend: string;
	readonly channels: readonly ReportedChannel[];
};

/** What `sweeptop probes --json` prints; CONTRACTS section 1. */
export type ProbeReport = {
	readonly sources: readonly ReportedSource[];
	/** The power that a trial's joules are taken from, and its parts' sum. */
	readonly totals: Readonly<Record<string, {readonly value: number; readonly scope: Scope; readonly source: string}>>;
};

/** Fewer looks do not tell whether a value moves. */
const LEAST_LOOKS = 3;

/** The channels of an open source, and those of it that cannot be read. */
export type OpenedFacts = {
	readonly channels: readonly ChannelDefinition[];
	readonly missing: readonly ({readonly channel: string} & Rejection)[];
};

/** What a probe process has said so far. */
export type ProbeFacts = {
	/** Ids in the order of the registry. */
	readonly ids: readonly string[];
	readonly opened: ReadonlyMap<string, OpenedFacts>;
	readonly closed: ReadonlyMap<string, Rejection>;
	readonly latest: ReadonlyMap<string, number>;
	/** Why a channel's latest reading is missing. */
	readonly reasons: ReadonlyMap<string, string>;
	readonly costs: ProbeCosts | undefined;
	/** What watching each channel has told. */
	readonly motions: ReadonlyMap<string, Motion>;
	/** What a self-test has measured. */
	readonly windows: ReadonlyMap<string, MeasuredWindow>;
};

/** Puts together what is known of every source. */
export function createProbeReport(facts: ProbeFacts): ProbeReport {
	const definitions = [...facts.opened.values()].flatMap(({channels}) => channels);
	const power = choosePower(definitions);
	const values = (power?.parts ?? []).map(({channel}) => facts.latest.get(channel));
	const watts = values.reduce((sum, value) => (sum === undefined || value === undefined ? undefined : sum + value), 0);
	// One part keeps its own name; a sum is that of several parts of the board, never the board's.
	const name = power?.parts.length === 1 ? (power.parts[0]?.channel ?? '') : 'sum.power_w';
	return {
		sources: facts.ids.map(id => reportSource(facts, id)),
		totals:
			power === undefined || watts === undefined
				? {}
				: {[name]: {value: watts, scope: power.scope, source: power.source}},
	};
}

function reportSource(facts: ProbeFacts, id: string): ReportedSource {
	const closed = facts.closed.get(id);
	const opened = facts.opened.get(id);
	if (opened === undefined || closed !== undefined) {
		return {
			id,
			usable: false,
			reason: closed?.reason ?? 'it has not answered yet',
			mend: closed?.mend ?? '',
			channels: [],
		};
	}
	const cost = facts.costs?.costs.find(({source}) => source === id);
	const read = opened.channels.map(definition => reportChannel(facts, definition, cost, opened.channels.length));
	const unread = opened.missing.map(({channel, reason, mend}) => ({
		channel,
		value: null,
		unit: '',
		scope: null,
		periodMs: null,
		windowMs: null,
		changes: null,
		measuredPeriodMs: null,
		measuredWindowMs: null,
		costUs: null,
		reason: mend === '' ? reason : `${reason}; ${mend}`,
		note: '',
	}));
	return {id, usable: true, reason: '', mend: '', channels: [...read, ...unread]};
}

function reportChannel(
	facts: ProbeFacts,
	{channel, unit, scope, periodMs, windowMs, note = ''}: ChannelDefinition,
	cost: SourceCost | undefined,
	channels: number,
): ReportedChannel {
	const reason = facts.reasons.get(channel);
	const value = reason === undefined ? facts.latest.get(channel) : undefined;
	const motion = facts.motions.get(channel);
	return {
		channel,
		value: value ?? null,
		unit,
		scope,
		periodMs,
		windowMs,
		changes: motion === undefined || motion.samples < LEAST_LOOKS ? null : motion.changes,
		measuredPeriodMs: motion?.periodMs ?? null,
		measuredWindowMs: facts.windows.get(channel)?.windowMs ?? null,
		costUs: cost === undefined ? null : cost.meanUs / channels,
		reason: value === undefined ? (reason ?? 'not read yet') : '',
		note,
	};
}
