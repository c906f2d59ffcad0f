import type {ListenerDefinition} from '../domain/listener.ts';
import {parseNumber} from '../domain/number.ts';
import {createRowBuilder} from './row-builder.ts';

const REPORT = /\breporting metric:? (\S+) (\S+)/;
const JOB_STATE = /^JobState\.JOB_STATE_([A-Z_]+)/;

/** Metrics reported through cloudml-hypertune, and the states of a Vertex job that a client waits for. */
export const hypertuneListener: ListenerDefinition = {
	id: 'hypertune',
	title: 'hypertune reports (`reporting metric: NAME VALUE`)',
	recognise: text => REPORT.test(text) || JOB_STATE.test(text),
	create: () => {
		const rows = createRowBuilder();
		let jobState = '';
		return {
			line: (text, {rewritten}) => {
				if (rewritten) return [];
				const state = JOB_STATE.exec(text)?.[1];
				if (state !== undefined) {
					// A client asks every few seconds and prints each answer.
					if (state === jobState) return [];
					jobState = state;
					return [{kind: 'note', text: `the job is ${state.toLowerCase().replaceAll('_', ' ')}`}];
				}
				const report = REPORT.exec(text);
				const value = parseNumber(report?.[2] ?? '');
				return report === null || value === undefined ? [] : rows.add([[report[1] ?? '', value]]);
			},
			end: rows.end,
		};
	},
};
