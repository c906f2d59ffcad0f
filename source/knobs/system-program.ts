import {spawnSync} from 'node:child_process';
import {accessSync, constants} from 'node:fs';
import {join} from 'node:path';

/** Where programs of the system are; the person's PATH is for the trials. */
const FOLDERS = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'];

/** What a program said, or why it could not. */
export type ProgramEnd =
	| {readonly kind: 'done'; readonly stdout: string}
	| {readonly kind: 'failed'; readonly why: string; readonly isAbsent: boolean};

/**
 * Runs a program of the system to its end, without input, so that a question of its is answered with no. Below a root
 * prefix only programs of that tree are run: a fake board must never reach the real one.
 */
export function runSystemProgram(root: string, argv: readonly string[], limitMs = 5000): ProgramEnd {
	const [name = '', ...rest] = argv;
	const path = FOLDERS.map(folder => join(`${root}${folder}`, name)).find(isExecutable);
	if (path === undefined) return {kind: 'failed', why: `there is no ${name}`, isAbsent: true};
	const {status, signal, stdout, stderr, error} = spawnSync(path, rest, {
		input: '',
		encoding: 'utf8',
		timeout: limitMs,
		killSignal: 'SIGKILL',
		env: {PATH: FOLDERS.map(folder => root + folder).join(':') + (root === '' ? '' : ':/usr/bin:/bin'), LC_ALL: 'C'},
	});
	if (status === 0) return {kind: 'done', stdout};
	const said = `${stderr ?? ''}\n${stdout ?? ''}`
		.split('\n')
		.map(line => line.trim())
		.find(line => line !== '');
	const end = error === undefined ? (signal ?? `exit ${status}`) : error.message;
	return {kind: 'failed', why: `${argv.join(' ')}: ${said ?? end}`, isAbsent: false};
}

function isExecutable(path: string): boolean {
	try {
		accessSync(path, constants.X_OK);
		return true;
	} catch {
		return false;
	}
}
