import type {spawn} from 'node:child_process';
import {createInterface} from 'node:readline';
import type {StreamProcess} from '../../source/domain/probe.ts';

/** Where helpers are looked for, whatever the caller's PATH says. */
export const HELPER_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** Runs helper programs with `spawn`, with a fixed PATH and the language that their parsers expect. */
export function createStreamProcess(startChild: typeof spawn): StreamProcess {
	return ([program = '', ...rest], onLine, onEnd) => {
		const child = startChild(program, rest, {
			stdio: ['ignore', 'pipe', 'pipe'],
			env: {PATH: HELPER_PATH, LANG: 'C', LC_ALL: 'C'},
		});
		let complaint = '';
		let ended = false;
		const end = (why: string): void => {
			if (!ended) onEnd(why);
			ended = true;
		};
		createInterface({input: child.stdout}).on('line', onLine);
		child.stderr.setEncoding('utf8').on('data', (text: string) => {
			complaint = (complaint + text).slice(-400);
		});
		child.once('error', error => end(error.message));
		child.once('close', (code, signal) => {
			const how = signal === null ? `exit ${code}` : `signal ${signal}`;
			const last = complaint.trim().split('\n').at(-1) ?? '';
			end(last === '' ? how : `${last} (${how})`);
		});
		return {
			close: () => {
				ended = true;
				// Reading sensors leaves nothing to put in order, and a hung one ignores TERM.
				child.kill('SIGKILL');
			},
		};
	};
}
