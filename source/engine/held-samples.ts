import type {SamplesFrame} from '../domain/protocol.ts';
import {mergeFrames} from './sample-frames.ts';

/** Samples on their way to one client, which may want those of a second in one frame. */
export type HeldSamples = {
	readonly add: (frame: SamplesFrame) => void;
	/** From now on frames are at least this many ms apart; 0 sends each as it comes. */
	readonly space: (everyMs: number) => void;
	/** Forgets what is held. */
	readonly clear: () => void;
};

/**
 * Sends the first frame at once, and what comes in the time after it together at its end: a program that draws once a
 * second is woken once a second.
 */
export function createHeldSamples(send: (frame: SamplesFrame) => void): HeldSamples {
	let everyMs = 0;
	let held: SamplesFrame[] = [];
	let timer: NodeJS.Timeout | undefined;
	const rest = (): void => {
		// What waits here is worth no longer life of the engine: the files have it.
		timer = setTimeout(flush, everyMs).unref();
	};
	const flush = (): void => {
		timer = undefined;
		const frame = mergeFrames(held, Number.POSITIVE_INFINITY);
		held = [];
		if (frame === undefined) return;
		send(frame);
		rest();
	};
	const clear = (): void => {
		clearTimeout(timer);
		timer = undefined;
		held = [];
	};
	return {
		add: frame => {
			if (everyMs === 0) return send(frame);
			held.push(frame);
			if (timer === undefined) flush();
			return undefined;
		},
		space: ms => {
			const waiting = mergeFrames(held, Number.POSITIVE_INFINITY);
			clear();
			everyMs = ms;
			if (waiting !== undefined) send(waiting);
		},
		clear,
	};
}
