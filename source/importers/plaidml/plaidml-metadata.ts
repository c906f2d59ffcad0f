import type {Activity} from './plaidml-activities.ts';
import {type ActivityId, indexAt, uuidAt} from './plaidml-events.ts';
import {readFields, type WireField} from '../tfevents/protobuf-fields.ts';
import type {Allocation} from '../trace.ts';

/** What `KernelInfo` tells of a kernel. */
export type KernelFacts = {
	readonly name: string;
	readonly source: string;
	readonly type?: string;
	readonly flops?: number;
	readonly bytes?: number;
};

/** What `CompilationInfo` tells of a program. */
export type ProgramFacts = {readonly program: string; readonly allocations: readonly Allocation[]};

/** The names of the one-of in `lang.KernelInfo`, by field number. */
const KERNEL_TYPES = ['', 'element', 'contraction', 'zero', 'special'] as const;

/** Fields of `DeviceInfo` that a person asks for, by number. */
const DEVICE_FIELDS: ReadonlyMap<number, string> = new Map([
	[3, 'compute_units'],
	[5, 'max_work_group_size'],
	[20, 'clock_mhz'],
	[22, 'max_mem_alloc_bytes'],
	[45, 'cache_line_bytes'],
	[52, 'local_mem_bytes'],
	[68, 'name'],
	[69, 'vendor'],
	[70, 'driver'],
	[72, 'version'],
	[88, 'global_mem_bytes'],
]);
const DEVICE_TYPES = ['unknown', 'cpu', 'gpu', 'accelerator', 'custom'] as const;

/** The id in the first field of RunInfo and BuildInfo: an ActivityID, or a uuid's 16 bytes in schema 1. */
export function readReference(bytes: Uint8Array, schema: 1 | 2): ActivityId {
	let id: ActivityId = 0;
	readFields(bytes, 0, bytes.length, ({number, kind, from, to}) => {
		if (number === 1 && kind === 'bytes') id = schema === 1 ? uuidAt(bytes, from, to) : indexAt(bytes, from, to);
	});
	return id;
}

/** @throws WireError where the bytes are no KernelInfo. */
export function readKernelInfo(bytes: Uint8Array): KernelFacts {
	const draft: {-readonly [Key in keyof KernelFacts]: KernelFacts[Key]} = {name: '', source: ''};
	readFields(bytes, 0, bytes.length, field => {
		if (field.kind !== 'bytes') return;
		if (field.number === 1) draft.name = textAt(bytes, field);
		else if (field.number === 2) draft.source = textAt(bytes, field);
		else if (field.number === 3) {
			readFields(bytes, field.from, field.to, inner => {
				if (inner.kind === 'bytes' && inner.number <= 4) draft.type = KERNEL_TYPES[inner.number] ?? '';
				else if (inner.kind === 'varint' && inner.number === 101) draft.flops = inner.value;
				else if (inner.kind === 'varint' && inner.number === 102) draft.bytes = inner.value;
			});
		}
	});
	return draft;
}

/** @throws WireError where the bytes are no CompilationInfo. */
export function readCompilationInfo(bytes: Uint8Array): ProgramFacts {
	let program = '';
	const allocations: Allocation[] = [];
	readFields(bytes, 0, bytes.length, field => {
		if (field.kind !== 'bytes') return;
		if (field.number === 1) {
			readFields(bytes, field.from, field.to, inner => {
				if (inner.number === 3 && inner.kind === 'bytes') program = textAt(bytes, inner);
			});
		} else if (field.number === 3) {
			const [sizeBytes, count] = pairAt(bytes, field);
			allocations.push({sizeBytes, count});
		}
	});
	return {program, allocations};
}

/** Facts of a device by name; @throws WireError where the bytes are no DeviceInfo. */
export function readDeviceInfo(bytes: Uint8Array): Readonly<Record<string, string | number>> {
	const facts = new Map<string, string | number>();
	readFields(bytes, 0, bytes.length, field => {
		if (field.number === 1 && field.kind === 'varint') facts.set('type', DEVICE_TYPES[field.value] ?? 'unknown');
		const name = DEVICE_FIELDS.get(field.number);
		if (name === undefined) return;
		if (field.kind === 'varint') facts.set(name, field.value);
		else if (field.kind === 'bytes') facts.set(name, textAt(bytes, field));
	});
	return Object.fromEntries(facts);
}

/** Longest way to the root that is climbed: a file can make a loop. */
const MOST_PARENTS = 64;

/** The first metadatum of a type on an activity, else on its parent, and so on up. */
export function findMetadata(
	byId: ReadonlyMap<ActivityId, Activity>,
	from: Activity | undefined,
	type: string,
): Uint8Array | undefined {
	let activity = from;
	for (let step = 0; activity !== undefined && step < MOST_PARENTS; step++) {
		const found = activity.metadata.find(metadatum => metadatum.type === type);
		if (found !== undefined) return found.bytes;
		activity = activity.parent === 0 ? undefined : byId.get(activity.parent);
	}
	return undefined;
}

function pairAt(bytes: Uint8Array, {from, to}: WireField): readonly [number, number] {
	let key = 0;
	let value = 0;
	readFields(bytes, from, to, field => {
		if (field.kind !== 'varint') return;
		if (field.number === 1) key = field.value;
		else if (field.number === 2) value = field.value;
	});
	return [key, value];
}

function textAt(bytes: Uint8Array, {from, to}: WireField): string {
	return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8', from, to);
}
