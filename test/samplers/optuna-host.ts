import type {LineProgram, Sampler, SamplerContext, SamplerHost, Suggester, Told} from '../../source/domain/sampler.ts';
import type {Params, Scalar} from '../../source/domain/space.ts';
import {setTimer} from '../../source/commands/clock.ts';
import {startLineProgram} from '../../source/commands/engine/line-program.ts';
import {findSampler} from '../../source/samplers/registry.ts';

/** A host that keeps what it is told, and ends programs as they die: without a word. */
export function createTestHost(changes: Partial<SamplerHost> = {}) {
	const notices: string[] = [];
	const remembered: unknown[] = [...(changes.remembered ?? [])];
	let running: LineProgram | undefined;
	let starts = 0;
	const host: SamplerHost = {
		startProgram: argv => {
			starts += 1;
			running = startLineProgram(argv, {environment: process.env, patienceMs: 60_000, setTimer});
			return running;
		},
		python: 'python3',
		notice: text => void notices.push(text),
		unfinished: new Map(),
		...changes,
		remember: state => void remembered.push(JSON.parse(JSON.stringify(state))),
		remembered: changes.remembered ?? [],
	};
	return {host, notices, remembered, starts: () => starts, kill: () => running?.close()};
}

/** A sampler of Optuna by the registry. */
export function openOptuna(
	name: string,
	context: SamplerContext,
	host: SamplerHost,
	options: Readonly<Record<string, Scalar>> = {},
): Suggester {
	const opened = findSampler(`optuna:${name}`).open?.(context, options, host);
	if (opened === undefined) throw new Error(`optuna:${name} leads nowhere`);
	return opened;
}

/** Asks and tells in turn from a trial number on; gives what was tried. */
export async function runSuggester(
	suggester: Suggester | Sampler,
	{from, to}: {readonly from: number; readonly to: number},
	tell: (trial: number, params: Params) => Told,
): Promise<Told[]> {
	const trials: Told[] = [];
	for (let trial = from; trial <= to; trial += 1) {
		const params = await suggester.ask({trial, running: []});
		if (params === undefined) break;
		const result = tell(trial, params);
		suggester.tell(result);
		trials.push(result);
	}
	return trials;
}
