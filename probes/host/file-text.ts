import type {FileText} from '../../source/domain/probe.ts';
import {type ReadMemory, SLOT_BYTES} from './read-memory.ts';

/** After these the descriptor is of no more use: the device went away or the driver was loaded anew. */
export const STALE: ReadonlySet<string> = new Set(['ENODEV', 'ENOENT', 'EBADF', 'ENXIO']);

const WORDS: Readonly<Record<string, string>> = {
	EAGAIN: 'powered down or busy (EAGAIN)',
	EACCES: 'permission denied (EACCES)',
	EPERM: 'permission denied (EPERM)',
	ENOENT: 'not there (ENOENT)',
	ENODEV: 'the device is gone (ENODEV)',
	ENODATA: 'no data (ENODATA)',
	EIO: 'the sensor does not answer (EIO)',
	EINVAL: 'the driver refuses (EINVAL)',
};

/** Why a file has no text, in words. @param message what is said of an errno that has no words of its own. */
export function missingText(errno: string, message: string): FileText & {readonly kind: 'missing'} {
	return {kind: 'missing', errno, reason: WORDS[errno] ?? message};
}

/** Without the final newline; strings of the device tree end in NUL. */
export function cleanText(text: string): string {
	return text.replaceAll('\0', '').trimEnd();
}

/** What a thread has read into a slot, and the monotonic ms at which it had. */
export function slotText(
	{lengths, slots, ends}: ReadMemory,
	index: number,
): {readonly text: FileText; readonly endMs: number} {
	const length = lengths[index] ?? 0;
	const text = slots[index]?.toString('latin1', 0, Math.abs(length)) ?? '';
	return {text: toFileText(length, text), endMs: ends[index] ?? 0};
}

function toFileText(length: number, text: string): FileText {
	if (length < 0) return missingText(text, text);
	if (length >= SLOT_BYTES) return {kind: 'missing', errno: 'EFBIG', reason: 'more than a page of text'};
	return {kind: 'value', text: cleanText(text)};
}
