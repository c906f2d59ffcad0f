import type {ListenerDefinition} from '../domain/listener.ts';
import {parseNumber} from '../domain/number.ts';
import {createRowBuilder} from './row-builder.ts';

/** A name, `=` or `:`, a number; not within a longer name or an option. */
const PAIR = /(?<![\w./-])([A-Za-z_][\w./-]*)["']?\s{0,8}[=:]\s{0,8}([+-]?[\w.+-]+)(?![\w:/])/g;
const STEPS = new Set(['step', 'global_step', 'iteration', 'epoch']);

/** `name=value` and `name: value`, as Katib's collector of the standard output takes them. Too common to be guessed. */
export const metricsListener: ListenerDefinition = {
	id: 'metrics',
	title: '`name=value` and `name: value` (a trial ends where a name comes again)',
	recognise: () => false,
	create: () => {
		const rows = createRowBuilder();
		return {
			line: (text, {rewritten}) => {
				if (rewritten || !/[=:]/.test(text)) return [];
				const pairs = [...text.matchAll(PAIR)].flatMap(([, name = '', number = '']) => {
					const value = parseNumber(number);
					return value === undefined ? [] : [[name, value] as const];
				});
				const step = pairs.find(([name]) => STEPS.has(name))?.[1];
				const values = pairs.filter(([name]) => !STEPS.has(name));
				return values.length === 0 ? [] : rows.add(values, step);
			},
			end: rows.end,
		};
	},
};
