import {type ListNode, mistake, type Node, quoted, type TableNode} from '../domain/text/document.ts';
import type {ForeignParameter} from './assemble.ts';
import {numberAt} from './build.ts';
import {choiceDomain, drawnDomain, type Ends, integerDomain, realDomain} from './domains.ts';
import {listIn, need, requireNumber, oneOf, refuseUnknown, tableIn, tablesOf, textIn} from './read.ts';

/** Algorithms that Katib hands to hyperopt, whose steps are rounded multiples and not counted from the lower end. */
const BY_HYPEROPT: readonly string[] = ['random', 'tpe'];

/** A parameter's name without the hyphens of an option, which ours cannot begin with. */
export function katibName(name: string): string {
	return name.replace(/^-+/, '');
}

/** The parameters of an experiment. Every bound is text there. @throws UserError. */
export function readKatibParameters(list: ListNode, algorithm: string): readonly ForeignParameter[] {
	return tablesOf(list, 'parameters').map(parameter => {
		refuseUnknown(parameter, ['name', 'parameterType', 'feasibleSpace'], 'a parameter');
		const name = need(textIn(parameter, 'name'), parameter, 'name');
		const type = oneOf(
			need(textIn(parameter, 'parameterType'), parameter, 'parameterType'),
			['double', 'int', 'discrete', 'categorical'],
			'parameterType',
		);
		const space = need(tableIn(parameter, 'feasibleSpace'), parameter, 'feasibleSpace');
		refuseUnknown(space, ['min', 'max', 'step', 'list', 'distribution'], `feasibleSpace of ${quoted(name.value)}`);
		const domain =
			type === 'discrete' || type === 'categorical'
				? readList(space, type === 'discrete')
				: readRange(space, {name: name.value, isInteger: type === 'int', algorithm});
		return {name: katibName(name.value), key: name, domain};
	});
}

function readList(space: TableNode, isNumeric: boolean): TableNode {
	const {items} = need(listIn(space, 'list'), space, 'list');
	return choiceDomain(
		space,
		isNumeric ? items.map(item => numberAt(item, requireNumber(item, 'a value of list').value)) : items,
	);
}

type Kind = {readonly name: string; readonly isInteger: boolean; readonly algorithm: string};

function readRange(space: TableNode, {name, isInteger, algorithm}: Kind): TableNode {
	const bound = (key: string): Node => need(space.entries.get(key)?.value, space, `${key} of ${name}`);
	const ends: Ends = {
		at: space,
		min: requireNumber(bound('min'), 'min').value,
		max: requireNumber(bound('max'), 'max').value,
	};
	if (ends.min > ends.max) throw mistake(space, `min ${ends.min} of ${quoted(name)} is above max ${ends.max}`);
	const given = space.entries.get('step')?.value;
	const step = given === undefined ? undefined : requireNumber(given, 'step').value;
	const named = textIn(space, 'distribution');
	const distribution =
		named === undefined ? 'uniform' : oneOf(named, ['uniform', 'logUniform', 'normal', 'logNormal'], 'distribution');
	if (distribution !== 'uniform' && algorithm === 'grid')
		throw mistake(
			named ?? space,
			`a grid over ${quoted(name)} cannot follow the distribution ${distribution}`,
			'take another algorithm, or leave the distribution out',
		);
	const quantum = step ?? (isInteger ? 1 : undefined);
	const rounded = quantum === undefined ? {} : {quantum};
	if (distribution === 'normal') return drawnDomain(space, 'normal', {...threeSigma(ends.min, ends.max), ...rounded});
	if (distribution === 'logNormal')
		return drawnDomain(space, 'log-normal', {...threeSigma(Math.log(ends.min), Math.log(ends.max)), ...rounded});
	const isLog = distribution === 'logUniform';
	const isRounded = step !== undefined && ends.min < ends.max && (isLog || BY_HYPEROPT.includes(algorithm));
	if (isRounded && !(isInteger && step === 1 && !isLog))
		return drawnDomain(space, isLog ? 'log-uniform' : 'uniform', {min: ends.min, max: ends.max, quantum: step});
	const options = {isLog, ...(step === undefined ? {} : {step})};
	return isInteger ? integerDomain(ends, options) : realDomain(ends, options);
}

/** Katib takes the range for three standard deviations on both sides of the mean. */
function threeSigma(low: number, high: number): {readonly mu: number; readonly sigma: number} {
	return {mu: (low + high) / 2, sigma: (high - low) / 6};
}
