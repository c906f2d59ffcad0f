import {openSync} from 'node:fs';
import {loadPosixCalls} from './posix-calls.ts';
import {createSpawnByNode} from './spawn-by-node.ts';
import {createSpawnByPosix} from './spawn-by-posix.ts';
import type {TerminalSpawn} from './terminal-spawn.ts';

/** The quickest way that works here; found out at the first start, so that opening an executor costs nothing. */
export function openTerminalSpawn(): TerminalSpawn {
	let spawn: TerminalSpawn | undefined;
	return start => {
		spawn ??= chooseSpawn();
		return spawn(start);
	};
}

function chooseSpawn(): TerminalSpawn {
	const calls = loadPosixCalls();
	return calls === undefined ? createSpawnByNode(openSync('/dev/null', 'r+')) : createSpawnByPosix(calls);
}
