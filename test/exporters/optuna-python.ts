import {execFileSync} from 'node:child_process';
import {existsSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';

/** The version that the formats were checked against. */
const OPTUNA = 'optuna==5.0.0';

/**
 * A Python that has Optuna: the machine's own, or (with SWEEPTOP_TEST_PIP=1) a virtual environment that is made once in
 * the temporary folder. Undefined where there is none.
 */
export function findOptuna(): string | undefined {
	const venv = join(tmpdir(), 'sweeptop-optuna-5.0.0');
	const own = join(venv, 'bin', 'python');
	const found = ['python3', own].find(hasOptuna);
	if (found !== undefined) return found;
	// An installation takes minutes on a slow line, and the suite has eight.
	if (process.env['SWEEPTOP_TEST_PIP'] === undefined) return undefined;
	try {
		if (!existsSync(own)) execFileSync('python3', ['-m', 'venv', venv], {stdio: 'ignore', timeout: 60_000});
		execFileSync(own, ['-m', 'pip', 'install', '--quiet', OPTUNA], {stdio: 'ignore', timeout: 110_000});
	} catch {
		return undefined;
	}
	return hasOptuna(own) ? own : undefined;
}

function hasOptuna(python: string): boolean {
	try {
		execFileSync(python, ['-c', 'import optuna'], {stdio: 'ignore', timeout: 60_000});
		return true;
	} catch {
		return false;
	}
}
