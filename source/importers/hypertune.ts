import {UserError} from '../domain/errors.ts';
import type {
	ForeignSource,
	ImportedPoint,
	ImportedSweep,
	ImportedTrial,
	ImporterDefinition,
	ImportOptions,
} from '../domain/importer.ts';
import {isObject} from '../domain/text/json-object.ts';
import {encodeNumber, type JsonNumber, parseNumber} from '../domain/number.ts';
import {own, recordOf} from '../domain/record.ts';
import {safeText} from '../domain/text/safe-text.ts';
import {guessObjective} from './column-names.ts';
import {parseTime} from './foreign/foreign-time.ts';
import {parseLooseJson} from './loose-json.ts';
import {sweepName} from './sweep-name.ts';

const FIRST_LINE = /^\s*\{(?=[^\n]*"global_step"\s*:)(?=[^\n]*"timestamp"\s*:)(?=[^\n]*"trial"\s*:)/;

/** The metric file of cloudml-hypertune: one report a line, all values as texts. */
export const hypertuneImporter = {
	id: 'hypertune',
	title: 'hypertune metric file',
	takes: 'output.metrics of cloudml-hypertune, also several joined in one',
	recognise: source => {
		if (source.kind !== 'file') return undefined;
		return FIRST_LINE.test(Buffer.from(source.head()).toString('utf8')) ? 'sure' : undefined;
	},
	read: (source, options = {}) => [readReports(source, options)],
} as const satisfies ImporterDefinition;

type Draft = {
	readonly points: ImportedPoint[];
	readonly last: Map<string, JsonNumber>;
	reports: number;
	/** A report had a step. */
	hasSteps: boolean;
};

const OWN_KEYS: ReadonlySet<string> = new Set(['global_step', 'timestamp', 'trial']);

function readReports(source: ForeignSource, options: ImportOptions = {}): ImportedSweep {
	const drafts = new Map<string, Draft>();
	const notes: string[] = [];
	let line = 0;
	for (const text of source.lines()) {
		line += 1;
		if (text.trim() === '') continue;
		try {
			const report = parseLooseJson(text, `${source.name}:${line}`);
			if (isObject(report)) addReport(drafts, report);
		} catch (error) {
			if (!(error instanceof UserError)) throw error;
			notes.push(`line ${line} is no report and was left out`);
		}
	}
	if (drafts.size === 0) throw new UserError(`${safeText(source.name)} holds no report`, 'Wait for the first one.');
	const names = new Set([...drafts.values()].flatMap(({last}) => [...last.keys()]));
	const guess = guessObjective(names, options);
	return {
		name: sweepName(source.name),
		objectives: guess.objectives,
		trials: [...drafts].map(([label, draft]) => toTrial(label, draft)),
		notes: [...notes, ...guess.notes, 'the file has no parameters, and of each trial its last 100 reports'],
	};
}

function addReport(drafts: Map<string, Draft>, report: Readonly<Record<string, unknown>>): void {
	const label = own(report, 'trial');
	const trial = typeof label === 'string' || typeof label === 'number' ? String(label) : '0';
	const stamp = own(report, 'timestamp');
	const timeMs = parseTime(typeof stamp === 'number' || typeof stamp === 'string' ? stamp : undefined);
	let draft = drafts.get(trial);
	if (draft === undefined) drafts.set(trial, (draft = {points: [], last: new Map(), reports: 0, hasSteps: false}));
	const step = stepOf(report, draft);
	for (const name of Object.keys(report)) {
		if (OWN_KEYS.has(name)) continue;
		const cell = own(report, name);
		const value = typeof cell === 'number' ? cell : parseNumber(String(cell));
		if (value === undefined) continue;
		draft.last.set(name, encodeNumber(value));
		draft.points.push({
			name,
			step,
			value: encodeNumber(value),
			...(timeMs === undefined ? {} : {timeMs}),
		});
	}
}

/** Its writer puts 0 where it was given no step: until one comes, the number of the report stands for it. */
function stepOf(report: Readonly<Record<string, unknown>>, draft: Draft): number {
	const given = Number(own(report, 'global_step') ?? 0);
	const step = Number.isFinite(given) ? given : 0;
	draft.hasSteps ||= step !== 0;
	const place = draft.reports;
	draft.reports += 1;
	return draft.hasSteps ? step : place;
}

function toTrial(label: string, {points, last}: Draft): ImportedTrial {
	return {label, params: {}, state: 'complete', metrics: recordOf(last), curve: points};
}
