import {existsSync, readdirSync, readFileSync, realpathSync} from 'node:fs';
import type {KnobBoard} from '../domain/knob.ts';
import {runSystemProgram} from './system-program.ts';

/** The machine below a root prefix, empty for the real one. */
export function createBoard(root: string): KnobBoard {
	return {
		exists: path => existsSync(root + path),
		list: folder => attempt(() => readdirSync(root + folder).toSorted(compareNatural)) ?? [],
		read: path =>
			attempt(() =>
				readFileSync(root + path, 'utf8')
					.replaceAll('\0', ' ')
					.trim(),
			),
		realPath: path =>
			attempt(() => {
				const realRoot = root === '' ? '' : realpathSync(root);
				const real = realpathSync(root + path);
				return real.startsWith(`${realRoot}/`) ? real.slice(realRoot.length) : undefined;
			}),
		run: argv => {
			const end = runSystemProgram(root, argv);
			return end.kind === 'done' ? end.stdout : undefined;
		},
	};
}

/** `policy2` before `policy10`. */
function compareNatural(a: string, b: string): number {
	return a.localeCompare(b, 'en', {numeric: true});
}

/** A reading that cannot be had is none: each knob says what it lacks. */
function attempt<T>(read: () => T): T | undefined {
	try {
		return read();
	} catch {
		return undefined;
	}
}
