import {parseExpression} from '../domain/expression/expression-parser.ts';
import type {ImportedSweep} from '../domain/importer.ts';
import type {Metric} from '../domain/metric.ts';
import type {Sweep} from '../domain/sweep.ts';
import {DEFAULT_GATE, DEFAULT_RUN, DEFAULT_TELEMETRY} from '../domain/sweep/sweep-defaults.ts';
import {sweepName} from './sweep-name.ts';
import type {StoredNames} from './stored-names.ts';
import type {TrialSurvey} from './trial-survey.ts';

/**
 * The frozen sweep of an import. It has no command: what ran is known for single trials at most, and nothing is to run
 * again. Its budget is what there is, so that nobody waits for more.
 */
export function toSweep(imported: ImportedSweep, survey: TrialSurvey, names: StoredNames): Sweep {
	return {
		format: 1,
		name: sweepName(imported.name),
		command: {kind: 'argv', argv: []},
		workdir: '/',
		env: {},
		space: imported.space ?? survey.space,
		constraints: imported.constraints ?? [],
		metrics: metricsOf(imported, survey, names),
		objectives: imported.objectives.map(objective => {
			if (isDuration(objective.metric, imported, survey)) return objective;
			const place = names.metric(objective.metric);
			return place.kind === 'telemetry' ? objective : {...objective, metric: place.name};
		}),
		sampler: {name: imported.sampler ?? 'imported', options: {}},
		pruner: {name: 'none', options: {}},
		views: imported.views ?? [],
		budget: {trials: survey.count, ...targetOf(imported.target)},
		run: DEFAULT_RUN,
		telemetry: {...DEFAULT_TELEMETRY, baseline: 'off'},
		gate: DEFAULT_GATE,
		labels: imported.labels ?? {},
		seed: 0,
		...(imported.runParameter === undefined
			? {}
			: {runParameter: imported.runParameter, runsPlan: {trials: survey.count, exact: true}}),
	};
}

/** It came with the file: what cannot be read as an expression would fail wherever it is drawn. */
function targetOf(text: string | undefined): Sweep['budget'] {
	if (text === undefined) return {};
	try {
		parseExpression(text);
		return {target: text};
	} catch {
		return {};
	}
}

/** Whether a name means how long a trial took, and not a metric of the program that is called so. */
function isDuration(name: string, {metrics = []}: ImportedSweep, survey: TrialSurvey): boolean {
	return name === 'duration_s' && ![...metrics.map(metric => metric.name), ...survey.metrics].includes(name);
}

/** Described metrics first, then objectives, then what trials have beside them. */
function metricsOf(imported: ImportedSweep, survey: TrialSurvey, names: StoredNames): readonly Metric[] {
	const described = (imported.metrics ?? []).flatMap(({name, ...rest}) =>
		name === undefined ? [] : [{name, ...rest}],
	);
	const wanted = imported.objectives.map(({metric}) => metric).filter(name => !isDuration(name, imported, survey));
	const undescribed = [...wanted, ...survey.metrics];
	const metrics = new Map<string, Metric>();
	for (const metric of [...described, ...undescribed.map(name => ({name}))]) {
		const place = names.metric(metric.name);
		if (place.kind === 'telemetry' || metrics.has(place.name)) continue;
		metrics.set(place.name, {reduce: 'last', stream: false, ...metric, name: place.name});
	}
	return [...metrics.values()];
}
