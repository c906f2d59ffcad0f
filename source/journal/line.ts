import {crc32} from 'node:zlib';
import type {Envelope, SweepEvent} from '../domain/event.ts';
import {safeJson} from '../domain/text/safe-json.ts';

/** Bytes of `,"crc":"8f3a12bc"}` at the end of a line. */
export const SUFFIX_BYTES = 18;
const SUFFIX_START = ',"crc":"';
const HEX_AT = SUFFIX_START.length;

/**
 * A journal line without its newline: the event's JSON with `crc` as the last key (CONTRACTS section 5). It can be
 * shown on any terminal as it stands.
 */
export function encodeLine(event: SweepEvent): string {
	const json = safeJson(JSON.stringify(withTelemetryLast(event)));
	return formatLine(json, crc32(json.slice(0, -1)));
}

/** For {@link createEventParser}, which is fastest where telemetry is the last key. */
function withTelemetryLast(event: SweepEvent): object {
	if (!('telemetry' in event)) return event;
	const {telemetry, ...rest} = event;
	return {...rest, telemetry};
}

/** A journal line of an event's JSON and its checksum. */
export function formatLine(json: string, checksum: number): string {
	return `${json.slice(0, -1)}${SUFFIX_START}${checksum.toString(16).padStart(8, '0')}"}`;
}

/**
 * The checksum of the line (without its newline) that stands from `start` to `end`, or -1 where it is missing or
 * wrong: CRC-32 of the bytes before the last `,"crc"`.
 */
export function validChecksum(bytes: Uint8Array, start: number, end: number): number {
	const suffix = end - SUFFIX_BYTES;
	if (suffix <= start || bytes[end - 1] !== 0x7d || bytes[end - 2] !== 0x22) return -1;
	for (let index = 0; index < HEX_AT; index++) {
		if (bytes[suffix + index] !== SUFFIX_START.charCodeAt(index)) return -1;
	}
	const expected = parseHex(bytes, suffix + HEX_AT);
	return expected >= 0 && crc32(bytes.subarray(start, suffix)) === expected ? expected : -1;
}

/** Eight lower-case hex digits as a number, or -1. One spelling only, so that every flipped bit shows. */
function parseHex(bytes: Uint8Array, from: number): number {
	let value = 0;
	for (let index = from; index < from + 8; index++) {
		const byte = bytes[index] ?? 0;
		const isDigit = byte >= 0x30 && byte <= 0x39;
		if (!isDigit && !(byte >= 0x61 && byte <= 0x66)) return -1;
		value = value * 16 + (isDigit ? byte - 0x30 : byte - 0x57);
	}
	return value;
}

/** Parses the JSON of a line whose checksum is right; a sentence where it is no event all the same. */
export type EventParser = (json: string) => SweepEvent | string;

const TELEMETRY_START = ',"telemetry":{';
/** Telemetry stands behind the envelope and at least `trial`, `state`, `metrics` and `flags`. */
const SHORTEST_WITH_TELEMETRY = 200;

/**
 * A parser for the lines of one journal, in order. Telemetry is more than half of a journal's text, and a trial of
 * one execution repeats that of its execution as the last key of the line: the same text gives the same object,
 * which saves time and a quarter of the memory of a large run.
 */
export function createEventParser(): EventParser {
	let lastText = '';
	let lastTelemetry: unknown;
	return json => {
		const at = json.length < SHORTEST_WITH_TELEMETRY ? -1 : json.indexOf(TELEMETRY_START);
		if (at < 0) return toEvent(parseJson(json));
		const text = json.slice(at, -1);
		if (text === lastText) {
			const head = toEvent(parseJson(`${json.slice(0, at)}}`));
			return typeof head === 'string' ? head : Object.assign(head, {telemetry: lastTelemetry});
		}
		const event = toEvent(parseJson(json));
		// Flat and last: the first closing brace is the last character, so nothing but telemetry is in the text.
		const isWhole = text.indexOf('}') === text.length - 1 && typeof event !== 'string' && 'telemetry' in event;
		lastText = isWhole ? text : '';
		lastTelemetry = isWhole ? event.telemetry : undefined;
		return event;
	};
}

function parseJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

function toEvent(value: unknown): SweepEvent | string {
	return isEvent(value) ? value : 'no event: seq, t, mono_ms, boot and type are expected';
}

/** Checks the envelope. What a type carries is not checked: the checksum says that a writer of ours made it. */
function isEvent(value: unknown): value is SweepEvent {
	if (typeof value !== 'object' || value === null) return false;
	const envelope: Partial<Record<keyof Envelope | 'type', unknown>> = value;
	const {seq, t, mono_ms, boot, type} = envelope;
	if (typeof seq !== 'number' || !Number.isSafeInteger(seq) || seq < 1) return false;
	return typeof t === 'string' && typeof mono_ms === 'number' && typeof boot === 'string' && typeof type === 'string';
}
