import {spawn} from 'node:child_process';
import {closeSync, constants, openSync} from 'node:fs';
import {planLaunch, shieldedStdio} from './launcher.ts';
import {spawnChecked} from './spawn-child.ts';
import type {ExitStatus} from './supervise.ts';
import type {TerminalSpawn} from './terminal-spawn.ts';

/**
 * By Node's own spawn and a launcher that takes the terminal: works everywhere, and costs a fork of the whole engine.
 * @param nullDevice an open descriptor of /dev/null.
 */
export function createSpawnByNode(nullDevice: number): TerminalSpawn {
	return ({argv, file, workdir, env, terminal, inheritable}) => {
		const launch = planLaunch(terminal, argv, file, env);
		// An open file of the child's own: Node makes it blocking, and ours must never block.
		const opened = launch.detached ? undefined : openSync(terminal, constants.O_RDWR | constants.O_NOCTTY);
		const own = opened ?? 'ignore';
		try {
			const started = spawnChecked(() =>
				spawn(launch.file, launch.args, {
					cwd: workdir,
					env,
					detached: launch.detached,
					stdio: shieldedStdio([own, own, own], inheritable, nullDevice),
				}),
			);
			if (typeof started === 'string') return started;
			const {child, pid} = started;
			const exited = new Promise<ExitStatus>(resolve => child.once('exit', (code, signal) => resolve({code, signal})));
			return {pid, exited};
		} finally {
			if (opened !== undefined) closeSync(opened);
		}
	};
}
