import {extendedBudget} from '../../source/domain/sweep/extension.ts';
import {isPowerEstimated} from '../../source/domain/energy/power-estimate.ts';
import {inChosenUnit} from '../../source/domain/settings.ts';
import {countFailed} from '../../source/domain/trial/trial-counts.ts';
import type {Glyphs, Line, Picture} from '../../source/plot/cells.ts';
import {renderGauge} from '../../source/plot/gauge.ts';
import {formatQuantity} from '../../source/plot/quantity.ts';
import type {ScreenModel} from '../../source/store/screen-model.ts';
import {column, outside, run} from '../lines.ts';
import {ACCENT, ACCENT_BOLD, DIM, WARNING} from '../style.ts';
import {formatClock} from '../units.ts';

/** From this share on a budget is nearly spent. */
const NEARLY = 0.9;

type Gauge = {readonly title: string; readonly share: number; readonly text: string};

/** What was spent of each budget, as gauges; without a budget, what was spent. */
export function budgetLines(model: ScreenModel, glyphs: Glyphs, columns: number): Picture {
	return [
		[run(' budgets', ACCENT_BOLD)],
		...gauges(model).map(gauge => gaugeLine(gauge, glyphs, columns)),
		...costLines(model, glyphs),
		...conditionLines(model, glyphs),
	];
}

/** What the energy of the trials has bought, where one objective tells. */
function costLines({progress, ui}: ScreenModel, glyphs: Glyphs): Picture {
	const cost = progress.searchCost();
	if (cost === undefined) return [];
	const energy = (joules: number): string => {
		const {value, unit} = inChosenUnit(joules, 'J', ui.settings);
		return formatQuantity(value, unit);
	};
	const after = `#${cost.lastGainTrial} was the last of 1 %, ${energy(cost.joulesAfterLastGain)} since`;
	const text = `${energy(cost.joulesPerImprovement)} an improvement; ${after}`;
	return [[column('   gains', 12, 'start', glyphs, DIM), outside(text, glyphs)]];
}

function gauges({state, progress, ui}: ScreenModel): readonly Gauge[] {
	const {timeMs, energyJ} = extendedBudget(state.sweep?.budget ?? {}, state);
	const of = (spent: number, limit: number | undefined): number =>
		limit === undefined || limit <= 0 ? Number.NaN : spent / limit;
	const energy = (joules: number): string => {
		const {value, unit} = inChosenUnit(joules, 'J', ui.settings);
		return formatQuantity(value, unit);
	};
	const most =
		progress.total === undefined ? ', no limit' : ` of ${progress.atMost ? 'at most ' : ''}${progress.total}`;
	const spentJ = progress.energyJ;
	const spent = spentJ === undefined ? 'not measured' : `${energy(spentJ)}${isPowerEstimated(state) ? ' est' : ''}`;
	return [
		{title: 'trials', share: of(progress.ended, progress.total), text: `${progress.ended}${most}`},
		{
			title: 'time',
			share: of(progress.elapsedMs, timeMs),
			text: `${formatClock(progress.elapsedMs)}${timeMs === undefined ? ', no limit' : ` of ${formatClock(timeMs)}`}`,
		},
		{
			title: 'energy',
			share: spentJ === undefined ? Number.NaN : of(spentJ, energyJ),
			text: `${spent}${energyJ === undefined ? ', no limit' : ` of ${energy(energyJ)}`}`,
		},
	];
}

function gaugeLine({title, share, text}: Gauge, glyphs: Glyphs, columns: number): Line {
	const name = column(`   ${title}`, 12, 'start', glyphs, DIM);
	if (Number.isNaN(share)) return [name, outside(text, glyphs)];
	const room = Math.max(0, Math.min(40, columns - 12 - 34));
	const gauge = renderGauge(Math.min(1, share), {
		columns: room,
		glyphs,
		label: `${Math.floor(share * 100)} %`,
		labelColumns: 5,
		style: share >= NEARLY ? WARNING : ACCENT,
	});
	return [name, ...gauge, outside(`  ${text}`, glyphs)];
}

/** Budgets that are no amounts: failures that end the sweep, and the target. */
function conditionLines({state}: ScreenModel, glyphs: Glyphs): Picture {
	const {failures, target} = state.sweep?.budget ?? {};
	const failed = countFailed(state);
	return [
		...(failures === undefined
			? []
			: [
					[
						column('   failures', 12, 'start', glyphs, DIM),
						outside(`${failed} so far, ${failures} end the sweep`, glyphs),
					],
				]),
		...(target === undefined
			? []
			: [[column('   target', 12, 'start', glyphs, DIM), outside(`ends when ${target}`, glyphs)]]),
	];
}
