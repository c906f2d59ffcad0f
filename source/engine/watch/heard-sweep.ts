import type {Heard} from '../../domain/listener.ts';
import type {Direction, Metric, Objective} from '../../domain/metric.ts';
import {createSeenValues} from '../../domain/space/seen-values.ts';
import type {Parameter, Params} from '../../domain/space.ts';
import type {Sweep} from '../../domain/sweep.ts';

/** The sweep of a watched program, as far as it is known. */
export type HeardSweep = {
	/** Takes in what is heard of the whole. */
	readonly hear: (heard: Extract<Heard, {kind: 'plan' | 'objective' | 'parameter' | 'unit'}>) => void;
	readonly seeParams: (params: Params) => void;
	readonly seeMetrics: (names: Iterable<string>) => void;
	/** The sweep where it changed since the last call, else undefined. */
	readonly changed: () => Sweep | undefined;
	/** Trials that the program means to run. */
	readonly planned: () => number | undefined;
	/** The objective that only a metric's name suggests, where no other is known. */
	readonly guessed: () => Objective | undefined;
};

/** Names that leave little doubt which end of them is the good one. */
const GUESSES: readonly (readonly [pattern: RegExp, direction: Direction])[] = [
	[/(?:^|[_./])(?:loss|error|err|rmse|mse|mae|perplexity|latency)$/i, 'minimize'],
	[/(?:^|[_./])(?:acc|accuracy|f1|auc|flops|throughput|reward|iou|bleu)$/i, 'maximize'],
];

/** Begins with the sweep that was frozen, which knows no space and no metrics. */
export function createHeardSweep(frozen: Sweep): HeardSweep {
	const seen = createSeenValues();
	const declared = new Map<string, Parameter>();
	const units = new Map<string, string>();
	const metrics = new Set<string>();
	const objectives = new Map<string, Objective>();
	const given = frozen.watched?.goals ?? [];
	let trials: number | undefined;
	let isChanged = false;
	const guessed = (): Objective | undefined => {
		if (given.length > 0 || objectives.size > 0) return undefined;
		for (const metric of metrics) {
			const guess = GUESSES.find(([pattern]) => pattern.test(metric));
			if (guess !== undefined) return {metric, direction: guess[1]};
		}
		return undefined;
	};
	const objectivesNow = (): readonly Objective[] => {
		if (given.length > 0) return given;
		const guess = guessed();
		return guess === undefined ? [...objectives.values()] : [guess];
	};
	const note = (change: boolean): void => {
		isChanged ||= change;
	};
	return {
		hear: heard => {
			note(take(heard, {declared, units, objectives}));
			if (heard.kind !== 'plan' || heard.trials === trials) return;
			trials = heard.trials;
			isChanged = true;
		},
		seeParams: params => note(seen.see(params)),
		seeMetrics: names => {
			const before = metrics.size;
			for (const name of names) metrics.add(name);
			note(metrics.size !== before);
		},
		changed: () => {
			if (!isChanged) return undefined;
			isChanged = false;
			const parameters = seen.parameters().map(parameter => declared.get(parameter.name) ?? parameter);
			const wanted = objectivesNow();
			const names = new Set([...wanted.map(({metric}) => metric), ...metrics]);
			return {
				...frozen,
				space: {parameters, exclude: []},
				metrics: [...names].map(name => metricOf(name, units.get(name))),
				objectives: wanted,
				budget: trials === undefined ? {} : {trials},
			};
		},
		planned: () => trials,
		guessed,
	};
}

function metricOf(name: string, unit: string | undefined): Metric {
	return {name, reduce: 'last', stream: false, ...(unit === undefined ? {} : {unit})};
}

type Memory = {
	readonly declared: Map<string, Parameter>;
	readonly units: Map<string, string>;
	readonly objectives: Map<string, Objective>;
};

/** True where it was new. */
function take(heard: Extract<Heard, {kind: 'plan' | 'objective' | 'parameter' | 'unit'}>, memory: Memory): boolean {
	switch (heard.kind) {
		case 'objective': {
			const {metric, direction} = heard;
			if (memory.objectives.get(metric)?.direction === direction) return false;
			memory.objectives.set(metric, {metric, direction});
			return true;
		}
		case 'parameter': {
			const {parameter} = heard;
			if (JSON.stringify(memory.declared.get(parameter.name)) === JSON.stringify(parameter)) return false;
			memory.declared.set(parameter.name, parameter);
			return true;
		}
		case 'unit':
			if (memory.units.get(heard.metric) === heard.unit) return false;
			memory.units.set(heard.metric, heard.unit);
			return true;
		case 'plan':
			return false;
	}
}
