import {UserError} from '../domain/errors.ts';
import type {ForeignSource, ImporterDefinition} from '../domain/importer.ts';
import {nearestName} from '../domain/text/nearest.ts';
import {safeText} from '../domain/text/safe-text.ts';

/**
 * The importer that reads a foreign file: the one named by `kind`, else the only one that is sure of it, else the only
 * one for which it is likely.
 * @throws UserError that lists the candidates where several claim it or none does.
 */
export function chooseImporter(
	importers: readonly ImporterDefinition[],
	source: ForeignSource,
	kind?: string,
): ImporterDefinition {
	if (kind !== undefined) return importerNamed(importers, kind);
	const claims = importers.map(importer => ({importer, recognition: importer.recognise(source)}));
	for (const wanted of ['sure', 'likely'] as const) {
		const candidates = claims.filter(({recognition}) => recognition === wanted).map(({importer}) => importer);
		const [only, ...others] = candidates;
		if (only === undefined) continue;
		if (others.length === 0) return only;
		const kinds = candidates.map(({id, title}) => `--from ${id} (${title})`);
		throw new UserError(
			`${safeText(source.path)} may be ${candidates.length} things`,
			`Say which: ${kinds.join(', ')}.`,
		);
	}
	const what = source.kind === 'folder' ? `none of its ${source.entries().length} files is` : 'it is not';
	throw new UserError(
		`${safeText(source.path)} is not recognised: ${what} one of the formats that are read`,
		`Name one with --from: ${importers.map(importer => importer.id).join(', ')}.`,
	);
}

function importerNamed(importers: readonly ImporterDefinition[], kind: string): ImporterDefinition {
	const importer = importers.find(candidate => candidate.id === kind);
	if (importer !== undefined) return importer;
	const ids = importers.map(candidate => candidate.id);
	const near = nearestName(kind, ids);
	const hint = near === undefined ? `One of: ${ids.join(', ')}.` : `Did you mean ${near}?`;
	throw new UserError(`there is no importer "${safeText(kind)}"`, hint);
}
