import {createDemoSession} from '../store/demo/demo-session.ts';
import {createDemoWorld, type DemoOptions} from '../store/demo/demo-world.ts';
import {runScreen, type ScreenEnd, type ScreenInput} from './screen/screen.tsx';

/** The made-up sweep, and how fast its time goes. */
export type DemoRunOptions = DemoOptions & {
	/** Virtual seconds in a second. */
	readonly speed?: number;
	/** Virtual time that has passed when the screen opens, in ms. */
	readonly startMs?: number;
};

/** How often the demo moves, in ms of real time. */
const STEP_MS = 250;

/** The full screen over a made-up sweep: no hardware, no files, the same for the same seed. */
export async function runDemo(options: DemoRunOptions, screen: Omit<ScreenInput, 'session'>): Promise<ScreenEnd> {
	const world = createDemoWorld(options);
	const start = options.startMs ?? 0;
	world.advanceTo(start);
	const session = createDemoSession(world, 'the demo has no files');
	const startedMs = performance.now();
	const timer = setInterval(
		() => session.advanceTo(start + (performance.now() - startedMs) * (options.speed ?? 1)),
		STEP_MS,
	);
	try {
		return await runScreen({...screen, session});
	} finally {
		clearInterval(timer);
		session.close();
	}
}
