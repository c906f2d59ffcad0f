import {counted} from '../domain/text/counted.ts';
import {findMetric, unitOfFigure} from '../domain/ranking/figure.ts';
import {formatMetric} from '../domain/metric.ts';
import {numberNamed} from '../domain/ranking/metric-value.ts';
import {isPowerEstimated} from '../domain/energy/power-estimate.ts';
import type {Ranking} from '../domain/ranking/rank.ts';
import {safeText} from '../domain/text/safe-text.ts';
import {flattenParams, formatScalar} from '../domain/space.ts';
import type {SweepState} from '../domain/sweep-state.ts';
import {countTrials} from '../domain/trial/trial-counts.ts';
import {escapeXml} from '../plot/render-svg.ts';

type Fact = readonly [name: string, value: string];

/** What a sweep was and what it found, as lines of HTML. */
export function htmlFacts(state: SweepState, ranking: Ranking): readonly string[] {
	const {sweep, counts, startedAt, elapsedMs, energyJ, host} = state;
	const total = countTrials(state);
	const others = Object.entries(counts).flatMap(([name, count]) =>
		count === 0 || name === 'complete' ? [] : [`${count} ${name}`],
	);
	const objectives = (sweep?.objectives ?? []).map(({metric, direction}) => `${direction} ${metric}`);
	const machine = ['board', 'model', 'cpu', 'gpu', 'os'].flatMap(key => {
		const value = Object.hasOwn(host, key) ? host[key] : undefined;
		return typeof value === 'string' && value !== '' ? [[key, value] as const] : [];
	});
	const facts: readonly Fact[] = [
		['trials', `${total}${others.length === 0 ? '' : ` (${others.join(', ')})`}`],
		...(startedAt === '' ? [] : [['started', startedAt.slice(0, 16).replace('T', ' ')] as const]),
		...(elapsedMs === 0 ? [] : [['took', durationText(elapsedMs / 1000)] as const]),
		...(energyJ === undefined
			? []
			: [['energy', `${formatMetric(energyJ)} J${isPowerEstimated(state) ? ' est' : ''}`] as const]),
		...(sweep === undefined ? [] : [['sampler', sweep.sampler.name] as const, ['seed', String(sweep.seed)] as const]),
		...bestFacts(state, ranking),
		...machine,
	];
	const lead = [objectives.join(', '), state.endedWhy ?? ''].filter(text => text !== '').join(' · ');
	return [
		`<p class="lead">${html(lead)}</p>`,
		'<dl class="facts">',
		...facts.map(([name, value]) => `<div><dt>${html(name)}</dt><dd>${html(value)}</dd></div>`),
		'</dl>',
	];
}

function bestFacts(state: SweepState, {best, pareto}: Ranking): readonly Fact[] {
	const {sweep} = state;
	if (sweep === undefined || sweep.objectives.length === 0) return [];
	const trial = best === undefined ? undefined : state.trials[best - 1];
	if (trial === undefined)
		return pareto.length === 0
			? []
			: [
					[
						'Pareto front',
						`${counted(pareto.length, 'trial')}: ${pareto.slice(0, 12).join(', ')}${pareto.length > 12 ? ' …' : ''}`,
					],
				];
	const values = sweep.objectives.map(({metric}) => {
		const value = formatMetric(numberNamed(trial, metric), findMetric(sweep, metric)?.format);
		return `${metric} ${value} ${unitOfFigure(sweep, metric)}`.trim();
	});
	const params = [...flattenParams(sweep.space, trial.params)].map(([name, value]) => `${name} ${formatScalar(value)}`);
	return [
		['best', `trial ${trial.trial}: ${values.join(', ')}`],
		['at', params.join(', ')],
	];
}

function durationText(seconds: number): string {
	const minutes = Math.floor(seconds / 60);
	if (minutes === 0) return `${formatMetric(seconds)} s`;
	return minutes < 60
		? `${minutes} min ${Math.round(seconds % 60)} s`
		: `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

function html(text: string): string {
	return escapeXml(safeText(text));
}
