import {constants} from 'node:os';
import {getSystemErrorName} from 'node:util';
import {OutOfResourcesError} from './out-of-resources.ts';
import type {PosixCalls} from './posix-calls.ts';
import type {ExitStatus} from './supervise.ts';
import type {TerminalSpawn} from './terminal-spawn.ts';

/**
 * By posix_spawn(3): no copy of the engine's page tables and no shell in between, a quarter of the time of a fork; and
 * the kernel's own errno where a program cannot be started.
 */
export function createSpawnByPosix(calls: PosixCalls): TerminalSpawn {
	const waiting = new Map<number, (status: ExitStatus) => void>();
	// One signal may stand for several ends; children of others are left to them.
	const reap = (): void => {
		for (const [pid, resolve] of waiting) {
			const word = calls.reap(pid);
			if (word === undefined) continue;
			waiting.delete(pid);
			resolve(exitStatusOf(word));
		}
	};
	let isListening = false;
	return ({argv, file, workdir, env, terminal, inheritable}) => {
		const environment = Object.entries(env).map(([name, value]) => `${name}=${value}`);
		// Before the start: the signal of a program that ends at once must find us listening.
		if (!isListening) process.on('SIGCHLD', reap);
		isListening = true;
		const started = calls.spawn({file, argv, env: environment, workdir, terminal, inheritable});
		if ('errno' in started) return refusalOf(started.errno);
		const {pid} = started;
		return {pid, exited: new Promise(resolve => waiting.set(pid, resolve))};
	};
}

function refusalOf(errno: number): string {
	const name = getSystemErrorName(-errno);
	if (name === 'EAGAIN' || name === 'ENOMEM' || name === 'EMFILE' || name === 'ENFILE') {
		throw new OutOfResourcesError(name, 'no process could be started');
	}
	return name === 'E2BIG' ? 'E2BIG arguments and environment are larger than the system allows' : name;
}

/** The status word of wait(2): the signal in the low seven bits, else the code in the next eight. */
function exitStatusOf(word: number): ExitStatus {
	const signal = word & 0x7f;
	if (signal === 0) return {code: (word >> 8) & 0xff, signal: null};
	return {code: null, signal: signalName(signal)};
}

function signalName(number: number): NodeJS.Signals {
	const found = Object.entries(constants.signals).find(([, value]) => value === number);
	// Real-time signals have no name in Node; the type knows only those that have.
	return (found?.[0] ?? `SIG${number}`) as NodeJS.Signals;
}
