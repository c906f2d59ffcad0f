import {entryOf, mistake, type Node, quoted, type TableNode, type TextNode} from '../domain/text/document.ts';
import {nearestName} from '../domain/text/nearest.ts';
import {textAt} from './build.ts';
import {escapeBraces} from './command-words.ts';
import {katibName} from './katib-parameters.ts';
import {listIn, need, tableIn, tablesOf, textIn} from './read.ts';

/** The program of the trial's main container, `${trialParameters.NAME}` as the parameter that NAME refers to. */
export function readKatibCommand(spec: TableNode, notes: string[]): readonly TextNode[] | undefined {
	const template = tableIn(spec, 'trialTemplate');
	if (template === undefined) return undefined;
	const container = mainContainer(template);
	const words = container === undefined ? [] : [...wordsOf(container, 'command'), ...wordsOf(container, 'args')];
	if (container === undefined || words.length === 0) return undefined;
	notes.push('trialTemplate: the container image is not used, its command runs here');
	if (!container.entries.has('command')) return undefined;
	const references = new Map(
		tablesOf(listIn(template, 'trialParameters'), 'trialParameters').map(parameter => [
			need(textIn(parameter, 'name'), parameter, 'name').value,
			need(textIn(parameter, 'reference'), parameter, 'reference').value,
		]),
	);
	return words.map(word => textAt(word, fill(word, references)));
}

function mainContainer(template: TableNode): TableNode | undefined {
	const primary = textIn(template, 'primaryContainerName')?.value;
	const containers = findContainers(entryOf(template, 'trialSpec'));
	return containers.find(container => textIn(container, 'name')?.value === primary) ?? containers[0];
}

/** A trial's specification may be any Kubernetes object: the first list of containers in it is meant. */
function findContainers(node: Node | undefined): readonly TableNode[] {
	if (node?.kind !== 'table') return [];
	const own = node.entries.get('containers')?.value;
	if (own?.kind === 'list') return own.items.filter(item => item.kind === 'table');
	for (const {value} of node.entries.values()) {
		const found = findContainers(value);
		if (found.length > 0) return found;
	}
	return [];
}

function wordsOf(container: TableNode, key: string): readonly TextNode[] {
	return (listIn(container, key)?.items ?? []).flatMap(item =>
		item.kind === 'text' ? [item] : item.kind === 'number' ? [textAt(item, item.literal)] : [],
	);
}

function fill(word: TextNode, references: ReadonlyMap<string, string>): string {
	return word.value
		.split(/(\$\{trialParameters\.[^}]*\})/)
		.map((part, index) => {
			if (index % 2 === 0) return escapeBraces(part);
			const name = part.slice('${trialParameters.'.length, -1);
			const reference = references.get(name);
			if (reference !== undefined) return `{${katibName(reference)}}`;
			const nearest = nearestName(name, references.keys());
			throw mistake(
				word,
				`no trialParameter ${quoted(name)}`,
				nearest === undefined ? 'add it to trialTemplate.trialParameters' : `did you mean "${nearest}"?`,
			);
		})
		.join('');
}
