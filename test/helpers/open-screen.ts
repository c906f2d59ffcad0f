import {runScreen, type ScreenEnd, type ScreenOptions} from '../../source/commands/screen/screen.tsx';
import {createDemoSession, type DemoSession} from '../../source/store/demo/demo-session.ts';
import {createDemoWorld, type DemoOptions} from '../../source/store/demo/demo-world.ts';
import type {Session} from '../../source/store/session.ts';
import {createFakeTerminal, type FakeTerminal} from './fake-terminal.ts';

/** A terminal with 256 colours and UTF-8. */
export const ENVIRONMENT = {TERM: 'xterm-256color', LANG: 'C.UTF-8'};

/** A screen that runs. */
export type Running = {readonly terminal: FakeTerminal; readonly demo: DemoSession; readonly end: Promise<ScreenEnd>};

/** What the screen shows, and where. */
export type Scene = {
	readonly columns?: number;
	readonly rows?: number;
	readonly atMs?: number;
	readonly demo?: Partial<DemoOptions>;
	readonly options?: ScreenOptions;
	readonly change?: (session: DemoSession) => Session;
	readonly environment?: Readonly<Record<string, string>>;
	/** What the first frame holds. */
	readonly firstWords?: string;
};

/** Opens the screen of a demo, and waits for its first frame. */
export async function openScreen({columns = 80, rows = 24, atMs = 60_000, ...scene}: Scene = {}): Promise<Running> {
	const world = createDemoWorld({seed: 1, ...scene.demo});
	world.advanceTo(atMs);
	const demo = createDemoSession(world, '/runs/gemm-1');
	const terminal = createFakeTerminal(columns, rows);
	const end = runScreen({
		session: scene.change?.(demo) ?? demo,
		stdin: terminal.stdin,
		stdout: terminal.stdout,
		environment: scene.environment ?? ENVIRONMENT,
		options: {framesPerSecond: 20, ...scene.options},
	});
	await terminal.waitFor(scene.firstWords ?? (columns >= 60 && rows >= 20 ? 'gemm' : /./));
	return {terminal, demo, end};
}
