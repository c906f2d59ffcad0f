import type {Invocation, NoFlags} from './command.ts';
import {LEAVE_SCREEN} from './screen/screen-terminal.ts';

/**
 * What a killed program may have left on: besides our own modes, application keys, other mouse modes, focus reports,
 * a scroll region, a foreign character set. The cursor is saved first, since leaving the alternate screen restores it.
 */
const RESET = `\u001B7${LEAVE_SCREEN}\u001B[?1l\u001B>\u001B[?1002l\u001B[?1003l\u001B[?1004l\u001B[r\u001B8\u001B(B\u000F\u001B[m`;

/**
 * `sweeptop reset`: puts a terminal right that a screen killed by `kill -9` left behind. Line editing and echo are
 * mended by the launcher after this process has ended, since Node restores at its end what it found at its start.
 */
export async function resetCommand({host}: Invocation<NoFlags>): Promise<number> {
	if (host.stdout.isTTY === true) host.out(RESET);
	return 0;
}
