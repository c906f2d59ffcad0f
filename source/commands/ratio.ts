import {UserError} from '../domain/errors.ts';
import {parseRatioGate} from '../domain/ratio/ratio-gate.ts';
import {computeRatios, parseSplit, type Split} from '../domain/ratio/ratio.ts';
import type {SweepState} from '../domain/sweep-state.ts';
import type {Sweep} from '../domain/sweep.ts';
import type {TrialRecord} from '../domain/trial.ts';
import {renderTable} from '../plot/text-table.ts';
import {measureNames, unknownName} from '../plot/trial-axis.ts';
import type {CommandBody, Invocation} from './command.ts';
import {foldRuns} from './runs/fold-runs.ts';
import {bestOfSides} from './results/best-of-sides.ts';
import {readingOf, type ReadingFlags} from './results/reading-flags.ts';
import {type MetricRatios, ratioCsv, ratioLines, ratioRows} from './results/ratio-output.ts';
import {ratioColumns, ratioSummary} from './results/ratio-text.ts';
import {judgeTable} from './results/ratio-verdict.ts';
import {createTextOutput} from './results/text-output.ts';
import {filterTrials} from './results/trial-filter.ts';

/** Options of `sweeptop ratio`. */
export type RatioFlags = ReadingFlags & {
	readonly metric: string | undefined;
	/** `P=A/B`. */
	readonly split: string | undefined;
	readonly where: string | undefined;
	/** Only the best trial of each side. */
	readonly best: boolean;
	readonly json: boolean;
	readonly csv: boolean;
	/** Bare lines of values in place of a table. */
	readonly lines: boolean;
	/** Free parameters of those lines, in order, with commas between. */
	readonly columns: string | undefined;
	/** Limits that no ratio may pass: `latency > 1.05`. */
	readonly failIf: readonly string[];
	/** Of the intervals, e.g. 0.95. */
	readonly confidence: string | undefined;
};

/** Exit code of a gate that has failed. */
const EXIT_FAILED = 1;

/**
 * `sweeptop ratio RUN --metric M --split P=A/B`: how many times A is B, for each setting of the other parameters.
 * `sweeptop ratio BEFORE AFTER`: how many times the second run is the first one. With `--fail-if` a gate for scripts:
 * exit code 1 where a ratio passes its limit for certain.
 */
export const ratioCommand: CommandBody<RatioFlags> = async invocation => {
	const {operands, flags, global, host} = invocation;
	const gates = flags.failIf.map(parseRatioGate);
	const confidence = parseConfidence(flags.confidence);
	const {state} = await foldRuns(operands, global, host, await readingOf(flags));
	const {sweep} = state;
	if (sweep === undefined) throw new UserError('the run has no sweep yet', 'Wait until it has started.');
	const metrics = chooseMetrics(
		state,
		flags.metric,
		gates.map(({metric}) => metric),
	);
	const passed = filterTrials(state, flags.where);
	const split = chooseSplit(flags.split, sweep, passed);
	const best = flags.best ? bestOfSides(state, passed, split) : undefined;
	const trials = best?.trials ?? passed;
	const all = metrics.map(metric => ({
		metric,
		table: computeRatios(trials, sweep.space, metric, split, {sweep, confidence, isOnePair: flags.best}),
	}));
	print(all, {state, split, confidence}, invocation);
	if (best !== undefined) host.note(`${best.text}\n`);
	else if (split.parameter === sweep.runParameter && all.every(({table}) => table.rows.length === 0))
		host.note('two searches try different points: --best compares the best trial of each\n');
	if (gates.length > 0 && all.every(({table}) => table.rows.length === 0 && table.lost.length === 0))
		throw new UserError('--fail-if has nothing to judge', 'No setting has a value on both sides.');
	const verdicts = gates.flatMap(gate =>
		all.filter(({metric}) => metric === gate.metric).map(({table}) => judgeTable(gate, table, confidence)),
	);
	for (const {lines} of verdicts) for (const line of lines) host.note(`${line}\n`);
	return verdicts.some(({hasFailed}) => hasFailed) ? EXIT_FAILED : 0;
};

function print(
	all: readonly MetricRatios[],
	{state, split, confidence}: {readonly state: SweepState; readonly split: Split; readonly confidence: number},
	{flags, global, host}: Invocation<RatioFlags>,
): void {
	if (flags.json) return host.out(`${JSON.stringify(ratioRows(all), undefined, '\t')}\n`);
	if (flags.csv) return host.out(ratioCsv(all));
	if (flags.lines) return host.out(all.map(({table}) => ratioLines(table, flags.columns)).join(''));
	const output = createTextOutput(host, global);
	for (const {metric, table} of all) {
		const columns = ratioColumns(state, table, {metric, split, glyphs: output.glyphs, confidence});
		output.print(renderTable(columns, {glyphs: output.glyphs}).picture);
		host.note(ratioSummary(table, metric, split));
	}
}

/** The metric that is named, those of the gates, else the first objective. */
function chooseMetrics(state: SweepState, wanted: string | undefined, gated: readonly string[]): readonly string[] {
	const chosen = [...new Set([...(wanted === undefined ? [] : [wanted]), ...gated])];
	const otherwise = state.sweep?.objectives[0]?.metric;
	const metrics = chosen.length === 0 && otherwise !== undefined ? [otherwise] : chosen;
	const known = measureNames(state);
	if (metrics.length === 0) throw new UserError('ratio needs --metric NAME', `There are: ${known.join(', ')}.`);
	const unknown = metrics.find(metric => !known.includes(metric));
	if (unknown !== undefined) throw unknownName(unknown, known);
	return metrics;
}

/** What is named, else the second run over the first one. */
function chooseSplit(wanted: string | undefined, {space, runParameter}: Sweep, trials: readonly TrialRecord[]): Split {
	if (wanted !== undefined) return parseSplit(wanted, space, trials);
	const domain = space.parameters.find(({name}) => name === runParameter)?.domain;
	const runs = domain?.kind === 'choice' ? domain.values : [];
	const [before, after, another] = runs;
	if (runParameter === undefined || before === undefined || after === undefined)
		throw new UserError('ratio needs --split PARAMETER=A/B, or two runs', 'For example: --split dtype=float/half');
	if (another !== undefined)
		throw new UserError(
			`these are ${runs.length} runs: ratio cannot know which two are meant`,
			`Name them: --split ${runParameter}=${String(after)}/${String(before)}`,
		);
	return {parameter: runParameter, numerator: after, denominator: before};
}

function parseConfidence(text: string | undefined): number {
	if (text === undefined) return 0.95;
	const share = Number(text);
	if (share > 0.5 && share < 1) return share;
	throw new UserError(`--confidence cannot be "${text}"`, 'It is a share between 0.5 and 1, as 0.95 or 0.99.');
}
