import type {DefinitionDefinition} from '../domain/definition.ts';
import {entryOf, mistake, type Node, quoted, type TableNode} from '../domain/text/document.ts';
import {assemble, type ForeignParameter} from './assemble.ts';
import {textAt} from './build.ts';
import {constantDomain, integerDomain, realDomain} from './domains.ts';
import {listIn, need, numberIn, requireNumber, oneOf, refuseUnknown, textIn} from './read.ts';

/** Keys that name files of the flow and not parameters. */
const FILES = ['_SDC_FILE_PATH', '_FR_FILE_PATH'];

/**
 * The parameters of OpenROAD's AutoTuner: `{type, minmax, step}`; a step of 0 is a range in tuning, and a constant
 * where both ends are one. Source: tools/AutoTuner of The-OpenROAD-Project/OpenROAD-flow-scripts.
 */
export const autotuner = {
	id: 'autotuner',
	title: 'OpenROAD AutoTuner parameters',
	recognise: ({root}) => {
		const values = root?.kind === 'table' ? [...root.entries.values()] : [];
		const tables = values.filter(({value}) => value.kind === 'table');
		return (
			tables.length > 0 &&
			tables.every(({value}) => entryOf(value, 'minmax')?.kind === 'list' && entryOf(value, 'type')?.kind === 'text')
		);
	},
	convert: ({origin, root}, context) => {
		if (root?.kind !== 'table') throw mistake({origin, start: 0, end: 0}, 'parameters are a table');
		const notes: string[] = [];
		const parameters = [...root.entries].flatMap(([name, {key, value}]): readonly ForeignParameter[] => {
			if (FILES.includes(name)) {
				notes.push(`${name} names a file of the flow: the program must take it itself`);
				return [];
			}
			return [{name, key, domain: readAxis(value, name)}];
		});
		const isGrid = parameters.every(({domain}) => domain.entries.has('step') || domain.entries.has('value'));
		return assemble({at: root, parameters, sampler: [['name', textAt(root, isGrid ? 'grid' : 'tpe')]], notes}, context);
	},
} as const satisfies DefinitionDefinition;

function readAxis(node: Node, name: string): TableNode {
	if (node.kind !== 'table') throw mistake(node, `${quoted(name)} must be {type, minmax, step}`);
	refuseUnknown(node, ['type', 'minmax', 'step'], `the parameter ${quoted(name)}`);
	const type = oneOf(need(textIn(node, 'type'), node, 'type'), ['int', 'float'], 'type');
	const {items} = need(listIn(node, 'minmax'), node, 'minmax');
	const [low, high] = items;
	if (low === undefined || high === undefined || items.length !== 2)
		throw mistake(node, `minmax of ${quoted(name)} must have two numbers`);
	const ends = {at: node, min: requireNumber(low, 'minmax').value, max: requireNumber(high, 'minmax').value};
	if (ends.min > ends.max) throw mistake(low, `minmax of ${quoted(name)} is upside down`);
	const step = numberIn(node, 'step')?.value ?? 0;
	if (ends.min === ends.max) return constantDomain(node, low);
	if (type === 'int') return integerDomain(ends, {step: step === 0 ? 1 : step});
	return step === 0 ? realDomain(ends) : realDomain(ends, {step});
}
