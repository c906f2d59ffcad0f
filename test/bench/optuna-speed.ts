import {spawnSync} from 'node:child_process';
import {join} from 'node:path';
import process from 'node:process';

/** A sampler after so many trials in so many dimensions. */
export type SpeedCase = {readonly sampler: string; readonly trials: number; readonly dimensions: number};

/** Medians of Optuna's ask and tell, ms, and its version. */
export type OptunaSpeed = {readonly version: string; readonly medianMs: (item: SpeedCase) => number | undefined};

/**
 * Times Optuna in the Python that has it (`SWEEPTOP_PYTHON`, else `python3`). Gives undefined where there is none; a case
 * whose libraries are missing has no time.
 */
export function measureOptuna(cases: readonly SpeedCase[]): OptunaSpeed | undefined {
	const python = process.env['SWEEPTOP_PYTHON'] ?? 'python3';
	const script = join(import.meta.dirname, 'optuna-speed.py');
	const wanted = JSON.stringify(cases.map(({sampler, trials, dimensions}) => ({sampler, trials, dimensions})));
	const {stdout, status} = spawnSync(python, [script, wanted], {encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore']});
	if (status !== 0) return undefined;
	const times = new Map<string, number>();
	let version = '';
	for (const line of stdout.split('\n').filter(text => text !== '')) {
		const row: SpeedCase & {readonly median_ms: number; readonly version: string} = JSON.parse(line);
		times.set(keyOf(row), row.median_ms);
		({version} = row);
	}
	return {version, medianMs: item => times.get(keyOf(item))};
}

function keyOf({sampler, trials, dimensions}: SpeedCase): string {
	return `${sampler} ${trials} ${dimensions}`;
}
