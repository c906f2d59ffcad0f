import {readFields, readVarint, WireError, type WireField} from '../tfevents/protobuf-fields.ts';

/** A time as it stands in the log. */
export type WireTime = {readonly seconds: number; readonly nanoseconds: number};

/** A piece of metadata, decoded only when somebody asks for it. */
export type Metadatum = {
	/** Last name of its type: `RunInfo`. */
	readonly type: string;
	readonly bytes: Uint8Array;
};

/** An index of the log (schema 2) or 32 hexadecimal digits (schema 1); the root is 0. */
export type ActivityId = string | number;

/** One event as written: an activity has several. What is absent was not set. */
export type LoggedEvent = {
	readonly id: ActivityId;
	readonly parent?: ActivityId;
	readonly verb?: string;
	/** Absent is the host's clock. */
	readonly clock?: ActivityId;
	readonly start?: WireTime;
	readonly end?: WireTime;
	readonly metadata: readonly Metadatum[];
};

/** What a log holds and what of it could not be read. */
export type EventLog = {
	readonly schema: 1 | 2;
	readonly records: number;
	readonly events: readonly LoggedEvent[];
	/** Records whose bytes are no message; they were stepped over. */
	readonly broken: number;
	/** The last record is cut. */
	readonly isCut: boolean;
};

/** `EvtL`, the first record of every log. */
const MAGIC = 0x4c747645;
const UUID_BYTES = 16;
const NO_METADATA: readonly Metadatum[] = [];
const ROOT_UUID = '0'.repeat(2 * UUID_BYTES);

/** Whether the bytes (inflated) begin as an event log does: a record that holds the magic number. */
export function isEventLog(bytes: Uint8Array): boolean {
	try {
		const {value: length, next} = readVarint(bytes, 0, bytes.length);
		return length > 0 && next + length <= bytes.length && readMagic(bytes, next, next + length) === MAGIC;
	} catch {
		return false;
	}
}

/**
 * The events of an inflated log, in order. Half a record at the end is left out; a record that is no message is
 * stepped over and counted.
 * Source: the eventing protocol of plaidml/plaidml (`file.proto`, `eventing.proto`), both schemas.
 */
export function readEventLog(bytes: Uint8Array): EventLog {
	const schema = detectSchema(bytes);
	const events: LoggedEvent[] = [];
	const decode = createEventDecoder(bytes, schema);
	let broken = 0;
	const {records, isCut} = forEachRecord(bytes, (from, to) => {
		try {
			readFields(bytes, from, to, field => {
				if (field.number === 2 && field.kind === 'bytes') events.push(decode(field));
			});
		} catch (error) {
			if (!(error instanceof WireError)) throw error;
			broken++;
		}
	});
	return {schema, records, events, broken, isCut};
}

function forEachRecord(
	bytes: Uint8Array,
	visit: (from: number, to: number) => boolean | void,
): {records: number; isCut: boolean} {
	let records = 0;
	for (let at = 0; at < bytes.length; records++) {
		let record: {readonly value: number; readonly next: number};
		try {
			record = readVarint(bytes, at, bytes.length);
		} catch {
			return {records, isCut: true};
		}
		const to = record.next + record.value;
		if (to > bytes.length) return {records, isCut: true};
		if (visit(record.next, to) === false) return {records, isCut: false};
		at = to;
	}
	return {records, isCut: false};
}

function readMagic(bytes: Uint8Array, from: number, to: number): number | undefined {
	let magic: number | undefined;
	readFields(bytes, from, to, field => {
		if (field.number !== 1 || field.kind !== 'bytes') return;
		readFields(bytes, field.from, field.to, inner => {
			if (inner.number === 1 && inner.kind === 'varint') magic = inner.value;
		});
	});
	return magic;
}

/** Schema 1 has 16 bytes where schema 2 has a small message: as an id that is no message, or as the clock. */
function detectSchema(bytes: Uint8Array): 1 | 2 {
	let schema: 1 | 2 | undefined;
	forEachRecord(bytes, (from, to) => {
		try {
			readFields(bytes, from, to, field => {
				if (field.number === 2 && field.kind === 'bytes') schema ??= schemaOf(bytes, field);
			});
		} catch {
			// The reading proper counts it.
		}
		return schema === undefined;
	});
	return schema ?? 2;
}

