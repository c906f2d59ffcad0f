import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import type {Heard, Listener, LineKind} from '../../source/domain/listener.ts';
import type {Params} from '../../source/domain/space.ts';
import {createConsoleLines} from '../../source/engine/watch/console-lines.ts';
import {REPOSITORY} from '../helpers/repository.ts';

/** All that a listener makes of lines that ended with a line feed, and of the end. */
export function hearLines(listener: Listener, lines: readonly string[]): readonly Heard[] {
	return [...lines.flatMap(line => listener.line(line, {rewritten: false})), ...listener.end(true)];
}

/** All that a listener makes of the bytes of a terminal, cut into pieces of `size` bytes. */
export function hearBytes(listener: Listener, bytes: Uint8Array, size = bytes.length): readonly Heard[] {
	const heard: Heard[] = [];
	for (const {text, kind} of cutLines(bytes, size)) heard.push(...listener.line(text, kind));
	return [...heard, ...listener.end(true)];
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

/** A trial as it stands at the end of all that was heard. */
export type HeardTrial = {
	name?: string;
	state: string;
	params: Params;
	metrics: Readonly<Record<string, number>>;
	/** Steps of its points, in the order in which they came. */
	steps: readonly number[];
};

/** The trials that all that was heard makes, by number: what an engine makes of it, without times. */
export function foldHeard(list: readonly Heard[]): ReadonlyMap<number, HeardTrial> {
	const trials = new Map<number, HeardTrial>();
	let current = 0;
	const at = (trial: number | undefined, isNew = false): HeardTrial => {
		const open = [...trials].findLast(([, {state}]) => state === 'running')?.[0];
		current = trial ?? (isNew ? undefined : open) ?? Math.max(0, ...trials.keys()) + 1;
		const known = trials.get(current) ?? {state: 'running', params: {}, metrics: {}, steps: []};
		trials.set(current, known);
		return known;
	};
	const names = new Map<number, string>();
	for (const heard of list) {
		if (heard.kind === 'called') names.set(heard.trial, heard.name);
		if (heard.kind === 'trial-started') {
			const trial = at(heard.trial, true);
			trial.params = {...trial.params, ...heard.params};
		} else if (heard.kind === 'params') {
			const trial = at(heard.trial);
			trial.params = {...trial.params, ...heard.params};
		} else if (heard.kind === 'value') {
			const trial = at(heard.trial);
			trial.metrics = {...trial.metrics, [heard.name]: heard.value};
			if (heard.step !== undefined) trial.steps = [...trial.steps, heard.step];
		} else if (heard.kind === 'trial-ended') {
			const trial = at(heard.trial);
			trial.state = heard.state;
			trial.params = {...trial.params, ...heard.params};
			trial.metrics = {...trial.metrics, ...Object.fromEntries(heard.metrics ?? [])};
		}
	}
	for (const [number, name] of names) {
		const trial = trials.get(number);
		if (trial !== undefined) trial.name = name;
	}
	return trials;
}
