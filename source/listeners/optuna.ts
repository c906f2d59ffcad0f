import type {Heard, Listener, ListenerDefinition} from '../domain/listener.ts';
import type {Direction} from '../domain/metric.ts';
import {
	entriesOf,
	numbersOf,
	paramsOf,
	parsePythonLiteral,
	type PythonValue,
} from '../domain/foreign/python-literal.ts';
import {createSearchTable} from './search-table.ts';

/** Message of a finished trial; behind it stands the value. Source: Optuna's `Study._log_completed_trial`. */
const FINISHED = /\bTrial (\d+) finished with values?: /;
const PARAMETERS = ' and parameters: ';
const BEST = /\. Best is trial (\d+) with value: (\S+)\.\s*$/;
const PRUNED = /\bTrial (\d+) pruned\b/;
const FAILED = /\bTrial (\d+) failed with (?:parameters: |value )/;
const STUDY = /\bA new study created in \S+ with name: (.+)$/;
const OLD_STUDY = /\bUsing an existing study with name '(.+)' instead of creating a new one/;

/** Optuna counts its trials from 0. */
export const FROM_ZERO = {kind: 'numbering', first: 0} as const satisfies Heard;

/** What Optuna's log says, whatever stands before a message: its own handler, or `logging` with another format. */
export const optunaListener: ListenerDefinition = {
	id: 'optuna',
	title: "Optuna's log",
	recognise: text => (text.includes('Trial ') ? FINISHED.test(text) : STUDY.test(text) || OLD_STUDY.test(text)),
	create: createOptunaListener,
};

/** A listener for Optuna's log and for a table of its best trials. */
export function createOptunaListener(): Listener {
	const best = createDirectionFinder();
	let isNumbered = false;
	const numbered = (heard: readonly Heard[]): readonly Heard[] => {
		if (isNumbered || heard.length === 0) return heard;
		isNumbered = true;
		return [FROM_ZERO, ...heard];
	};
	const table = createSearchTable();
	return {
		line: (text, {rewritten}) => {
			if (rewritten) return [];
			if (!text.includes('rial ')) return readStudy(text) ?? table.line(text);
			const finished = FINISHED.exec(text);
			if (finished !== null) return numbered(readFinished(text, finished, best));
			return numbered(readOther(text));
		},
		end: () => [],
	};
}

function readStudy(text: string): readonly Heard[] | undefined {
	if (!text.includes('study')) return undefined;
	const name = (STUDY.exec(text) ?? OLD_STUDY.exec(text))?.[1];
	return name === undefined ? undefined : [{kind: 'study', name: name.trim()}];
}

function readOther(text: string): readonly Heard[] {
	const pruned = PRUNED.exec(text);
	if (pruned !== null) return [{kind: 'trial-ended', trial: Number(pruned[1]) + 1, state: 'pruned'}];
	const failed = FAILED.exec(text);
	if (failed === null) return [];
	const trial = Number(failed[1]) + 1;
	const params = paramsAt(text, failed.index + failed[0].length);
	const why = text.split('because of the following error: ')[1]?.trim();
	return [
		{
			kind: 'trial-ended',
			trial,
			state: 'failed',
			why: why === undefined || why === '' ? 'the program says that it failed' : why,
			...(params === undefined ? {} : {params}),
		},
	];
}

function readFinished(text: string, match: RegExpExecArray, best: DirectionFinder): readonly Heard[] {
	const trial = Number(match[1]) + 1;
	const parsed = parsePythonLiteral(text, match.index + match[0].length);
	if (parsed === undefined) return [];
	const at = text.indexOf(PARAMETERS, parsed.end);
	const params = at < 0 ? undefined : paramsAt(text, at + PARAMETERS.length);
	const metrics = metricsOf(parsed.value);
	const direction = best.see(trial, metrics.get('value'), BEST.exec(text));
	return [
		...(direction === undefined ? [] : [{kind: 'objective', metric: 'value', direction} as const]),
		{kind: 'trial-ended', trial, state: 'complete', metrics, ...(params === undefined ? {} : {params})},
	];
}

function paramsAt(text: string, from: number): ReturnType<typeof paramsOf> | undefined {
	const entries = entriesOf(parsePythonLiteral(text, from)?.value);
	return entries === undefined ? undefined : paramsOf(entries);
}

/** One objective is called `value`, several `values_0` …, or by the names that the study gave them. */
function metricsOf(value: PythonValue): ReadonlyMap<string, number> {
	if (typeof value === 'number') return new Map([['value', value]]);
	const named = entriesOf(value);
	if (named !== undefined) return new Map(numbersOf(named));
	if (!Array.isArray(value)) return new Map();
	return new Map(
		value.flatMap((item: PythonValue, index) => (typeof item === 'number' ? [[`values_${index}`, item] as const] : [])),
	);
}

type DirectionFinder = {
	/** The direction, once, when a value and the best one differ. */
	readonly see: (trial: number, value: number | undefined, best: RegExpExecArray | null) => Direction | undefined;
};

/** A log does not say what is searched for, but which trial is best so far. */
function createDirectionFinder(): DirectionFinder {
	let found = false;
	let before: number | undefined;
	return {
		see: (trial, value, best) => {
			if (found || value === undefined || best === null) return undefined;
			const isBest = Number(best[1]) + 1 === trial;
			const other = isBest ? before : Number(best[2]);
			before = Number(best[2]);
			if (other === undefined || !Number.isFinite(other) || other === value) return undefined;
			found = true;
			return isBest === value < other ? 'minimize' : 'maximize';
		},
	};
}
