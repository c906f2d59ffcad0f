import {PbfWriter} from 'pbf';

/** An event as a program logs it; times in ns since the zero of its clock. Ids and clocks count from 1; 0 is the root. */
export type EventToWrite = {
	readonly id: number;
	readonly parent?: number;
	readonly verb?: string;
	readonly clock?: number;
	readonly startNs?: bigint;
	readonly endNs?: bigint;
	/** Bytes by last name of the type. */
	readonly metadata?: readonly (readonly [string, Uint8Array])[];
};

/** Field 1 of a record: `EvtL`. */
const MAGIC = 0x4c747645;

/** An uncompressed event log, written by a protobuf library that the reader does not use. */
export function writeEventLog(events: readonly EventToWrite[], schema: 1 | 2 = 2): Uint8Array {
	const records = [
		message(record => record.writeMessage(1, (_, magic) => magic.writeVarintField(1, MAGIC), undefined)),
		...events.map(event => message(record => record.writeBytesField(2, encodeEvent(event, schema)))),
	];
	return Buffer.concat(records.flatMap(record => [message(length => length.writeVarint(record.length)), record]));
}

/** The bytes of one message. */
export function message(write: (writer: PbfWriter) => void): Uint8Array {
	const writer = new PbfWriter();
	write(writer);
	return writer.finish();
}

/** A reference as RunInfo and BuildInfo hold it. */
export function reference(id: number, schema: 1 | 2): Uint8Array {
	return message(writer => writer.writeBytesField(1, encodeId(id, schema)));
}

function encodeId(id: number, schema: 1 | 2): Uint8Array {
	if (schema === 2) return message(writer => (id === 0 ? undefined : writer.writeVarintField(1, id)));
	const uuid = Buffer.alloc(16);
	// The first byte would be the tag of an ActivityID's field 1, were the bytes taken for one.
	if (id !== 0) uuid.writeUInt8(0xff, 0);
	uuid.writeUInt32BE(id, 12);
	return uuid;
}

function encodeEvent(event: EventToWrite, schema: 1 | 2): Uint8Array {
	const {parent, verb, clock, startNs, endNs, metadata = []} = event;
	return message(writer => {
		if (parent !== undefined) writer.writeBytesField(1, encodeId(parent, schema));
		writer.writeBytesField(2, encodeId(event.id, schema));
		if (verb !== undefined) writer.writeStringField(3, verb);
		if (clock !== undefined) writer.writeBytesField(4, encodeId(clock, schema));
		if (startNs !== undefined) writer.writeBytesField(5, encodeTime(startNs));
		if (endNs !== undefined) writer.writeBytesField(6, encodeTime(endNs));
		for (const [type, bytes] of metadata) {
			writer.writeBytesField(
				7,
				message(any => {
					any.writeStringField(1, `type.vertex.ai/vertexai.tile.hal.opencl.proto.${type}`);
					any.writeBytesField(2, bytes);
				}),
			);
		}
	});
}

function encodeTime(ns: bigint): Uint8Array {
	return message(writer => {
		writer.writeVarintField(1, Number(ns / 1_000_000_000n));
		writer.writeVarintField(2, Number(ns % 1_000_000_000n));
	});
}
