import type {Scalar} from '../../domain/space.ts';
import {readFields, type WireField} from './protobuf-fields.ts';

/** A number that a program wrote for TensorBoard. */
export type TensorScalar = {
	readonly tag: string;
	readonly step: number;
	readonly timeMs: number;
	readonly value: number;
};

/** What the plugin for hyperparameters says of a run. */
export type TensorSession = {
	readonly params: readonly (readonly [name: string, value: Scalar])[];
	readonly startedMs?: number;
	readonly endedMs?: number;
	readonly status?: 'success' | 'failure' | 'running';
};

/** Who is told what an event holds. */
export type EventVisitor = {
	readonly scalar: (scalar: TensorScalar) => void;
	readonly session: (session: Partial<TensorSession>) => void;
};

/** A tag is cut there. */
const MOST_TAG_BYTES = 1000;
const DT_FLOAT = 1;
const DT_DOUBLE = 2;
const STATUSES = [undefined, 'success', 'failure', 'running'] as const;

type Bounds = {readonly from: number; readonly to: number};

/**
 * Reads one `tensorflow.Event` in `bytes[from, to)`. Numbers of fields: event.proto (1 wall_time, 2 step, 5 summary),
 * summary.proto (value: 1 tag, 2 simple_value, 8 tensor, 9 metadata), tensor.proto (1 dtype, 4 tensor_content,
 * 5 float_val, 6 double_val), plugins/hparams/plugin_data.proto (3 session_start_info, 4 session_end_info).
 * Pictures, histograms and texts are passed over.
 * @throws WireError for what is no message.
 */
export function readEvent(bytes: Uint8Array, {from, to}: Bounds, visitor: EventVisitor): void {
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	let timeMs = Number.NaN;
	let step = 0;
	const summaries: Bounds[] = [];
	readFields(bytes, from, to, field => {
		if (field.number === 1 && isFixed(field, 8)) timeMs = view.getFloat64(field.from, true) * 1000;
		if (field.number === 2 && field.kind === 'varint') step = field.value;
		if (field.number === 5 && field.kind === 'bytes') summaries.push({from: field.from, to: field.to});
	});
	for (const summary of summaries) {
		readFields(bytes, summary.from, summary.to, field => {
			if (field.number === 1 && field.kind === 'bytes')
				readValue(view, {from: field.from, to: field.to}, {...visitor, timeMs, step});
		});
	}
}

function isFixed(field: WireField, length: number): boolean {
	return field.kind === 'fixed' && field.to - field.from === length;
}

type ValueContext = EventVisitor & {readonly timeMs: number; readonly step: number};

function readValue(view: DataView, {from, to}: Bounds, {scalar, session, timeMs, step}: ValueContext): void {
	const bytes = bytesOf(view);
	let tag = '';
	let value: number | undefined;
	let hparams: Bounds | undefined;
	readFields(bytes, from, to, field => {
		if (field.number === 1) tag = tagText(bytes, field);
		else if (field.number === 2 && isFixed(field, 4)) value = float32At(view, field.from);
		else if (field.number === 8 && field.kind === 'bytes') value = scalarTensor(view, field.from, field.to);
		else if (field.number === 9 && field.kind === 'bytes') hparams = hparamsIn(bytes, field.from, field.to);
	});
	if (hparams !== undefined) session(readSession(view, hparams));
	else if (value !== undefined && tag !== '') scalar({tag, step, timeMs, value});
}

function bytesOf(view: DataView): Uint8Array {
	return new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
}

function tagText(bytes: Uint8Array, {from, to}: Bounds): string {
	return Buffer.from(bytes.subarray(from, Math.min(to, from + MOST_TAG_BYTES))).toString('utf8');
}

/** A float32 in the shortest digits that give it: 0.1 is 0.1, not 0.10000000149011612. */
function float32At(view: DataView, at: number): number {
	const value = view.getFloat32(at, true);
	if (!Number.isFinite(value)) return value;
	for (let digits = 6; digits < 9; digits += 1) {
		const short = Number(value.toPrecision(digits));
		if (Math.fround(short) === value) return short;
	}
	return value;
}

/** The one number of a tensor; undefined for one of several numbers, or of another type. */
function scalarTensor(view: DataView, from: number, to: number): number | undefined {
	let type = 0;
	let content: Bounds | undefined;
	readFields(bytesOf(view), from, to, field => {
		if (field.number === 1 && field.kind === 'varint') type = field.value;
		// Packed as bytes, or a single fixed number, as older writers have it.
		if ([4, 5, 6].includes(field.number) && field.kind !== 'varint') content = {from: field.from, to: field.to};
	});
	const length = content === undefined ? 0 : content.to - content.from;
	if (content === undefined) return undefined;
	if (type === DT_FLOAT && length === 4) return float32At(view, content.from);
	return type === DT_DOUBLE && length === 8 ? view.getFloat64(content.from, true) : undefined;
}

/** The content of the plugin for hyperparameters in the metadata of a value. */
function hparamsIn(bytes: Uint8Array, from: number, to: number): Bounds | undefined {
	let name = '';
	let content: Bounds | undefined;
	readFields(bytes, from, to, metadata => {
		if (metadata.number !== 1 || metadata.kind !== 'bytes') return;
		readFields(bytes, metadata.from, metadata.to, plugin => {
			if (plugin.number === 1) name = tagText(bytes, plugin);
			if (plugin.number === 2) content = {from: plugin.from, to: plugin.to};
		});
	});
	return name === 'hparams' ? content : undefined;
}

function readSession(view: DataView, {from, to}: Bounds): Partial<TensorSession> {
	const params: (readonly [string, Scalar])[] = [];
	const bytes = bytesOf(view);
	let startedMs: number | undefined;
	let endedMs: number | undefined;
	let status: TensorSession['status'];
	readFields(bytes, from, to, part => {
		if (part.kind !== 'bytes' || (part.number !== 3 && part.number !== 4)) return;
		const isStart = part.number === 3;
		readFields(bytes, part.from, part.to, field => {
			if (isStart && field.number === 1 && field.kind === 'bytes') params.push(...readParameter(view, field));
			if (isStart && field.number === 5 && isFixed(field, 8)) startedMs = view.getFloat64(field.from, true) * 1000;
			if (!isStart && field.number === 1 && field.kind === 'varint') status = STATUSES[field.value];
			if (!isStart && field.number === 2 && isFixed(field, 8)) endedMs = view.getFloat64(field.from, true) * 1000;
		});
	});
	return {
		...(params.length === 0 ? {} : {params}),
		...(startedMs === undefined ? {} : {startedMs}),
		...(endedMs === undefined ? {} : {endedMs}),
		...(status === undefined ? {} : {status}),
	};
}

/** An entry of the map of hyperparameters: 1 name, 2 `google.protobuf.Value` (2 number, 3 string, 4 bool). */
function readParameter(view: DataView, entry: Bounds): readonly (readonly [string, Scalar])[] {
	const bytes = bytesOf(view);
	let name = '';
	let value: Scalar | undefined;
	readFields(bytes, entry.from, entry.to, field => {
		if (field.number === 1) name = tagText(bytes, field);
		if (field.number !== 2 || field.kind !== 'bytes') return;
		readFields(bytes, field.from, field.to, one => {
			if (one.number === 2 && isFixed(one, 8)) value = view.getFloat64(one.from, true);
			if (one.number === 3 && one.kind === 'bytes') value = tagText(bytes, one);
			if (one.number === 4 && one.kind === 'varint') value = one.value !== 0;
		});
	});
	return value === undefined || name === '' ? [] : [[name, value]];
}
