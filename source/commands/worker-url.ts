import {join} from 'node:path';
import {pathToFileURL} from 'node:url';
import {packageRoot} from './package.ts';

/** Entry of the emulator's thread: the bundle's, or the source's in a development tree. */
export function workerUrl(): URL {
	const root = packageRoot(import.meta.url);
	return pathToFileURL(
		import.meta.url.endsWith('.ts')
			? join(root, 'source', 'executors', 'emulator-worker.ts')
			: join(root, 'dist', 'emulator-worker.js'),
	);
}
