import {spawn} from 'node:child_process';
import {createInterface} from 'node:readline';
import type {LineProgram} from '../../domain/sampler.ts';

/** What of a program's last words is kept. */
const LAST_WORDS = 2000;

/** How a program is run. */
export type LineProgramOptions = {
	readonly environment: Readonly<Record<string, string | undefined>>;
	/** One answer may take this long. */
	readonly patienceMs: number;
	readonly setTimer: (callback: () => void, ms: number) => () => void;
};

/**
 * Runs a program that answers each line of JSON with one. It has a process group of its own, so that Ctrl-C is not for
 * it, and is killed by `close` and by its first answer that is none.
 */
export function startLineProgram(argv: readonly string[], options: LineProgramOptions): LineProgram {
	const [file = '', ...rest] = argv;
	const child = spawn(file, rest, {stdio: ['pipe', 'pipe', 'pipe'], env: {...options.environment}, detached: true});
	let open: PromiseWithResolvers<unknown> | undefined;
	let ended: Error | undefined;
	let words = '';
	const end = (why: string): void => {
		ended ??= new Error(why);
		open?.reject(ended);
		child.kill('SIGKILL');
	};
	child.on('error', error => end(error.message));
	child.on('close', (code, signal) => end(lastLine(words) ?? (signal === null ? `exit ${code}` : `signal ${signal}`)));
	child.stdin.on('error', () => undefined); // Its end says the same.
	child.stderr.setEncoding('utf8').on('data', (text: string) => {
		words = (words + text).slice(-LAST_WORDS);
	});
	createInterface({input: child.stdout}).on('line', line => {
		const answer = parseAnswer(line);
		if (answer === undefined) end(`it printed ${JSON.stringify(line.slice(0, 80))}, which is no answer`);
		else open?.resolve(answer.value);
	});
	// The engine ends when its sweep does, whatever runs here.
	child.unref();
	return {
		request: async message => {
			if (ended !== undefined) throw ended;
			open = Promise.withResolvers();
			const cancel = options.setTimer(() => end(`no answer for ${options.patienceMs / 1000} s`), options.patienceMs);
			child.stdin.write(`${JSON.stringify(message)}\n`);
			try {
				return await open.promise;
			} finally {
				cancel();
			}
		},
		close: () => end('closed'),
	};
}

function parseAnswer(line: string): {readonly value: unknown} | undefined {
	try {
		return {value: JSON.parse(line)};
	} catch {
		return undefined;
	}
}

function lastLine(text: string): string | undefined {
	return text.trimEnd().split('\n').at(-1)?.trim() || undefined;
}
