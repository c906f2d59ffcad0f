import {execFile} from 'node:child_process';
import {existsSync} from 'node:fs';
import {join} from 'node:path';
import {promisify} from 'node:util';
import {REPOSITORY} from './repository.ts';

const run = promisify(execFile);

/** Packages of the samplers that the bridge leads to; the Gaussian process would want torch, a gigabyte. */
const PACKAGES = ['optuna', 'cmaes', 'scipy'];
const INSTALL_MS = 300_000;

/**
 * A Python with Optuna: `SWEEPTOP_PYTHON`, the one of the PATH, or one in a virtual environment of the tests, which is
 * made where `SWEEPTOP_TEST_PIP` is set: an installation takes minutes on a slow line. Undefined where there is none.
 */
export async function findOptunaPython(): Promise<string | undefined> {
	const own = join(REPOSITORY, 'node_modules', '.cache', 'optuna');
	const inOwn = join(own, 'bin', 'python');
	for (const python of [process.env['SWEEPTOP_PYTHON'], 'python3', inOwn])
		if (python !== undefined && python !== '' && (await hasOptuna(python))) return python;
	if (process.env['SWEEPTOP_TEST_PIP'] === undefined) return undefined;
	try {
		if (!existsSync(inOwn)) await run('python3', ['-m', 'venv', own], {timeout: INSTALL_MS});
		await run(inOwn, ['-m', 'pip', 'install', '--quiet', ...PACKAGES], {timeout: INSTALL_MS});
	} catch {
		return undefined;
	}
	return (await hasOptuna(inOwn)) ? inOwn : undefined;
}

async function hasOptuna(python: string): Promise<boolean> {
	try {
		await run(python, ['-c', 'import optuna, cmaes, scipy'], {timeout: 60_000});
		return true;
	} catch {
		return false;
	}
}
