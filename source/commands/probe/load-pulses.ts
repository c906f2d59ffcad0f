import {spawn} from 'node:child_process';
import {availableParallelism} from 'node:os';
import {messageOf, UserError} from '../../domain/errors.ts';

/** A load that is switched on and off at known moments. */
export type PulsedLoad = {
	readonly switchOn: () => void;
	readonly switchOff: () => void;
	/** Why it is not there any more; undefined while it is. */
	readonly failure: () => string | undefined;
	readonly close: () => void;
};

/** A loop that ends on its own, should nobody be left to end it. */
const BUSY = 'const end = Date.now() + 120_000; while (Date.now() < end);';

const ENDINGS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Starts a program of the person, or a busy loop on every CPU, each in a group of its own, and stops and continues it
 * by signals: that switches a load within a millisecond, also one of a GPU that its program feeds. It is running at
 * first.
 * @throws UserError where the program cannot be started.
 */
export async function startPulsedLoad(argv: readonly string[]): Promise<PulsedLoad> {
	const command = argv.length > 0 ? argv : [process.execPath, '-e', BUSY];
	const count = argv.length > 0 ? 1 : availableParallelism();
	const [program = '', ...rest] = command;
	let failure: string | undefined;
	const children = Array.from({length: count}, () => spawn(program, rest, {stdio: 'ignore', detached: true}));
	const pids = (): readonly number[] => children.flatMap(({pid}) => (pid === undefined ? [] : [pid]));
	const send = (signal: NodeJS.Signals): void => {
		for (const pid of pids()) signalGroup(pid, signal);
	};
	const close = (): void => {
		for (const name of ENDINGS) process.off(name, endBySignal);
		for (const child of children) child.removeAllListeners('exit');
		send('SIGKILL');
	};
	const endBySignal = (name: NodeJS.Signals): void => {
		close();
		process.kill(process.pid, name);
	};
	for (const name of ENDINGS) process.once(name, endBySignal);
	for (const child of children) {
		child.once('exit', (code, signal) => {
			failure = signal === null ? `exit ${code}` : signal;
		});
	}
	try {
		await Promise.all(children.map(child => startedOrThrow(child, program)));
	} catch (error) {
		close();
		throw error;
	}
	return {switchOn: () => send('SIGCONT'), switchOff: () => send('SIGSTOP'), failure: () => failure, close};
}

function startedOrThrow(child: ReturnType<typeof spawn>, program: string): Promise<void> {
	return new Promise((resolve, reject) => {
		child.once('spawn', resolve);
		child.once('error', error => {
			const problem = `the load ${JSON.stringify(program)} cannot be started: ${messageOf(error)}`;
			reject(new UserError(problem, 'name a program after --, or none for a busy loop on every CPU'));
		});
	});
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
	try {
		process.kill(-pid, signal);
	} catch {
		// It has ended; whoever measures asks for its failure.
	}
}
