import {errnoOf, messageOf} from '../domain/errors.ts';
import type {Restored} from '../domain/knob.ts';
import {type ControlIo, describeWrite, isSameText} from './control.ts';
import type {RestoreRecord, SavedSetting} from './restore-file.ts';

/** Tries before a setting is given up, and the pause between two of them. */
const TRIES = 3;
const PAUSE_MS = 50;
/** Passes of one try: a minimum above the old maximum needs two. */
const PASSES = 2;

type Attempt = {readonly saved: SavedSetting; readonly from: string; written: boolean; why: string | undefined};

/**
 * Puts every changed setting back, the last one that was set first, and reads all of them back afterwards, since one
 * may move another. A setting that another program has changed since is left alone. Synchronous, so that it serves in
 * an exit handler too; `pause` blocks.
 */
export function restoreSettings(
	record: RestoreRecord,
	io: ControlIo,
	pause: (ms: number) => void = blockFor,
): readonly Restored[] {
	const attempts: Attempt[] = [];
	const foreign: Restored[] = [];
	for (const saved of record.settings.toReversed()) {
		if (saved.state === 'untouched') continue;
		const from = readOrNothing(io, saved.path);
		if (isForeign(saved, from)) {
			foreign.push({...namesOf(saved), from, asked: saved.original, got: from, outcome: 'foreign'});
		} else attempts.push({saved, from, written: false, why: undefined});
	}
	for (let tries = 0; tries < TRIES && attempts.some(attempt => !isBack(attempt, io)); tries++) {
		if (tries > 0) pause(PAUSE_MS);
		for (let pass = 0; pass < PASSES; pass++) for (const attempt of attempts) tryOnce(attempt, io);
	}
	return [...attempts.map(attempt => conclude(attempt, io)), ...foreign];
}

/** Shell commands by which a person can do what could not be done. */
export function describeFailures(restored: readonly Restored[]): readonly string[] {
	return restored
		.filter(({outcome}) => outcome === 'failed')
		.map(({path, asked, why}) => `${describeWrite(path, asked)}${why === undefined ? '' : `   # ${why}`}`);
}

/** A value that is neither the original nor ours; while we were writing, any value may be ours. */
function isForeign({state, loose, ours, original}: SavedSetting, now: string): boolean {
	if (state !== 'set' || loose === true || ours === undefined || now === '') return false;
	return !isSameText(now, ours) && !isSameText(now, original);
}

function tryOnce(attempt: Attempt, io: ControlIo): void {
	if (isBack(attempt, io)) return;
	try {
		io.write(attempt.saved.path, attempt.saved.original);
		attempt.written = true;
		attempt.why = undefined;
	} catch (error) {
		attempt.why = errnoOf(error) ?? messageOf(error);
	}
}

function isBack({saved, written}: Attempt, io: ControlIo): boolean {
	return saved.loose === true ? written : isSameText(readOrNothing(io, saved.path), saved.original);
}

function conclude(attempt: Attempt, io: ControlIo): Restored {
	const {saved, from, why} = attempt;
	const got = readOrNothing(io, saved.path);
	const result = {...namesOf(saved), from, asked: saved.original, got};
	if (isBack(attempt, io)) return {...result, outcome: 'restored'};
	return {...result, outcome: 'failed', why: why ?? `it stays at ${got === '' ? 'a value that cannot be read' : got}`};
}

function namesOf({knob, path}: SavedSetting): {readonly knob: string; readonly path: string} {
	return {knob, path};
}

function readOrNothing(io: ControlIo, path: string): string {
	try {
		return io.read(path);
	} catch {
		// That it cannot be read shows when it is verified.
		return '';
	}
}

function blockFor(ms: number): void {
	Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
