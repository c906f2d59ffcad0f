import {spawnSync} from 'node:child_process';
import {join} from 'node:path';
import {LAUNCHER, REPOSITORY} from './repository.ts';

/** Builds dist/ if it is not up to date, for tests that run the program itself. Throws with what the build said. */
export function buildProgram(): void {
	const {status, stderr} = spawnSync(process.execPath, [join(REPOSITORY, 'scripts', 'build.mjs')], {encoding: 'utf8'});
	if (status !== 0) throw new Error(`the program does not build:\n${stderr}`);
}

/** Runs a shell script in which `sweeptop` is the built program; without terminals. */
export function runShell(script: string, options: {readonly cwd: string; readonly environment?: NodeJS.ProcessEnv}) {
	const {status, signal, stdout, stderr} = spawnSync('bash', ['-c', `sweeptop() { '${LAUNCHER}' "$@"; }\n${script}`], {
		encoding: 'utf8',
		cwd: options.cwd,
		env: {...process.env, ...options.environment},
	});
	return {status, signal, stdout, stderr};
}
