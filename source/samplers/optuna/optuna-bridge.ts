import {messageOf} from '../../domain/errors.ts';
import type {Ask, Sampler, SamplerContext, SamplerHost, Suggester, Told} from '../../domain/sampler.ts';
import type {Params} from '../../domain/space.ts';
import {createOptunaAsker, type OptunaChoice} from './optuna-asker.ts';
import {createOptunaSpace, OptunaRefusal} from './optuna-conversation.ts';
import {createOptunaHistory} from './optuna-history.ts';
import {createRandomSampler} from '../random.ts';

/** Starts of the program for one suggestion: what kills the second one would kill the third. */
const STARTS = 2;

/** What suggests in place of Optuna where there is none. */
export type NativeCounterpart = {readonly id: string; readonly sampler: Sampler};

/**
 * A sampler of Optuna in a Python of the person's. A suggestion is a function of seed, number, trials and what was kept:
 * a process that dies is started anew and told all. Where that does not help, the native counterpart goes on.
 */
export function createOptunaBridge(
	context: SamplerContext,
	choice: OptunaChoice,
	native: NativeCounterpart,
	host: SamplerHost,
): Suggester {
	const space = createOptunaSpace(context.space);
	const random = createRandomSampler(context);
	const history = createOptunaHistory(context, space.parameters, host);
	const asker = createOptunaAsker({context, choice, space, history, host});
	const end = {isGivenUp: false, isClosed: false};

	const ask = async (asked: Ask): Promise<Params | undefined> => {
		for (let starts = 1; !end.isGivenUp && !end.isClosed; starts += 1) {
			try {
				return (await asker.suggest(asked.trial)) ?? random.ask(asked);
			} catch (error) {
				asker.end();
				if (end.isClosed) return undefined;
				end.isGivenUp = error instanceof OptunaRefusal || !asker.hasAnswered() || starts === STARTS;
				host.notice(describeTrouble(choice.sampler, messageOf(error), end.isGivenUp ? native.id : undefined));
			}
		}
		return end.isClosed ? undefined : native.sampler.ask(asked);
	};
	const tell = (told: Told): void => {
		history.tell(told);
		native.sampler.tell(told);
	};
	/** Trials that ended since the question that is open: when it was put they ran. */
	let later: Told[] | undefined;
	return {
		size: undefined,
		learns: true,
		ask: async asked => {
			later = [];
			try {
				return await ask(asked);
			} finally {
				later.forEach(tell);
				later = undefined;
			}
		},
		tell: told => {
			if (later === undefined) tell(told);
			else later.push(told);
		},
		close: () => {
			end.isClosed = true;
			asker.end();
		},
	};
}

function describeTrouble(sampler: string, why: string, native: string | undefined): string {
	return native === undefined
		? `optuna:${sampler} ended (${why}): it is started anew and told all trials`
		: `optuna:${sampler} does not run (${why}): the sweep goes on with the sampler ${native}`;
}
