import {entryOf, type NumberNode} from '../domain/text/document.ts';
import type {PlacedParameter} from './parameters.ts';

/** What was left for the values to decide, where they decide. */
const DECIDING = ['type', 'step', 'points', 'distribution', 'knob'];

/**
 * Ranges that are of whole numbers by their values alone, a sentence each, where that is most likely a slip: written with
 * a decimal point, or so short that all but the ends is left out. Saying the type ends it.
 */
export function wholeRangeSlips(parameters: readonly PlacedParameter[]): readonly string[] {
	return parameters.flatMap(({parameter: {name, domain}, node}) => {
		const [min, max] = [asNumberNode(entryOf(node, 'min')), asNumberNode(entryOf(node, 'max'))];
		if (domain.kind !== 'integer' || min === undefined || max === undefined) return [];
		if (DECIDING.some(key => entryOf(node, key) !== undefined)) return [];
		const isShort = domain.max - domain.min === 1;
		if (!isShort && !isDecimal(min) && !isDecimal(max)) return [];
		const values = isShort
			? `only ${domain.min} and ${domain.max}`
			: `whole numbers from ${domain.min} to ${domain.max}`;
		const written = isDecimal(min) || isDecimal(max) ? ', as whole is decided by value' : '';
		return [
			`parameters.${name}: ${values}${written}; for real numbers between them add type = "real", for whole ones type = "integer"`,
		];
	});
}

function asNumberNode(node: ReturnType<typeof entryOf>): NumberNode | undefined {
	return node?.kind === 'number' ? node : undefined;
}

function isDecimal({literal}: NumberNode): boolean {
	return /[.eE]/.test(literal);
}
