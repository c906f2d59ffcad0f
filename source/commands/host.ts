import type process from 'node:process';
import {errnoOf, UserError} from '../domain/errors.ts';
import type {Host} from './command.ts';
import {packageRoot, packageVersion} from './package.ts';

/** The real {@link Host}: the process's own streams, environment and working directory. */
export function createHost(self: typeof process): Host {
	const out = createWriter(self.stdout, errno => {
		throw new UserError(`cannot write to stdout: ${errno}`);
	});
	// What cannot be said (a log on a full disk) is left out: a sweep does not end for it.
	const note = createWriter(self.stderr, () => undefined);
	return {
		environment: self.env,
		workdir: readWorkdir(self),
		stdin: self.stdin,
		stdout: self.stdout,
		stderr: self.stderr,
		out,
		note,
		version: packageVersion(packageRoot(import.meta.url)),
	};
}

function readWorkdir(self: typeof process): string {
	try {
		return self.cwd();
	} catch {
		throw new UserError('the working directory is gone', 'go to one that exists: cd');
	}
}

/** What a write gives when whoever read it has gone. */
const READER_GONE = new Set(['EPIPE', 'EIO', 'EBADF']);

/**
 * A writer that falls silent when its reader has gone (`sweeptop table last | head -1`, a closed terminal): what the
 * program does besides printing goes on, and there is no stack trace.
 * @param onRefused is called with the errno where there is a reader, and the text was not taken.
 */
function createWriter(stream: NodeJS.WritableStream, onRefused: (errno: string) => void): (text: string) => void {
	let gone = false;
	stream.on('error', (error: Error) => {
		const errno = errnoOf(error) ?? error.message;
		if (READER_GONE.has(errno)) gone = true;
		else onRefused(errno);
	});
	return text => {
		if (!gone) stream.write(text);
	};
}
