import {join} from 'node:path';
import type {StudyListener} from '../domain/listener.ts';
import type {WatchSettings} from '../domain/sweep.ts';
import {createStudyPoller, type StudyPoller} from '../engine/watch/study-poller.ts';
import {openHypertuneStudy} from '../listeners/hypertune-file.ts';
import {openJsonLinesStudy} from '../listeners/json-lines-file.ts';
import {STUDY_LISTENERS} from '../listeners/registry.ts';
import {monotonicMs} from './clock.ts';
import {openImporterStudy} from './watch-importer.ts';

/** Files that a watched program may report to, and the variables that name them. */
export type ProgramFiles = {
	readonly hypertune: string;
	readonly metrics: string;
	readonly environment: Readonly<Record<string, string>>;
};

/** Those of a run directory; a file that the person's own environment names stays where it is. */
export function programFiles(
	directory: string,
	environment: Readonly<Record<string, string | undefined>>,
): ProgramFiles {
	const hypertune = environment['CLOUD_ML_HP_METRIC_FILE'] ?? join(directory, 'output.metrics');
	const metrics = join(directory, 'metrics.jsonl');
	return {hypertune, metrics, environment: {CLOUD_ML_HP_METRIC_FILE: hypertune, SWEEP_METRICS: metrics}};
}

/** Pollers of the storage that the person named, and of the files that the program may report to. */
export function openStudies(
	settings: WatchSettings,
	files: ProgramFiles,
	onTrouble: (text: string) => void,
): readonly StudyPoller[] {
	const poller = (name: string, study: StudyListener): StudyPoller =>
		createStudyPoller(study, {name, now: monotonicMs, onTrouble});
	const own = [
		poller('hypertune', openHypertuneStudy(files.hypertune)),
		poller('metrics', openJsonLinesStudy(files.metrics)),
	];
	return settings.study === undefined ? own : [...own, namedStudy(settings.study, poller)];
}

function namedStudy(
	address: NonNullable<WatchSettings['study']>,
	poller: (name: string, study: StudyListener) => StudyPoller,
): StudyPoller {
	const definition = STUDY_LISTENERS.find(candidate => candidate.takes(address));
	// Whatever else an importer recognises can be followed too, by reading it again.
	if (definition === undefined) return poller('study', openImporterStudy(address.path));
	return poller(definition.id, definition.open(address));
}
