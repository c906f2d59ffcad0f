import {spawn} from 'node:child_process';
import {Duplex, type Readable} from 'node:stream';
import type {Address} from '../../client/connection.ts';
import {UserError} from '../../domain/errors.ts';
import {parseJsonObject} from '../../domain/text/json-object.ts';
import {isElsewhere, readSshRun, type SshRun} from '../../domain/sweep/run-address.ts';

/** Reads a URL of a run on another machine; undefined for anything that does not begin with `ssh://`. */
export function parseSshUrl(text: string): SshRun | undefined {
	if (!isElsewhere(text)) return undefined;
	const run = readSshRun(text);
	if (run === undefined) throw new UserError(`"${text}" is no address of a run`, 'write ssh://[user@]host/RUN');
	return run;
}

/**
 * The engine of a run on another machine, by the person's own ssh and the sweeptop that is installed there. The signal of
 * a screen ends ssh with it; over a screen ssh asks for nothing and says nothing. Throws UserError where there is no way to
 * the engine.
 */
export async function openSshAddress(
	{host, port, run}: SshRun,
	{environment, signal}: {readonly environment: NodeJS.ProcessEnv; readonly signal?: AbortSignal},
): Promise<Address> {
	const remote = `sweeptop serve --stdio ${quote(run)}`;
	const quietly = signal === undefined ? [] : ['-o', 'BatchMode=yes'];
	const child = spawn('ssh', ['-T', ...quietly, ...(port === undefined ? [] : ['-p', port]), '--', host, remote], {
		stdio: ['pipe', 'pipe', signal === undefined ? 'inherit' : 'ignore'],
		env: environment,
		...(signal === undefined ? {} : {signal}),
	});
	const ended = new Promise<never>((_, reject) => {
		child.once('error', error => reject(new UserError(`ssh could not be started: ${error.message}`)));
		child.once('exit', code =>
			reject(
				new UserError(`ssh ${host} ended with exit ${code ?? 'by a signal'}`, `try it by hand: ssh ${host} ${remote}`),
			),
		);
	});
	try {
		const token = await Promise.race([readGreeting(child.stdout), ended]);
		ended.catch(() => undefined); // From now on the end of the stream tells.
		return {token, open: () => Promise.resolve(Duplex.from({readable: child.stdout, writable: child.stdin}))};
	} catch (error) {
		// One that goes on would keep this program waiting.
		child.kill();
		throw error;
	}
}

/** More than this before the greeting is no greeting of a shell. */
const MOST_WORDS_BYTES = 64 * 1024;

/** The token in the first line of `serve`; what the shell over there prints before it is passed over, what follows stays in the stream. */
async function readGreeting(stream: Readable): Promise<string> {
	let text = '';
	for (let passed = 0; passed < MOST_WORDS_BYTES; ) {
		const end = text.indexOf('\n');
		if (end < 0) {
			const chunk: unknown = stream.read();
			if (Buffer.isBuffer(chunk)) text += chunk.toString('utf8');
			else await new Promise(resolve => void stream.once('readable', resolve));
			if (text.length > MOST_WORDS_BYTES && !text.includes('\n')) break;
			continue;
		}
		const token = parseJsonObject(text.slice(0, end))?.get('token');
		text = text.slice(end + 1);
		if (typeof token !== 'string') {
			passed += end + 1;
			continue;
		}
		if (text !== '') stream.unshift(Buffer.from(text));
		return token;
	}
	throw new UserError('the far side did not answer as sweeptop serve', 'is the same sweeptop installed there?');
}

/** For the shell on the far side. */
function quote(text: string): string {
	return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
