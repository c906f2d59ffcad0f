import {closeSync, openSync} from 'node:fs';
import {errnoOf} from '../domain/errors.ts';

/** The machine has no descriptor, process or terminal to spare now. Not the trial's fault: it may be tried again. */
export class OutOfResourcesError extends Error {
	override readonly name = 'OutOfResourcesError';
	readonly code: 'EMFILE' | 'ENFILE' | 'EAGAIN' | 'ENOMEM';
	constructor(code: OutOfResourcesError['code'], what: string) {
		super(`${what} (${code})`);
		this.code = code;
	}
}

/** The errno of {@link OutOfResourcesError} that an error stands for, or undefined. */
export function resourceErrno(error: unknown): OutOfResourcesError['code'] | undefined {
	const code = errnoOf(error);
	return code === 'EMFILE' || code === 'ENFILE' || code === 'EAGAIN' || code === 'ENOMEM' ? code : undefined;
}

/** More descriptors than opening a terminal or starting a process takes for a moment. */
const DESCRIPTORS_NEEDED = 64;

/** What is short when a call failed that does not tell its errno: descriptors, else (EAGAIN) something countable. */
export function guessShortage(): OutOfResourcesError['code'] {
	const opened: number[] = [];
	try {
		while (opened.length < DESCRIPTORS_NEEDED) opened.push(openSync('/dev/null', 'r'));
		return 'EAGAIN';
	} catch (error) {
		return resourceErrno(error) ?? 'EAGAIN';
	} finally {
		for (const descriptor of opened) closeSync(descriptor);
	}
}
