import {existsSync, readFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';

/**
 * Folder of this package: the nearest one above the running file that holds `package.json` and `presets`. It is the
 * same from the sources and from the bundle in `dist/`.
 */
export function packageRoot(moduleUrl: string): string {
	let folder = dirname(fileURLToPath(moduleUrl));
	while (!(existsSync(join(folder, 'package.json')) && existsSync(join(folder, 'presets')))) {
		const parent = dirname(folder);
		if (parent === folder) throw new Error(`no package.json above ${fileURLToPath(moduleUrl)}`);
		folder = parent;
	}
	return folder;
}

/** Version of package.json. */
export function packageVersion(root: string): string {
	const parsed: unknown = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
	const version = typeof parsed === 'object' && parsed !== null && 'version' in parsed ? parsed.version : undefined;
	if (typeof version !== 'string') throw new Error(`no version in ${join(root, 'package.json')}`);
	return version;
}
