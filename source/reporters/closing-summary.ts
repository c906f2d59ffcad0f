import {isPowerEstimated} from '../domain/power-estimate.ts';
import {rankTrials} from '../domain/rank.ts';
import {costOfSearch} from '../domain/search-cost.ts';
import {safeText} from '../domain/safe-text.ts';
import {countEnded, type SweepState} from '../domain/sweep-state.ts';
import type {TrialRecord} from '../domain/trial.ts';
import {energyOfTrials} from '../domain/trial-energy.ts';
import {formatQuantity} from '../plot/quantity.ts';
import {failureRows, type OutputEndReader} from './failures.ts';
import {formatMetrics, formatPoint} from './trial-line.ts';

/** Files of a run that a person looks for after it, in the run directory. */
const RESULT_FILES = ['trials.csv', 'trials.json'];

/**
 * What is said at the end of a sweep, as lines with their labels aligned: how it ended, the best trial or the Pareto
 * front, what it cost, why trials failed, where the files are.
 */
export function closingSummary(
	state: SweepState,
	runDirectory: string,
	outputEndOf: OutputEndReader,
): readonly string[] {
	const name = state.sweep?.name ?? '';
	const rows: (readonly [string, string])[] = [
		['sweep', safeText(`${name}: ${state.endedWhy ?? state.phase}`)],
		...bestRows(state),
		['trials', countsText(state)],
		['time', formatSeconds(state.elapsedMs / 1000)],
	];
	if (state.energyJ !== undefined) rows.push(['energy', energyText(state, state.energyJ)]);
	rows.push(...searchRows(state));
	rows.push(...failureRows(state, outputEndOf));
	for (const notice of distinctNotices(state)) rows.push(['notice', safeText(notice)]);
	for (const file of RESULT_FILES) rows.push(['file', safeText(`${runDirectory}/${file}`)]);
	const width = Math.max(...rows.map(([label]) => label.length));
	return rows.map(([label, text]) => `${label.padEnd(width)}  ${text}`);
}

/** How many members of a Pareto front are named. */
const FRONT_ROWS = 5;

function bestRows(state: SweepState): readonly (readonly [string, string])[] {
	const {best, pareto, tied} = rankTrials(state);
	const textOf = (number: number): string => {
		const trial = state.trials[number - 1];
		return trial === undefined ? `#${number}` : describe(trial, state);
	};
	if (best !== undefined) {
		const others = pareto.length - 1 + tied.size;
		return [['best', `${textOf(best)}${others > 0 ? `  (${others} tied)` : ''}`]];
	}
	if (pareto.length === 0) return [['best', 'none: no trial completed with a value to rank']];
	const rows = pareto.slice(0, FRONT_ROWS).map(number => ['pareto', textOf(number)] as const);
	const more = pareto.length - rows.length;
	return more > 0 ? [...rows, ['pareto', `and ${more} more: sweeptop table last --pareto`]] : rows;
}

function describe(trial: TrialRecord, state: SweepState): string {
	return [`#${trial.trial}`, ...formatMetrics(trial, state), ` ${formatPoint(trial, state)}`].join(' ');
}

/** `24: 23 complete, 1 failed`. */
function countsText(state: SweepState): string {
	const named = Object.entries(state.counts).filter(([, count]) => count > 0);
	const total = countEnded(state) + state.counts.queued + state.counts.waiting + state.counts.running;
	return named.length === 0 ? '0' : `${total}: ${named.map(([name, count]) => `${count} ${name}`).join(', ')}`;
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
	const times = improvements === 1 ? 'once' : `${improvements} times`;
	const share = joulesAfterLastGain > 0 ? ` (${Math.round((100 * joulesAfterLastGain) / joules)} %)` : '';
	const per = `${formatQuantity(joulesPerImprovement, 'J')} an improvement (${times})`;
	return [
		[
			'search',
			`${per}, ${formatQuantity(joulesAfterLastGain, 'J')}${share} after the last gain of 1 %, #${lastGainTrial}`,
		],
	];
}

/** A rest of less than this share of the whole is not told. */
const LEAST_REST = 0.005;

/** `3.69 kJ est (no power sensor): trials 3.46 kJ, idle and pauses 230 J`; the parts where they are known and differ. */
function energyText(state: SweepState, energyJ: number): string {
	const doubt = isPowerEstimated(state) ? ' est (no power sensor)' : '';
	const whole = `${formatQuantity(energyJ, 'J')}${doubt}`;
	const {joules, unmeasured} = energyOfTrials(state.trials);
	const restJ = energyJ - joules;
	if (joules === 0 || restJ < LEAST_REST * energyJ) return whole;
	const short = unmeasured === 0 ? '' : `, ${unmeasured} ${unmeasured === 1 ? 'run' : 'runs'} too short or shared`;
	return `${whole}: trials ${formatQuantity(joules, 'J')}, idle and pauses${short} ${formatQuantity(restJ, 'J')}`;
}

function distinctNotices(state: SweepState): readonly string[] {
	const serious = state.notices.filter(notice => notice.level !== 'info').map(notice => notice.text);
	return [...new Set(serious)].slice(0, 5);
}
