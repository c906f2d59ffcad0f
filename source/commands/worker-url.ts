import {join} from 'node:path';
import {pathToFileURL} from 'node:url';
import {packageRoot} from './package.ts';

/** Entry of the emulator's thread: the bundle's, or the source's in a development tree. */
export function workerUrl(): URL {
	return entryOf('executors', 'emulator-worker');
}

/** Entry of a sampler's thread. */
export function samplerWorkerUrl(): URL {
	return entryOf('samplers', 'sampler-worker');
}

/** Entry of the thread that reads files for the probe process. */
export function readWorkerUrl(): URL {
	return entryOf(join('..', 'probes', 'host'), 'read-worker');
}

function entryOf(room: string, name: string): URL {
	const root = packageRoot(import.meta.url);
	return pathToFileURL(
		import.meta.url.endsWith('.ts') ? join(root, 'source', room, `${name}.ts`) : join(root, 'dist', `${name}.js`),
	);
}
