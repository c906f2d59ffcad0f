import {join} from 'node:path';

/** Folder of the repository. */
export const REPOSITORY = join(import.meta.dirname, '..', '..');

/** The launcher of the built program. */
export const LAUNCHER = join(REPOSITORY, 'bin', 'sweeptop');
