/** Entry of the thread that reads files for the probe loop, which may leave it behind in a read that hangs. */
import {openSync, readlinkSync, readSync} from 'node:fs';
import {isMainThread, workerData} from 'node:worker_threads';
import {errnoOf} from '../../source/domain/errors.ts';
import {monotonicMs} from './monotonic.ts';
import {CONTROL, mapReadMemory, type ReadMemory} from './read-memory.ts';

/** Answers requests until the process ends. */
function serve(memory: ReadMemory): never {
	const {control} = memory;
	Atomics.store(control, CONTROL.thread, threadId());
	Atomics.notify(control, CONTROL.thread);
	for (let turn = 0; ; ) {
		Atomics.wait(control, CONTROL.asked, turn);
		turn = Atomics.load(control, CONTROL.asked);
		let startMs = monotonicMs();
		for (let index = 0; index < Atomics.load(control, CONTROL.count); index++) {
			startMs = readOne(memory, index, startMs);
		}
		Atomics.store(control, CONTROL.answered, turn);
		Atomics.notify(control, CONTROL.answered);
	}
}

/** Reads one file as a whole from its begin, which makes the kernel generate it anew. Gives the time at its end. */
function readOne(
	{control, descriptors, lengths, starts, ends, slots}: ReadMemory,
	index: number,
	startMs: number,
): number {
	const slot = slots[index] ?? Buffer.alloc(0);
	starts[index] = startMs;
	Atomics.store(control, CONTROL.at, index);
	try {
		let descriptor = descriptors[index] ?? -1;
		if (descriptor < 0) descriptor = openSync(slot.toString('utf8', 0, lengths[index] ?? 0), 'r');
		descriptors[index] = descriptor;
		lengths[index] = readSync(descriptor, slot, 0, slot.length, 0);
	} catch (error) {
		lengths[index] = -slot.write(errnoOf(error) ?? 'EUNKNOWN');
	}
	const endMs = monotonicMs();
	ends[index] = endMs;
	return endMs;
}

function threadId(): number {
	try {
		return Number(readlinkSync('/proc/thread-self').split('/').at(-1));
	} catch {
		return -1;
	}
}

if (!isMainThread && workerData instanceof SharedArrayBuffer) serve(mapReadMemory(workerData));
