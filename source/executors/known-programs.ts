import {statSync} from 'node:fs';
import {own} from '../domain/record.ts';
import {type Preflight, type PreflightRequest, preflight} from './preflight.ts';

/** Programs that are remembered: a command that names another one in each trial must not fill the memory. */
const MOST_PROGRAMS = 64;

/**
 * {@link preflight} that remembers what it found, as a shell's `hash` does: as long as the file itself is unchanged, the
 * folders of PATH before it are not searched again. What was refused is looked for each time.
 */
export function createPreflight(): (request: PreflightRequest) => Preflight {
	const known = new Map<string, {readonly ready: Preflight & {readonly kind: 'ready'}; readonly version: string}>();
	return request => {
		const key = [request.argv[0], request.workdir, own(request.env, 'PATH')].join('\0');
		const found = known.get(key);
		// What does not depend on the file, a NUL byte in an argument, is looked at each time.
		if (found !== undefined && found.version === versionOf(found.ready.file))
			return preflight(request, () => found.ready);
		const result = preflight(request);
		const version = result.kind === 'ready' ? versionOf(result.file) : undefined;
		if (result.kind === 'ready' && version !== undefined) {
			if (known.size >= MOST_PROGRAMS) known.clear();
			known.set(key, {ready: result, version});
		}
		return result;
	};
}

/** Differs whenever a file was written, replaced, or changed its permissions; undefined where there is none. */
function versionOf(file: string): string | undefined {
	try {
		const {dev, ino, ctimeMs} = statSync(file);
		return `${dev}:${ino}:${ctimeMs}`;
	} catch {
		return undefined;
	}
}
