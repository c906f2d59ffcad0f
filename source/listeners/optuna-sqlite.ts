import {UserError} from '../domain/errors.ts';
import type {StudyAddress, StudyListener, StudyListenerDefinition} from '../domain/listener.ts';
import {EMPTY_MEMORY, readStudy} from './optuna-tables.ts';
import {openSqliteReader} from './sqlite-snapshot.ts';

/** The SQLite storage of Optuna while its study runs. */
export const optunaSqliteStudy: StudyListenerDefinition = {
	id: 'optuna-sqlite',
	title: "Optuna's SQLite storage (sqlite:///x.db#study, *.db, *.sqlite3)",
	takes: ({scheme, path}) => scheme === 'sqlite' || /\.(?:db|sqlite3?)$/i.test(path),
	open: openOptunaSqlite,
};

/** Follows one study: the named one, else the one that was made last. */
export function openOptunaSqlite({path, study}: StudyAddress): StudyListener {
	const reader = openSqliteReader(path);
	let memory = EMPTY_MEMORY;
	const poll: StudyListener['poll'] = () => {
		const seen = reader.look(database => readStudy(database, memory, study));
		if (seen.kind !== 'read') return [];
		// Only now: a look that does not count leaves no trace.
		({memory} = seen.value);
		return seen.value.heard;
	};
	return {
		poll,
		end: () => {
			const heard = poll();
			if (memory.study !== undefined || study === undefined) return heard;
			throw new UserError(`there is no study "${study}" in ${path}`, 'Its name stands behind # in --study.');
		},
	};
}
