import {spawn} from 'node:child_process';
import {Duplex, type Readable} from 'node:stream';
import type {Address} from '../../client/connection.ts';
import {UserError} from '../../domain/errors.ts';

const SCHEME = 'ssh://';

/** A run on another machine: `ssh://[user@]host[:port]/RUN`. */
export type SshRun = {readonly host: string; readonly port: string | undefined; readonly run: string};

/** Whether what a session calls its run directory is the URL of a run on another machine. */
export function isElsewhere(directory: string): boolean {
	return directory.startsWith(SCHEME);
}

/** Reads a URL of a run on another machine; undefined for anything that does not begin with `ssh://`. */
export function parseSshUrl(text: string): SshRun | undefined {
	if (!isElsewhere(text)) return undefined;
	const match = /^ssh:\/\/((?:[^@/\s]+@)?[^-@:/\s][^@:/\s]*)(?::(\d+))?\/(.+)$/.exec(text);
	if (match === null) throw new UserError(`"${text}" is no address of a run`, 'write ssh://[user@]host/RUN');
	return {host: match[1] ?? '', port: match[2], run: match[3] ?? ''};
}

/** The engine of a run on another machine, by the person's own ssh and the sweeptop that is installed there. */
export async function openSshAddress({host, port, run}: SshRun): Promise<Address> {
	const remote = `sweeptop serve --stdio ${quote(run)}`;
	const child = spawn('ssh', ['-T', ...(port === undefined ? [] : ['-p', port]), '--', host, remote], {
		stdio: ['pipe', 'pipe', 'inherit'],
	});
	const ended = new Promise<never>((_, reject) => {
		child.once('error', error => reject(new UserError(`ssh could not be started: ${error.message}`)));
		child.once('exit', code =>
			reject(
				new UserError(`ssh ${host} ended with exit ${code ?? 'by a signal'}`, `try it by hand: ssh ${host} ${remote}`),
			),
		);
	});
	const token = await Promise.race([readGreeting(child.stdout), ended]);
	ended.catch(() => undefined); // From now on the end of the stream tells.
	return {token, open: () => Promise.resolve(Duplex.from({readable: child.stdout, writable: child.stdin}))};
}

/** First line of `serve`; what follows stays in the stream. */
async function readGreeting(stream: Readable): Promise<string> {
	let text = '';
	while (!text.includes('\n')) {
		const chunk: unknown = stream.read();
		if (Buffer.isBuffer(chunk)) text += chunk.toString('utf8');
		else await new Promise(resolve => void stream.once('readable', resolve));
	}
	const end = text.indexOf('\n');
	if (end + 1 < text.length) stream.unshift(Buffer.from(text.slice(end + 1)));
	const greeting: unknown = JSON.parse(text.slice(0, end));
	if (typeof greeting === 'object' && greeting !== null && 'token' in greeting && typeof greeting.token === 'string') {
		return greeting.token;
	}
	throw new UserError('the far side did not answer as sweeptop serve', 'is the same sweeptop installed there?');
}

/** For the shell on the far side. */
function quote(text: string): string {
	return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
