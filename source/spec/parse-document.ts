import {extname} from 'node:path';
import {UserError} from '../domain/errors.ts';
import {nearestName} from '../domain/text/nearest.ts';
import {safeText} from '../domain/text/safe-text.ts';
import {mistake, type Node, type Origin, type TableNode} from '../domain/text/document.ts';
import {parseJson} from './parse-json.ts';
import {parseToml} from './parse-toml.ts';
import {parseYaml} from './parse-yaml.ts';

/** Languages of sweep files by the end of the name. */
export const SWEEP_EXTENSIONS = ['.toml', '.yaml', '.yml', '.json'] as const;

/**
 * The value of a file in JSON, YAML or TOML that need not be a sweep of ours: a list too, and with `null`.
 * Undefined where its name ends in none of {@link SWEEP_EXTENSIONS}.
 * @throws UserError at the first mistake.
 */
export function parseForeign(origin: Origin): Node | undefined {
	switch (extname(origin.path).toLowerCase()) {
		case '.json':
			return parseJson(origin, 'open');
		case '.yaml':
		case '.yml':
			return parseYaml(origin, 'open');
		case '.toml':
			return parseToml(origin);
		default:
			return undefined;
	}
}

/**
 * Parses a sweep file's text by the language that its name tells.
 * @throws UserError at the first mistake, or where the name ends in none of {@link SWEEP_EXTENSIONS}.
 */
export function parseDocument(origin: Origin): TableNode {
	const extension = extname(origin.path).toLowerCase();
	const known = SWEEP_EXTENSIONS.find(name => name === extension);
	if (known === undefined) {
		const nearest = nearestName(extension, SWEEP_EXTENSIONS);
		throw new UserError(
			`${safeText(origin.path)}: a sweep file ends in .toml, .yaml or .json`,
			nearest === undefined ? '' : `did you mean ${nearest}?`,
		);
	}
	const nul = origin.text.indexOf('\0');
	if (nul >= 0) throw mistake({origin, start: nul, end: nul + 1}, 'a NUL character: this is no text file');
	if (known === '.toml') return parseToml(origin);
	if (known !== '.json') return parseYaml(origin);
	const root = parseJson(origin);
	if (root.kind !== 'table') throw mistake(root, 'a sweep is an object of keys and values');
	return root;
}