function schemaOf(bytes: Uint8Array, event: WireField): 1 | 2 | undefined {
	let schema: 1 | 2 | undefined;
	readFields(bytes, event.from, event.to, field => {
		if (field.kind !== 'bytes') return;
		const length = field.to - field.from;
		if (field.number === 4 && length === UUID_BYTES) schema = 1;
		if (field.number !== 2) return;
		if (length === UUID_BYTES && !isActivityId(bytes, field)) schema = 1;
		else schema ??= 2;
	});
	return schema;
}

function isActivityId(bytes: Uint8Array, {from, to}: WireField): boolean {
	let isOne = true;
	try {
		readFields(bytes, from, to, field => {
			const wanted = field.number === 1 ? 'varint' : field.number === 2 ? 'bytes' : undefined;
			if (wanted !== field.kind) isOne = false;
		});
	} catch {
		return false;
	}
	return isOne;
}

function createEventDecoder(bytes: Uint8Array, schema: 1 | 2): (event: WireField) => LoggedEvent {
	const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	const readId = schema === 1 ? uuidAt : indexAt;
	return event => {
		const draft: {-readonly [Key in keyof LoggedEvent]: LoggedEvent[Key]} = {id: 0, metadata: NO_METADATA};
		readFields(bytes, event.from, event.to, field => {
			if (field.kind !== 'bytes') return;
			if (field.number === 1) draft.parent = readId(buffer, field.from, field.to);
			else if (field.number === 2) draft.id = readId(buffer, field.from, field.to);
			else if (field.number === 3) draft.verb = buffer.toString('utf8', field.from, field.to);
			else if (field.number === 4) draft.clock = readId(buffer, field.from, field.to);
			else if (field.number === 5) draft.start = timeAt(bytes, field);
			else if (field.number === 6) draft.end = timeAt(bytes, field);
			else if (field.number === 7) draft.metadata = [...draft.metadata, metadatumAt(buffer, field)];
		});
		return draft;
	};
}

/** The index of an ActivityID or of a clock's; 0 where it is absent. */
export function indexAt(bytes: Uint8Array, from: number, to: number): number {
	// Nearly all are one field of one or two bytes.
	const [tag = 0, low = 0, high = 0] = [bytes[from], bytes[from + 1], bytes[from + 2]];
	if (tag === 8 && to - from === 2 && low < 0x80) return low;
	if (tag === 8 && to - from === 3 && low >= 0x80 && high < 0x80) return (low & 0x7f) + high * 128;
	let index = 0;
	readFields(bytes, from, to, field => {
		if (field.number === 1 && field.kind === 'varint') index = field.value;
	});
	return index;
}

/** A uuid as its hexadecimal digits; all zero, and absent, is the root: 0. */
export function uuidAt(bytes: Uint8Array, from: number, to: number): ActivityId {
	const digits = Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString('hex');
	return digits === ROOT_UUID || digits === '' ? 0 : digits;
}

function timeAt(bytes: Uint8Array, {from, to}: WireField): WireTime {
	let seconds = 0;
	let nanoseconds = 0;
	readFields(bytes, from, to, field => {
		if (field.kind !== 'varint') return;
		if (field.number === 1) seconds = field.value;
		else if (field.number === 2) nanoseconds = field.value;
	});
	return {seconds, nanoseconds};
}

function metadatumAt(buffer: Buffer, {from, to}: WireField): Metadatum {
	let url = '';
	let value = buffer.subarray(0, 0);
	readFields(buffer, from, to, field => {
		if (field.kind !== 'bytes') return;
		if (field.number === 1) url = buffer.toString('utf8', field.from, field.to);
		else if (field.number === 2) value = buffer.subarray(field.from, field.to);
	});
	return {type: url.slice(Math.max(url.lastIndexOf('/'), url.lastIndexOf('.')) + 1), bytes: value};
}
