import {overlap} from '../domain/text/list-overlap.ts';
import type {Heard, StudyListener} from '../domain/listener.ts';
import {readWholeFile} from './file-reading.ts';
import {jsonNumber, parseJsonObject} from '../domain/text/json-object.ts';
import {heardValues} from './heard-values.ts';

/** The name that cloudml-hypertune gives to a metric without one. */
const ABOUT = new Set(['global_step', 'timestamp', 'trial']);

/**
 * The metric file of cloudml-hypertune: JSON lines whose numbers are strings. Its writer writes the whole file anew at
 * each report and keeps the last 100 lines, so it is followed by content. Without a trial number a report is a trial.
 */
export function openHypertuneStudy(path: string): StudyListener {
	let seen: readonly string[] = [];
	let current: number | undefined;
	let mark = '';
	const read = (isLast: boolean): readonly Heard[] => {
		const file = readWholeFile(path);
		if (file === undefined || (file.mark === mark && !isLast)) return [];
		// A writer within its rewrite: the whole comes with the next look.
		if (!(isLast || file.text.endsWith('\n'))) return [];
		mark = file.mark;
		const lines = file.text.split('\n').filter(line => line.trim() !== '');
		const fresh = lines.slice(overlap(seen, lines));
		seen = lines;
		return fresh.flatMap(line =>
			readReport(line, ended => {
				const before = current;
				current = ended;
				return before;
			}),
		);
	};
	return {
		poll: () => read(false),
		end: () => {
			const heard = read(true);
			return current === undefined
				? heard
				: [...heard, {kind: 'trial-ended', trial: current, state: 'complete', late: true}];
		},
	};
}

/** `turn` takes the trial of this report and gives that of the one before. */
function readReport(line: string, turn: (trial: number | undefined) => number | undefined): readonly Heard[] {
	const report = parseJsonObject(line);
	if (report === undefined) return [];
	const trial = jsonNumber(report.get('trial'));
	const step = jsonNumber(report.get('global_step'));
	const metrics = [...report].flatMap(([name, text]) => {
		const value = ABOUT.has(name) ? undefined : jsonNumber(text);
		return value === undefined ? [] : [[name, value] as const];
	});
	if (trial === undefined || !Number.isSafeInteger(trial) || trial < 0) {
		return [{kind: 'trial-ended', state: 'complete', metrics: new Map(metrics)}];
	}
	const number = Math.max(1, trial);
	const before = turn(number);
	const ended: readonly Heard[] =
		before === undefined || before === number
			? []
			: [{kind: 'trial-ended', trial: before, state: 'complete', late: true}];
	const isCurve = step !== undefined && step > 0;
	return [...ended, ...heardValues(metrics, {trial: number, step: isCurve ? step : undefined})];
}
