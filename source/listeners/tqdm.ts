import type {Heard, ListenerDefinition} from '../domain/listener.ts';
import {numbersOf, parseKeywordArguments} from '../domain/foreign/python-literal.ts';
import {type Bar, parseBar} from './tqdm-bar.ts';

/** A bar that leaps further does not count trials. */
const MOST_AT_ONCE = 1000;

/** A progress bar each step of which is a trial; numbers behind its rate (`loss=0.3`) are the metrics of the last one. */
export const tqdmListener: ListenerDefinition = {
	id: 'tqdm',
	title: 'a tqdm bar, a step a trial',
	recognise: () => false,
	create: () => {
		let description: string | undefined;
		let counted = 0;
		const read = (bar: Bar): readonly Heard[] => {
			description ??= bar.description;
			// A bar with another name is one within a trial.
			if (bar.description !== description || bar.done <= counted || bar.done > counted + MOST_AT_ONCE) return [];
			const metrics = new Map(numbersOf(parseKeywordArguments(bar.postfix)));
			const ended: Heard[] = [];
			for (let trial = counted + 1; trial <= bar.done; trial += 1) {
				ended.push({kind: 'trial-ended', trial, state: 'complete', ...(trial === bar.done ? {metrics} : {})});
			}
			counted = bar.done;
			return ended;
		};
		return {
			line: text => {
				const bar = parseBar(text);
				return bar === undefined ? [] : read(bar);
			},
			end: () => [],
		};
	},
};
