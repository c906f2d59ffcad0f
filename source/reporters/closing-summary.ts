import {counted} from '../domain/text/counted.ts';
import {isPowerEstimated} from '../domain/energy/power-estimate.ts';
import {findKnee} from '../domain/ranking/leader.ts';
import {rankTrials} from '../domain/ranking/rank.ts';
import {costOfSearch} from '../domain/ranking/search-cost.ts';
import {safeText} from '../domain/text/safe-text.ts';
import type {SweepState} from '../domain/sweep-state.ts';
import {countTrials} from '../domain/trial/trial-counts.ts';
import {type TrialRecord, trialName} from '../domain/trial.ts';
import {energyOfTrials} from '../domain/energy/trial-energy.ts';
import {formatQuantity} from '../plot/quantity.ts';
import {failureRows, type OutputEndReader} from './failures.ts';
import {leadRows} from './lead-rows.ts';
import {targetRow} from './target-row.ts';
import {formatMetrics, formatPoint} from './trial-line.ts';

/** Files of a run that a person looks for after it, in the run directory. */
const RESULT_FILES = ['trials.csv', 'trials.json'];

/**
 * What is said at the end of a sweep, as lines with their labels aligned: how it ended, the best trial or the Pareto
 * front, what it cost, why trials failed, where the files are.
 * @param runDirectory absent where the results are no run of ours: then there are no files to be named.
 * @param told notices that the person has read already.
 */
export function closingSummary(
	state: SweepState,
	runDirectory: string | undefined,
	outputEndOf: OutputEndReader,
	told: ReadonlySet<string> = new Set(),
): readonly string[] {
	const name = state.sweep?.name ?? '';
	const rows: (readonly [string, string])[] = [
		['sweep', safeText(`${name}: ${state.endedWhy ?? state.phase}`)],
		...bestRows(state),
		...targetRow(state),
		['trials', countsText(state)],
		['time', formatSeconds(state.elapsedMs / 1000)],
	];
	if (state.energyJ !== undefined) rows.push(['energy', energyText(state, state.energyJ)]);
	rows.push(...searchRows(state));
	rows.push(...failureRows(state, outputEndOf));
	for (const notice of distinctNotices(state, told)) rows.push(['notice', safeText(notice)]);
	for (const file of runDirectory === undefined ? [] : RESULT_FILES)
		rows.push(['file', safeText(`${runDirectory}/${file}`)]);
	const width = Math.max(...rows.map(([label]) => label.length));
	return rows.map(([label, text]) => `${label.padEnd(width)}  ${text}`);
}

/** How many notices are repeated at the end. */
const MOST_NOTICES = 5;

/** How many members of a Pareto front are named. */
const FRONT_ROWS = 5;

function bestRows(state: SweepState): readonly (readonly [string, string])[] {
	const ranking = rankTrials(state);
	const {best, pareto, tied} = ranking;
	const bestText = (number: number): string => {
		const trial = state.trials[number - 1];
		return trial === undefined ? `#${number}` : describe(trial, state);
	};
	if (best !== undefined) {
		const row = ['best', `${bestText(best)}${tied.size > 0 ? `  (${tied.size} tied)` : ''}`] as const;
		return [row, ...leadRows(state, ranking).map(text => ['', text] as const)];
	}
	if (pareto.length === 0) return [['best', noBestText(state)]];
	const knee = findKnee(state, ranking);
	const others = pareto.filter(number => number !== knee);
	const room = FRONT_ROWS - (knee === undefined ? 0 : 1);
	const named = others.slice(0, room).map(number => ['pareto', bestText(number)] as const);
	const rows = knee === undefined ? named : [['knee', bestText(knee)] as const, ...named];
	const more = pareto.length - rows.length;
	return more > 0 ? [...rows, ['pareto', `and ${more} more: sweeptop table last --pareto`]] : rows;
}

function noBestText({counts, sweep}: SweepState): string {
	const names = (sweep?.objectives ?? []).map(({metric}) => safeText(metric)).join(', ');
	if (counts.complete === 0 || names === '') return 'none: no trial completed with a value to rank';
	return `none: no value of ${names} can be ranked in ${counted(counts.complete, 'complete trial')} (NaN, infinite, missing, or against a constraint)`;
}

function describe(trial: TrialRecord, state: SweepState): string {
	return [safeText(trialName(trial)), ...formatMetrics(trial, state), ` ${formatPoint(trial, state)}`].join(' ');
}

/** `24: 23 complete, 1 failed`. */
function countsText(state: SweepState): string {
	const named = Object.entries(state.counts).filter(([, count]) => count > 0);
	return named.length === 0
		? '0'
		: `${countTrials(state)}: ${named.map(([name, count]) => `${count} ${name}`).join(', ')}`;
}

function formatSeconds(seconds: number): string {
	if (seconds < 60) return formatQuantity(seconds, 's');
	const whole = Math.round(seconds);
	const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
	const tail = `${String(minutes).padStart(hours > 0 ? 2 : 1, '0')}:${String(whole % 60).padStart(2, '0')}`;
	return hours > 0 ? `${hours}:${tail}` : tail;
}

/** What the energy of the trials has bought. */
function searchRows(state: SweepState): readonly (readonly [string, string])[] {
	const cost = costOfSearch(state);
	if (cost === undefined) return [];
	const {joules, improvements, joulesPerImprovement, joulesAfterLastGain, lastGainTrial} = cost;
	const each = improvements === 1 ? '' : ` (${formatQuantity(joulesPerImprovement, 'J')} each)`;
	const bought = `${formatQuantity(joules, 'J')} for ${counted(improvements, 'improvement')}${each}`;
	const after =
		joulesAfterLastGain > 0
			? `, and ${formatQuantity(joulesAfterLastGain, 'J')} (${Math.round((100 * joulesAfterLastGain) / joules)} %) were spent after it`
			: '';
	return [['search', `${bought}; #${lastGainTrial} was the last to better the best by 1 %${after}`]];
}

/** A rest of less than this share of the whole is not told. */
const LEAST_REST = 0.005;

/** `3.69 kJ est (no power sensor): trials 3.46 kJ, rest 230 J (idle, pauses)`; the parts where they are known and differ. */
function energyText(state: SweepState, energyJ: number): string {
	const doubt = isPowerEstimated(state) ? ' est (no power sensor)' : '';
	const whole = `${formatQuantity(energyJ, 'J')}${doubt}`;
	const {joules, unmeasured} = energyOfTrials(state.trials);
	const restJ = energyJ - joules;
	if (joules === 0 || restJ < LEAST_REST * energyJ) return whole;
	const short = unmeasured === 0 ? '' : `, ${counted(unmeasured, 'run')} too short or shared`;
	return `${whole}: trials ${formatQuantity(joules, 'J')}, rest ${formatQuantity(restJ, 'J')} (idle, pauses${short})`;
}

/** Each once, also where an engine that went on with the sweep found another share: the latest is told. */
function distinctNotices(state: SweepState, told: ReadonlySet<string>): readonly string[] {
	const latest = new Map<string, string>();
	for (const {level, text} of state.notices) {
		if (level !== 'info') latest.set(text.replaceAll(/\d+(?:\.\d+)? %/g, '%'), text);
	}
	return [...latest.values()].filter(text => !told.has(text)).slice(0, MOST_NOTICES);
}
