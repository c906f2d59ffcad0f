import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import type {Heard, Listener, LineKind} from '../../source/domain/listener.ts';
import {createConsoleLines} from '../../source/engine/watch/console-lines.ts';
import {REPOSITORY} from '../helpers/repository.ts';

/** All that a listener makes of lines that ended with a line feed, and of the end. */
export function hearLines(listener: Listener, lines: readonly string[]): readonly Heard[] {
	return [...lines.flatMap(line => listener.line(line, {rewritten: false})), ...listener.end()];
}

/** All that a listener makes of the bytes of a terminal, cut into pieces of `size` bytes. */
export function hearBytes(listener: Listener, bytes: Uint8Array, size = bytes.length): readonly Heard[] {
	const heard: Heard[] = [];
	for (const {text, kind} of cutLines(bytes, size)) heard.push(...listener.line(text, kind));
	return [...heard, ...listener.end()];
}

/** Lines and frames of the bytes of a terminal. */
export function cutLines(
	bytes: Uint8Array,
	size = bytes.length,
): readonly {readonly text: string; readonly kind: LineKind}[] {
	const found: {readonly text: string; readonly kind: LineKind}[] = [];
	const lines = createConsoleLines((text, kind) => found.push({text, kind}));
	for (let at = 0; at < bytes.length; at += size) lines.feed(bytes.subarray(at, at + size));
	lines.end();
	return found;
}

/** What was heard of one kind. */
export function ofKind<K extends Heard['kind']>(
	heard: readonly Heard[],
	kind: K,
): readonly Extract<Heard, {kind: K}>[] {
	const isOfKind = (item: Heard): item is Extract<Heard, {kind: K}> => item.kind === kind;
	return heard.filter(isOfKind);
}

/** A recorded terminal. */
export function readRecording(name: string): Buffer {
	return readFileSync(join(REPOSITORY, 'test', 'fixtures', 'watch', name));
}
