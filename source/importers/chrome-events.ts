import {UserError} from '../domain/errors.ts';
import {isObject} from '../domain/text/json-object.ts';
import {own} from '../domain/record.ts';
import {safeText} from '../domain/text/safe-text.ts';
import {asList, asText, labelText, parseLooseJson} from './loose-json.ts';

type Fields = Readonly<Record<string, unknown>>;

/** A span of a Chrome trace. Times in ns since the trace's own zero. */
export type ChromeSpan = {
	readonly name: string;
	readonly category: string;
	/** `pid/tid`. */
	readonly lane: string;
	readonly startNs: number;
	readonly durationNs: number;
	readonly args: Fields;
};

/** What a trace holds. */
export type ChromeEvents = {
	/** In order of start; of equal starts the longer first. */
	readonly spans: readonly ChromeSpan[];
	/** Names of lanes, from metadata events. */
	readonly laneNames: ReadonlyMap<string, string>;
	readonly instants: number;
	readonly counters: number;
	/** Events of phases that are not read (async, flow, …) or that are none. */
	readonly skipped: number;
	/** Begins without an end: they end at the last time. */
	readonly open: number;
	/** The end of the file is missing. */
	readonly isCut: boolean;
};

const NS_PER_US = 1000;

/**
 * Reads the Chrome trace format: `{"traceEvents": […]}` or a bare array, whose end may be missing while it is written.
 * Read are X, B and E (nested per pid and tid), i and I, C and M.
 * Source: Trace Event Format of the Chromium project.
 * @throws UserError for what is no such trace.
 */
export function readChromeEvents(text: string, where: string): ChromeEvents {
	const {events, isCut} = parseEvents(text, where);
	const spans: ChromeSpan[] = [];
	const open = new Map<string, ChromeSpan[]>();
	const laneNames = new Map<string, string>();
	const counts = {instants: 0, counters: 0, skipped: 0};
	let lastNs = 0;
	for (const event of timeOrder(events)) {
		const lane = `${labelText(own(event, 'pid'))}/${labelText(own(event, 'tid'))}`;
		const span = spanOf(event, lane);
		lastNs = Math.max(lastNs, span.startNs + span.durationNs);
		const stack = open.get(lane) ?? [];
		switch (own(event, 'ph')) {
			case 'X':
				spans.push(span);
				break;
			case 'B':
				stack.push(span);
				open.set(lane, stack);
				break;
			case 'E': {
				const begin = stack.pop();
				if (begin === undefined) counts.skipped++;
				else spans.push({...begin, durationNs: span.startNs - begin.startNs, args: {...begin.args, ...span.args}});
				break;
			}
			case 'i':
			case 'I':
				counts.instants++;
				break;
			case 'C':
				counts.counters++;
				break;
			case 'M':
				nameLane(event, lane, laneNames);
				break;
			default:
				counts.skipped++;
		}
	}
	const unended = [...open.values()].flat();
	spans.push(...unended.map(span => ({...span, durationNs: Math.max(0, lastNs - span.startNs)})));
	spans.sort((a, b) => a.startNs - b.startNs || b.durationNs - a.durationNs);
	return {spans, laneNames, ...counts, open: unended.length, isCut};
}

/** Events stand in any order in the file; metadata has no time and comes first. */
function timeOrder(events: readonly Fields[]): readonly Fields[] {
	const timed = events.map((event, index) => ({event, index, ts: numberAt(event, 'ts') ?? Number.NEGATIVE_INFINITY}));
	timed.sort((a, b) => (a.ts === b.ts ? a.index - b.index : a.ts - b.ts));
	return timed.map(({event}) => event);
}

function spanOf(event: Fields, lane: string): ChromeSpan {
	const args = own(event, 'args');
	return {
		name: asText(own(event, 'name')) ?? '',
		category: asText(own(event, 'cat')) ?? '',
		lane,
		startNs: Math.round((numberAt(event, 'ts') ?? 0) * NS_PER_US),
		durationNs: Math.max(0, Math.round((numberAt(event, 'dur') ?? 0) * NS_PER_US)),
		args: isObject(args) ? args : {},
	};
}

function numberAt(event: Fields, key: string): number | undefined {
	const value = own(event, key);
	const number = typeof value === 'string' ? Number(value) : value;
	return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}

function nameLane(event: Fields, lane: string, names: Map<string, string>): void {
	const args = own(event, 'args');
	const name = isObject(args) ? asText(own(args, 'name')) : undefined;
	if (own(event, 'name') === 'thread_name' && name !== undefined) names.set(lane, name);
}

function parseEvents(text: string, where: string): {readonly events: readonly Fields[]; readonly isCut: boolean} {
	try {
		return {events: eventsIn(parseLooseJson(text, where)), isCut: false};
	} catch (error) {
		if (!(error instanceof UserError)) throw error;
		// The last events of a cut file may be half: what ends with a brace is tried from the end.
		let end = text.length;
		for (let attempt = 0; attempt < 8; attempt++) {
			end = text.lastIndexOf('}', end - 1);
			if (end < 0) break;
			const whole = text.slice(0, end + 1);
			for (const closing of [']', ']}']) {
				const events = tryParse(whole + closing);
				if (events !== undefined) return {events, isCut: true};
			}
		}
		throw new UserError(
			`${safeText(where)} is no Chrome trace: ${error.problem}`,
			'It holds {"traceEvents": […]} or a list of events.',
		);
	}
}

function tryParse(text: string): readonly Fields[] | undefined {
	try {
		return eventsIn(JSON.parse(text));
	} catch {
		return undefined;
	}
}

function eventsIn(value: unknown): readonly Fields[] {
	return asList(isObject(value) ? own(value, 'traceEvents') : value).filter(isObject);
}
