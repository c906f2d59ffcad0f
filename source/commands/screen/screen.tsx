import {messageOf} from '../../domain/errors.ts';
import {detectCapabilities} from '../../theme/capabilities.ts';
import type {ScreenEnd, ScreenInput} from './screen-options.ts';
import {runOnTerminal} from './screen-run.ts';

export type {ScreenEnd, ScreenInput, ScreenOptions} from './screen-options.ts';

/** Whether a screen can be drawn here: both ends are a terminal that can place its cursor. */
export function canDrawScreen({
	stdin,
	stdout,
	environment,
}: Pick<ScreenInput, 'stdin' | 'stdout' | 'environment'>): boolean {
	return stdin.isTTY === true && stdout.isTTY && detectCapabilities(environment).canDraw;
}

/**
 * Draws the session until the person leaves, a signal comes or the terminal goes away. The terminal is restored on
 * every path. The session is not closed. Does not throw: a crash is a result.
 */
export async function runScreen(input: ScreenInput): Promise<ScreenEnd> {
	// React's development build keeps every fiber it ever made. The choice falls when it is loaded, so that everything
	// with JSX in it comes by the dynamic import below.
	process.env['NODE_ENV'] ??= 'production';
	try {
		const {screenParts} = await withoutFetch(() => import('./screen-mount.tsx'));
		return await runOnTerminal(input, screenParts);
	} catch (error) {
		return {left: 'crash', error: error instanceof Error ? error : new Error(messageOf(error)), exitCode: 70};
	}
}

/**
 * Runs something while there is no global `fetch`. Ink's layout engine unpacks its code by it where it can, which loads
 * the whole HTTP client of Node for a data URL: 45 ms of CPU before the first frame. It has another way.
 */
async function withoutFetch<T>(load: () => Promise<T>): Promise<T> {
	const known = Object.getOwnPropertyDescriptor(globalThis, 'fetch');
	Object.defineProperty(globalThis, 'fetch', {value: undefined, configurable: true, writable: true});
	try {
		return await load();
	} finally {
		if (known !== undefined) Object.defineProperty(globalThis, 'fetch', known);
	}
}
