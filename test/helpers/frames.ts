import assert from 'node:assert/strict';
import {mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {errnoOf} from '../../source/domain/errors.ts';

const FRAMES = join(import.meta.dirname, '..', 'frames');

/**
 * Compares text with the committed frame `test/frames/<name>.txt`, exactly. With `UPDATE_FRAMES=1` in the environment
 * the file is written instead: look at the change before it is committed.
 * @param name path without the ending, e.g. `plot/heatmap-80x24`.
 */
export function assertFrame(name: string, text: string): void {
	const path = join(FRAMES, `${name}.txt`);
	if (process.env['UPDATE_FRAMES'] === '1') {
		mkdirSync(dirname(path), {recursive: true});
		writeFileSync(path, text);
		return;
	}
	assert.equal(text, readFrame(path), `${path} differs; UPDATE_FRAMES=1 rewrites it`);
}

function readFrame(path: string): string {
	try {
		return readFileSync(path, 'utf8');
	} catch (error) {
		if (errnoOf(error) !== 'ENOENT') throw error;
		throw new assert.AssertionError({message: `${path} does not exist; UPDATE_FRAMES=1 writes it`});
	}
}
