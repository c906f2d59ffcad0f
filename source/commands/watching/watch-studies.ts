import {join} from 'node:path';
import type {Heard, NameRoles, StudyListener} from '../../domain/listener.ts';
import type {WatchSettings} from '../../domain/sweep.ts';
import {createStudyPoller, type StudyPoller} from '../../engine/watch/study-poller.ts';
import {openHypertuneStudy} from '../../listeners/hypertune-file.ts';
import {openJsonLinesStudy} from '../../listeners/json-lines-file.ts';
import {STUDY_LISTENERS} from '../../listeners/registry.ts';
import {withStudyRoles} from '../../listeners/roles.ts';
import {withUntimed} from '../../listeners/untimed.ts';
import {monotonicMs} from '../clock.ts';
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

/** Names of which it is known what they are: those that the person sorted, and what is to be made small or large. */
export function knownNames({roles, goals}: WatchSettings): NameRoles | undefined {
	const {params = [], metrics = []} = roles ?? {};
	const wanted = goals.map(({metric}) => metric).filter(name => !params.includes(name));
	return params.length + metrics.length + wanted.length === 0 ? undefined : {params, metrics, goals: wanted};
}

/**
 * Pollers of the storage that the person named, and of the files that the program may report to. `onHeard` is called
 * whenever one of them has news.
 */
export function openStudies(
	settings: WatchSettings,
	files: ProgramFiles,
	{onTrouble, onHeard}: {readonly onTrouble: (text: string) => void; readonly onHeard: () => void},
): readonly StudyPoller[] {
	const roles = knownNames(settings);
	const poller = (name: string, study: StudyListener): StudyPoller =>
		createStudyPoller(withUntimed(withStudyRoles(withNews(study, onHeard), roles), settings.follows === true), {
			name,
			now: monotonicMs,
			onTrouble,
		});
	const own = [
		poller('hypertune', openHypertuneStudy(files.hypertune)),
		poller('metrics', openJsonLinesStudy(files.metrics, roles)),
	];
	if (settings.study === undefined) return own;
	const named = namedStudy(settings.study, roles, poller);
	// A program that runs already was told nothing of ours.
	return settings.follows === true ? [named] : [...own, named];
}

/** Tells whenever something is heard of a storage. */
function withNews(study: StudyListener, onHeard: () => void): StudyListener {
	const tell = (heard: readonly Heard[]): readonly Heard[] => {
		if (heard.length > 0) onHeard();
		return heard;
	};
	return {poll: async () => tell(await study.poll()), end: async isGood => tell(await study.end(isGood))};
}

function namedStudy(
	address: NonNullable<WatchSettings['study']>,
	roles: NameRoles | undefined,
	poller: (name: string, study: StudyListener) => StudyPoller,
): StudyPoller {
	const definition = STUDY_LISTENERS.find(candidate => candidate.takes(address));
	// Whatever else an importer recognises can be followed too, by reading it again.
	if (definition === undefined) return poller('study', openImporterStudy(address.path));
	return poller(definition.id, definition.open(address, roles));
}
