import type process from 'node:process';
import {errnoOf, UserError} from '../domain/errors.ts';
import type {Host} from './command.ts';
import {packageRoot, packageVersion} from './package.ts';

/** The real {@link Host}: the process's own streams, environment and working directory. */
export function createHost(self: typeof process): Host {
	const out = createWriter(self.stdout, 'stdout');
	const note = createWriter(self.stderr, 'stderr');
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
 */
function createWriter(stream: NodeJS.WritableStream, name: string): (text: string) => void {
	let gone = false;
	stream.on('error', (error: Error) => {
		const errno = errnoOf(error) ?? error.message;
		gone = true;
		if (!READER_GONE.has(errno)) throw new UserError(`cannot write to ${name}: ${errno}`);
	});
	return text => {
		if (!gone) stream.write(text);
	};
}
