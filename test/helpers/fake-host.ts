import {join} from 'node:path';
import {PassThrough} from 'node:stream';
import type {Host} from '../../source/commands/command.ts';

/** A {@link Host} that keeps what is printed. */
export type FakeHost = Host & {
	/** What was printed as results. */
	readonly printed: () => string;
	/** What was printed to stderr. */
	readonly noted: () => string;
};

/** A host without terminals, in a folder of the test's, where its state is kept too. `answer` is what stdin holds. */
export function createFakeHost(workdir: string, environment: Host['environment'] = {}, answer = ''): FakeHost {
	let printed = '';
	let noted = '';
	const stdin = new PassThrough();
	stdin.end(answer);
	return {
		environment: {XDG_STATE_HOME: join(workdir, '.state'), ...environment},
		workdir,
		stdin,
		stdout: new PassThrough(),
		stderr: new PassThrough(),
		out: text => {
			printed += text;
		},
		note: text => {
			noted += text;
		},
		version: '1.2.3',
		printed: () => printed,
		noted: () => noted,
	};
}
