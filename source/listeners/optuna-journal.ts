import {UserError} from '../domain/errors.ts';
import type {Heard, StudyAddress, StudyListener, StudyListenerDefinition} from '../domain/listener.ts';
import {followLines} from './file-reading.ts';
import {parseJsonObject} from '../domain/text/json-object.ts';
import {createOptunaReplay} from './optuna-replay.ts';

/** The journal file of Optuna while its study runs. */
export const optunaJournalStudy: StudyListenerDefinition = {
	id: 'optuna-journal',
	title: "Optuna's journal file (*.journal, *.json)",
	takes: ({scheme, path}) => scheme === 'journal' || /\.(?:journal|json)$/i.test(path),
	open: openOptunaJournal,
};

/** Follows one study: the named one, else the one that was made last. A record without its end is held back. */
export function openOptunaJournal({path, study}: StudyAddress): StudyListener {
	const follower = followLines(path);
	const replay = createOptunaReplay(study);
	const poll = (): readonly Heard[] => {
		for (const line of follower.next().lines) {
			const record = parseJsonObject(line);
			if (record !== undefined) replay.apply(record);
		}
		return replay.take();
	};
	return {
		poll,
		end: () => {
			const heard = poll();
			if (replay.hasStudy() || study === undefined) return heard;
			throw new UserError(`there is no study "${study}" in ${path}`, 'Its name stands behind # in --study.');
		},
	};
}
