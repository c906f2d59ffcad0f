import {openSync} from 'node:fs';
import {openTerminalSpawn} from '../../source/executors/open-terminal-spawn.ts';
import {createSpawnByNode} from '../../source/executors/spawn-by-node.ts';
import type {TerminalSpawn} from '../../source/executors/terminal-spawn.ts';

/** Says that the same tests run over the fall-back; see `local-pty-by-node.test.ts`. */
export const BY_NODE = 'SWEEPTOP_TEST_SPAWN_BY_NODE';

/** The way to start programs that this process tests. */
export function spawnUnderTest(): TerminalSpawn {
	return process.env[BY_NODE] === undefined ? openTerminalSpawn() : createSpawnByNode(openSync('/dev/null', 'r+'));
}
