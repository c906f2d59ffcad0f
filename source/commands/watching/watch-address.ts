import {resolve} from 'node:path';
import {UserError} from '../../domain/errors.ts';
import type {StudyAddress} from '../../domain/listener.ts';

/**
 * Reads `--study`: `sqlite:///x.db#name` as Optuna and SQLAlchemy write it (three slashes are relative to here, four
 * absolute), or a path with an optional `#name`.
 * @param workdir absolute. @throws UserError for storages that cannot be followed.
 */
export function parseStudyAddress(text: string, workdir: string): StudyAddress {
	const hash = text.indexOf('#');
	const study = hash < 0 ? undefined : text.slice(hash + 1);
	const place = hash < 0 ? text : text.slice(0, hash);
	const named = study === undefined || study === '' ? {} : {study};
	const url = /^(?<scheme>[a-z][a-z0-9+]*):\/\/(?<rest>.*)$/i.exec(place);
	if (url === null) {
		if (place === '') throw new UserError(`--study cannot be "${text}"`, 'write --study sqlite:///study.db or a path');
		return {path: resolve(workdir, place), ...named};
	}
	const scheme = (url.groups?.['scheme'] ?? '').toLowerCase();
	const rest = url.groups?.['rest'] ?? '';
	if (!['sqlite', 'journal', 'file'].includes(scheme) || !rest.startsWith('/') || rest === '/') {
		throw new UserError(
			`--study cannot follow "${text}"`,
			'what can be followed: sqlite:///study.db#name, a journal file, a CSV, a folder of logs',
		);
	}
	const path = scheme === 'file' ? rest : rest.slice(1);
	return {path: resolve(workdir, path), ...named, ...(scheme === 'file' ? {} : {scheme})};
}
