import {setTimeout as sleep} from 'node:timers/promises';
import type {SweepEvent} from '../domain/event.ts';
import type {SamplesFrame} from '../domain/protocol.ts';
import {readJournal} from '../journal/read.ts';
import {findRun} from '../journal/run-directory.ts';
import type {CommandBody} from './command.ts';
import {createLocalSession, type LocalSession} from './local-session.ts';
import {type ScreenFlags, showScreen} from './show-screen.ts';
import {readTelemetryFrame} from './telemetry-frames.ts';

type Step = {readonly monoMs: number; readonly apply: (local: LocalSession) => void};

/** Spacing of the steps of a replay, in ms of the viewer's time. */
const TICK_MS = 100;
/** A pause in the recording (a resume hours later) is cut to this, in ms of the recording. */
const LONGEST_PAUSE_MS = 10_000;

/** `sweeptop replay PATH --speed N`: the screen as it was. */
export const replayCommand: CommandBody<ScreenFlags & {readonly speed: number | undefined}> = async invocation => {
	const directory = findRun(invocation.global.runs, invocation.operands[0] ?? '');
	const steps = await readSteps(directory);
	let clockMs = steps[0]?.monoMs ?? 0;
	const local = createLocalSession({
		directory,
		link: () => ({kind: 'file', path: directory}),
		nowMonoMs: () => clockMs,
		refusal: 'this is a replay of a recorded run',
	});
	const closing = new AbortController();
	const playing = play(steps, local, invocation.flags.speed ?? 60, closing.signal, now => {
		clockMs = now;
	});
	const code = await showScreen(invocation, local.session);
	closing.abort();
	await playing;
	return code;
};

async function readSteps(directory: string): Promise<readonly Step[]> {
	const steps: Step[] = [];
	let lastMs = 0;
	const addEvent = (event: SweepEvent): void => {
		// Events keep their order also where a resume after a reboot starts the clock anew.
		lastMs = Math.max(lastMs, event.mono_ms);
		steps.push({monoMs: lastMs, apply: local => local.apply(event)});
	};
	const addFrame = (frame: SamplesFrame): void => {
		for (const row of frame.rows) {
			steps.push({monoMs: frame.t0 + (row[0] ?? 0), apply: local => local.addSamples({...frame, rows: [row]})});
		}
	};
	for (const {event} of readJournal(directory)) addEvent(event);
	const frame = await readTelemetryFrame(directory);
	if (frame !== undefined) addFrame(frame);
	return steps.toSorted((a, b) => a.monoMs - b.monoMs);
}

async function play(
	steps: readonly Step[],
	local: LocalSession,
	speed: number,
	signal: AbortSignal,
	setClock: (monoMs: number) => void,
): Promise<void> {
	let index = 0;
	let clockMs = steps[0]?.monoMs ?? 0;
	while (index < steps.length && !signal.aborted) {
		const nextMs = steps[index]?.monoMs ?? clockMs;
		clockMs = Math.max(clockMs + TICK_MS * speed, nextMs - LONGEST_PAUSE_MS);
		setClock(clockMs);
		const before = index;
		for (let step = steps[index]; step !== undefined && step.monoMs <= clockMs; step = steps[++index])
			step.apply(local);
		if (index > before) local.changed();
		await sleep(TICK_MS, undefined, {signal}).catch(() => undefined); // Aborted: the loop's test ends it.
	}
}
