import {createRecording} from '../recording.ts';
import type {Session} from '../session.ts';
import type {DemoWorld} from './demo-world.ts';

/** A session over a demo, and what moves it. */
export type DemoSession = Session & {
	/** Lets the demo go on to a virtual time in ms, and tells the screen. */
	readonly advanceTo: (ms: number) => void;
};

/** The demo as the screen sees it. Nothing moves by itself: see `advanceTo`. */
export function createDemoSession(world: DemoWorld, runDirectory = ''): DemoSession {
	const listeners = new Set<() => void>();
	const tell = (): void => {
		for (const listener of listeners) listener();
	};
	return {
		runDirectory,
		state: world.state,
		samples: world.samples,
		terminal: world.terminal,
		outputOf: async (trial, execution) => world.outputOf(trial, execution),
		record: async () => createRecording([...world.events()]),
		link: () => ({kind: 'live', role: 'control'}),
		nowMonoMs: world.nowMs,
		subscribe: listener => {
			listeners.add(listener);
			return () => void listeners.delete(listener);
		},
		command: async command => {
			const reply = world.command(command);
			tell();
			return reply;
		},
		watch: () => undefined,
		typeInto: () => undefined,
		close: () => listeners.clear(),
		advanceTo: ms => {
			world.advanceTo(ms);
			tell();
		},
	};
}
