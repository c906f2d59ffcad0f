import {UserError} from '../domain/errors.ts';
import type {ImportedSweep, ImportedTelemetry, ImportedTrial} from '../domain/importer.ts';
import {mergeParameters} from '../domain/space/merge-domains.ts';
import {runParameterBeside, sharedObjectives, uniqueRunNames} from '../domain/sweep/merge-runs.ts';
import type {Metric} from '../domain/metric.ts';
import {safeText} from '../domain/text/safe-text.ts';
import type {Parameter} from '../domain/space.ts';
import {spaceOf, surveyTrials, type TrialSurvey} from './trial-survey.ts';

/** A foreign sweep to be set beside others, and what its source is called. */
export type NamedImport = {readonly name: string; readonly imported: ImportedSweep};

/**
 * Several foreign sweeps as one, in the way in which several runs are shown as one
 * (`docs/decisions/0011-several-runs-are-one-sweep.md`): a parameter more says where a trial is from. Times stay as they
 * are.
 * @throws UserError where a name is a parameter in one of them and a metric in another.
 */
export function setTogether(sources: readonly NamedImport[]): ImportedSweep {
	const names = uniqueRunNames(sources.map(({name}) => name));
	const read = sources.map(({imported}, index): Read => {
		const survey = surveyTrials(imported.trials);
		const {parameters} = spaceOf(imported.space, survey);
		return {name: names[index] ?? '', imported, survey, parameters, metrics: metricNames(imported, survey)};
	});
	refuseUnlikeRoles(read);
	const taken = new Set(read.flatMap(({parameters, metrics}) => [...parameters.map(({name}) => name), ...metrics]));
	const runParameter = runParameterBeside(taken);
	const run: Parameter = {name: runParameter, domain: {kind: 'choice', values: names}};
	const sweeps = sources.map(({imported}) => imported);
	const views = sweeps.find(sweep => sweep.views !== undefined)?.views;
	const host = sweeps.find(sweep => sweep.host !== undefined)?.host;
	const telemetry = telemetryOf(sweeps);
	return {
		name: [...new Set(sweeps.map(sweep => sweep.name))].slice(0, 3).join('-'),
		space: {parameters: [run, ...mergeParameters(read.map(({parameters}) => parameters))], exclude: []},
		objectives: sharedObjectives(sweeps),
		metrics: byName(sweeps.flatMap(({metrics = []}) => metrics)),
		sampler: [...new Set(sweeps.map(({sampler = 'imported'}) => sampler))].join(' + '),
		trials: {[Symbol.iterator]: () => trialsOf(read, runParameter)},
		runParameter,
		...sharedTarget(sweeps),
		notes: read.flatMap(({name, imported: {notes = []}}) => notes.map(text => `${name}: ${text}`)),
		warnings: read.flatMap(({name, imported: {warnings = []}}) => warnings.map(text => `${name}: ${text}`)),
		...(views === undefined ? {} : {views}),
		...(host === undefined ? {} : {host}),
		...(telemetry === undefined ? {} : {telemetry}),
	};
}

type Read = NamedImport & {
	readonly survey: TrialSurvey;
	readonly parameters: readonly Parameter[];
	readonly metrics: readonly string[];
};

function metricNames({metrics = [], objectives}: ImportedSweep, survey: TrialSurvey): readonly string[] {
	const described = metrics.flatMap(({name}) => name ?? []);
	return [...described, ...objectives.map(({metric}) => metric), ...survey.metrics];
}

/** Of two tables without words about their columns one may be taken for another thing than the other. */
function refuseUnlikeRoles(read: readonly Read[]): void {
	for (const one of read) {
		const parameters = new Set(one.parameters.map(({name}) => name));
		for (const other of read) {
			const name = other.metrics.find(metric => parameters.has(metric));
			if (name === undefined || other === one) continue;
			const [column, here, there] = [name, one.name, other.name].map(text => safeText(text));
			throw new UserError(
				`"${column}" is a parameter in ${here} and a metric in ${there}`,
				'Say which columns are parameters: --params NAMES.',
			);
		}
	}
}

function* trialsOf(read: readonly Read[], runParameter: string): Generator<ImportedTrial> {
	for (const {name, imported} of read) {
		let number = 0;
		for (const trial of imported.trials) {
			number += 1;
			yield {
				...trial,
				label: trial.label ?? String(number),
				by: trial.by ?? imported.sampler ?? 'import',
				params: {[runParameter]: name, ...trial.params},
			};
		}
	}
}

/** The target where all have the same one. */
function sharedTarget(sweeps: readonly ImportedSweep[]): Pick<ImportedSweep, 'target'> {
	const target = sweeps[0]?.target;
	return target !== undefined && sweeps.every(sweep => sweep.target === target) ? {target} : {};
}

function byName(metrics: readonly Partial<Metric>[]): readonly Partial<Metric>[] {
	const first = new Map<string | undefined, Partial<Metric>>();
	for (const metric of metrics) if (!first.has(metric.name)) first.set(metric.name, metric);
	return [...first.values()];
}

/** The readings of all, in one row each: what another source reads is absent. */
function telemetryOf(sweeps: readonly ImportedSweep[]): ImportedTelemetry | undefined {
	const read = sweeps.flatMap(({telemetry}) => telemetry ?? []);
	if (read.length === 0) return undefined;
	const channels = new Map(read.flatMap(one => one.channels.map(channel => [channel.channel, channel] as const)));
	const names = [...channels.keys()];
	return {
		channels: [...channels.values()],
		rows: {
			*[Symbol.iterator]() {
				for (const one of read) {
					const places = names.map(name => one.channels.findIndex(({channel}) => channel === name));
					for (const {timeMs, values} of one.rows) yield {timeMs, values: places.map(place => values[place])};
				}
			},
		},
	};
}
