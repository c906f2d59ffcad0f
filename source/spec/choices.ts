import {own, recordOf} from '../domain/record.ts';
import type {Scalar} from '../domain/space.ts';
import type {Choice} from '../domain/sweep.ts';
import {suggestKey} from './check.ts';
import type {PrunerOffer, SpecContext} from './context.ts';
import {type Entry, entryOf, mistake, quoted, type Node, type TableNode} from '../domain/text/document.ts';
import type {Mistakes} from './mistakes.ts';
import type {SweepFile} from './schema.ts';

/** The sampler where a file names none. */
const DEFAULT_SAMPLER = 'auto';
const DEFAULT_PRUNER = 'none';

/** The sampler that a file chooses: by the id of its offer. @throws UserError. */
export function readSampler(root: TableNode, file: SweepFile, context: SpecContext, mistakes: Mistakes): Choice {
	const name = file.sampler?.name ?? DEFAULT_SAMPLER;
	const offer = context.samplers.find(candidate => candidate.id === name || candidate.aliases.includes(name));
	if (offer === undefined)
		throw mistake(
			root,
			`sampler ${quoted(name)} is not available`,
			`available: ${context.samplers.map(s => s.id).join(', ')}`,
		);
	return {name: offer.id, options: readOptions(entryOf(root, 'sampler'), 'sampler', offer, mistakes)};
}

/** The pruner that a file chooses. @throws UserError. */
export function readPruner(root: TableNode, file: SweepFile, context: SpecContext, mistakes: Mistakes): Choice {
	const name = file.pruner?.name ?? DEFAULT_PRUNER;
	const offer = context.pruners.find(candidate => candidate.id === name);
	if (offer === undefined)
		throw mistake(
			root,
			`pruner ${quoted(name)} is not available`,
			`available: ${context.pruners.map(p => p.id).join(', ')}`,
		);
	return {name: offer.id, options: readOptions(entryOf(root, 'pruner'), 'pruner', offer, mistakes)};
}

/** Every key of the section but `name` is an option. */
function readOptions(
	node: Node | undefined,
	section: string,
	offer: Pick<PrunerOffer, 'id' | 'options'>,
	mistakes: Mistakes,
): Readonly<Record<string, Scalar>> {
	if (node?.kind !== 'table') return {};
	const options: [string, Scalar][] = [];
	for (const [key, entry] of node.entries)
		if (key !== 'name')
			mistakes.verify(`an option of ${section}`, () => options.push([key, readOption(key, entry, section, offer)]));
	return recordOf(options);
}

function readOption(
	key: string,
	{key: at, value}: Entry,
	section: string,
	offer: Pick<PrunerOffer, 'id' | 'options'>,
): Scalar {
	if (!Object.hasOwn(offer.options, key))
		throw mistake(
			at,
			`${section} "${offer.id}" has no option ${quoted(key)}`,
			suggestKey(key, ['name', ...Object.keys(offer.options)]),
		);
	if (value.kind === 'list' || value.kind === 'table')
		throw mistake(value, `${section}.${key} must be text, a number or a boolean`);
	return value.value;
}

/** Labels of the file, with those of the command line over them. */
export function readLabels(root: TableNode, context: SpecContext): Readonly<Record<string, string>> {
	const labels = new Map<string, string>();
	const table = entryOf(root, 'labels');
	if (table?.kind === 'table') {
		for (const [name, {value}] of table.entries) {
			if (value.kind === 'number') labels.set(name, value.literal);
			else if (value.kind === 'text' || value.kind === 'boolean') labels.set(name, String(value.value));
		}
	}
	const given = context.flags.labels ?? {};
	for (const name of Object.keys(given)) labels.set(name, own(given, name) ?? '');
	return recordOf(labels);
}
