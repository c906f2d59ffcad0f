import {spawn} from 'node:child_process';
import {join} from 'node:path';
import type {SpawnProbeProcess} from '../../engine/probe-child.ts';
import {packageRoot} from '../package.ts';

/** Programs of the system; the person's PATH and NODE_OPTIONS are for the trials. */
const ENVIRONMENT = {PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', LANG: 'C'};

/** Little garbage at 1 Hz: a small young generation keeps the process small on boards of 2 GB. */
const NODE_OPTIONS = ['--max-semi-space-size=1'];

/** Starts the probe process of this build: the bundle's, or the source's in a development tree. */
export function createProbeSpawner(): SpawnProbeProcess {
	const root = packageRoot(import.meta.url);
	const argv = import.meta.url.endsWith('.ts')
		? ['--import', import.meta.resolve('tsx'), join(root, 'source', 'commands', 'probe', 'probe-process.ts')]
		: [join(root, 'dist', 'probe-process.js')];
	return (settings, options) =>
		spawn(process.execPath, [...NODE_OPTIONS, ...argv, settings], {
			...options,
			stdio: ['pipe', 'pipe', 'pipe'],
			env: ENVIRONMENT,
		});
}
