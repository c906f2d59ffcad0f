import type {LineProgram, SamplerContext, SamplerHost} from '../../domain/sampler.ts';
import type {Params, Scalar} from '../../domain/space.ts';
import {type OptunaSpace, request} from './optuna-conversation.ts';
import type {Kept, OptunaHistory} from './optuna-history.ts';
import {OPTUNA_SCRIPT} from './optuna-script.ts';
import {philox4x32} from '../philox.ts';

/** Suggestions that may fall on excluded points before one is drawn in another way. */
const ATTEMPTS = 50;
const PURPOSE = 0x09104a;

/** A sampler of Optuna: its class name, options of its constructor, and whether it writes down what it needs later. */
export type OptunaChoice = {
	readonly sampler: string;
	readonly options: Readonly<Record<string, Scalar>>;
	readonly keepsState: boolean;
};

/** Asks the program, which it starts where none runs. */
export type OptunaAsker = {
	/** Undefined where all that was suggested is excluded. Rejects where the program fails; {@link OptunaAsker.end} then. */
	readonly suggest: (trial: number) => Promise<Params | undefined>;
	/** Whether the program that ran last has suggested anything. */
	readonly hasAnswered: () => boolean;
	/** The next question starts a new program. */
	readonly end: () => void;
};

/** What an asker works with. */
export type OptunaAskerParts = {
	readonly context: SamplerContext;
	readonly choice: OptunaChoice;
	readonly space: OptunaSpace;
	readonly history: OptunaHistory;
	readonly host: SamplerHost;
};

/** An asker without a program; each program is told the whole history first. */
export function createOptunaAsker({context, choice, space, history, host}: OptunaAskerParts): OptunaAsker {
	let program: LineProgram | undefined;
	let hasAnswered = false;
	const start = async (): Promise<LineProgram> => {
		const started = host.startProgram([host.python, '-c', OPTUNA_SCRIPT]);
		program = started;
		hasAnswered = false;
		history.forget();
		const directions = context.directions.length === 0 ? ['minimize'] : context.directions;
		await request(started, {...choice, directions});
		return started;
	};
	const end = (): void => {
		program?.close();
		program = undefined;
	};
	const keep = (kept: Kept): void => {
		if (Object.keys(kept).length === 1) return;
		history.keep(kept);
		host.remember(kept);
	};
	const suggest = async (trial: number): Promise<Params | undefined> => {
		const asked = program ?? (await start());
		let study: NonNullable<Kept['study']> = {};
		for (let attempts = 0; attempts < ATTEMPTS; attempts += 1) {
			const seed = philox4x32([trial, attempts, PURPOSE, 0], [context.seed, 0])[0] >>> 1;
			const answer = await space.ask(asked, {trial, seed, ...history.news(trial)});
			hasAnswered = true;
			study = {...study, ...answer.study};
			if (answer.params === undefined) continue;
			history.made(trial, answer.params);
			keep({
				trial,
				...(attempts === 0 ? {} : {attempts}),
				...(Object.keys(answer.attributes).length === 0 ? {} : {attributes: answer.attributes}),
				...(Object.keys(study).length === 0 ? {} : {study}),
			});
			return answer.params;
		}
		// Its study has the trials that were made in vain: a new one is told nothing of them.
		end();
		return undefined;
	};
	return {suggest, end, hasAnswered: () => hasAnswered};
}
