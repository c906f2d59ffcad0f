import {UserError} from '../../domain/errors.ts';
import type {ForeignSource, ImporterDefinition} from '../../domain/importer.ts';
import {safeText} from '../../domain/text/safe-text.ts';
import {chooseImporter} from '../../importers/choose.ts';
import {jsonImporter} from '../../importers/json.ts';
import {IMPORTERS} from '../../importers/registry.ts';
import {SWEEP_EXTENSIONS} from '../../spec/parse-document.ts';
import {titleOfDefinition} from '../sweep-file/read-definition.ts';

/** A search is described in less, bytes; a larger file is not parsed twice. */
const MOST_DEFINITION_BYTES = 1024 ** 2;

/**
 * The importer that reads a file of results. A file that says what is to be searched is no result, although any JSON
 * can be read as a table: only where the person names the importer.
 * @throws UserError as `chooseImporter`, and for the definition of a sweep.
 */
export function chooseResultsImporter(source: ForeignSource, from: string | undefined): ImporterDefinition {
	if (from !== undefined) return chooseImporter(IMPORTERS, source, from);
	let chosen: ImporterDefinition;
	try {
		chosen = chooseImporter(IMPORTERS, source);
	} catch (error) {
		if (error instanceof UserError) refuseDefinition(source);
		throw error;
	}
	if (chosen.id === jsonImporter.id && jsonImporter.recognise(source) === 'likely') refuseDefinition(source);
	return chosen;
}

/** @throws UserError where the file describes a sweep. */
function refuseDefinition(source: ForeignSource): void {
	const [entry] = source.kind === 'file' ? source.entries() : [];
	if (entry === undefined || entry.size > MOST_DEFINITION_BYTES) return;
	if (!SWEEP_EXTENSIONS.some(extension => source.name.toLowerCase().endsWith(extension))) return;
	const title = titleOfDefinition({path: source.name, text: source.text()});
	if (title === undefined) return;
	const path = safeText(source.path);
	throw new UserError(
		`${path} says what to search (${title}): it holds no results`,
		`See its plan: sweeptop check ${path}. Run it: sweeptop run ${path}.`,
	);
}
