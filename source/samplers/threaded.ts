import type {Worker} from 'node:worker_threads';
import {messageOf, UserError} from '../domain/errors.ts';
import type {Ask, Sampler, Suggester, Told} from '../domain/sampler.ts';
import type {Params} from '../domain/space.ts';
import type {FromSamplerWorker, ToSamplerWorker} from './sampler-messages.ts';

/** Suggestions that take longer are made in a thread from then on. */
const PATIENCE_MS = 5;
/** So many in a row: the first ones wait for the compiler, and any one may meet a busy machine. */
const PATIENCE_TIMES = 3;

/** A sampler that is not to hold anybody up. */
export type ThreadedOptions = {
	/** Suggests here while it is quick, and if the thread breaks. It was told `told`. */
	readonly local: Sampler;
	readonly told: readonly Told[];
	/** Whether what it is told is all that it needs: only then it can be made anew in a thread. */
	readonly learns: boolean;
	/** Starts a thread with a sampler of the same kind that is told these. */
	readonly createWorker: (told: readonly Told[]) => Worker;
	/** Monotonic ms. */
	readonly now: () => number;
	readonly notice: (text: string) => void;
};

/**
 * Moves a sampler into a thread when its suggestions take long: at once where it says so itself. As it is a function of
 * what it is told and asked, nobody can tell from the suggestions where it ran.
 */
export function createThreadedSampler(options: ThreadedOptions): Suggester {
	const {local, learns, now, notice} = options;
	const told = [...options.told];
	let thread: SamplerThread | undefined;
	let slowTimes = local.slow === true ? PATIENCE_TIMES : 0;
	let isBroken = false;
	const inThread = async (open: SamplerThread, request: Ask): Promise<Params | undefined> => {
		try {
			return await open.ask(request);
		} catch (error) {
			if (error instanceof UserError) throw error;
			thread = undefined;
			isBroken = true;
			notice(`the sampler's thread ended (${messageOf(error)}): it goes on in the engine itself`);
			return local.ask(request);
		}
	};
	return {
		size: local.size,
		...(local.learns === undefined ? {} : {learns: local.learns}),
		ask: request => {
			if (learns && slowTimes >= PATIENCE_TIMES && !isBroken) {
				thread ??= createThread(options.createWorker(told));
				return inThread(thread, request);
			}
			const startedMs = now();
			const params = local.ask(request);
			slowTimes = now() - startedMs > PATIENCE_MS ? slowTimes + 1 : 0;
			return params;
		},
		tell: trial => {
			if (learns) told.push(trial);
			local.tell(trial);
			thread?.tell(trial);
		},
		close: () => thread?.close(),
	};
}

type SamplerThread = {
	/** Rejects with a UserError where the sampler has one, with another error where the thread is gone. */
	readonly ask: (request: Ask) => Promise<Params | undefined>;
	readonly tell: (told: Told) => void;
	readonly close: () => void;
};

function createThread(worker: Worker): SamplerThread {
	let open: PromiseWithResolvers<Params | undefined> | undefined;
	let ended: Error | undefined;
	const end = (error: Error): void => {
		ended ??= error;
		open?.reject(ended);
	};
	const post = (message: ToSamplerWorker): void => worker.postMessage(message);
	worker.on('error', end);
	worker.on('exit', code => end(new Error(`exit ${code}`)));
	worker.on('message', (message: FromSamplerWorker) => {
		if (message.kind === 'params') open?.resolve(message.params);
		else open?.reject(new UserError(message.problem, message.hint));
	});
	return {
		ask: request => {
			open = Promise.withResolvers();
			if (ended === undefined) post({kind: 'ask', request});
			else open.reject(ended);
			return open.promise;
		},
		tell: told => post({kind: 'tell', told}),
		close: () => void worker.terminate(), // Nothing waits for it any more.
	};
}
