import type * as z from 'zod';
import {mistake, type Node, type TableNode, entryOf} from '../domain/text/document.ts';
import type {Domain} from '../domain/space.ts';
import {check} from './check.ts';
import {parameterSchemas} from './schema.ts';

type Drawn = z.infer<typeof parameterSchemas.drawn>;
type DrawnDomain = Extract<Domain, {kind: 'real'}>;

/** Standard deviations from the mean beyond which no double between 0 and 1 leads. */
const TAIL = 8.3;

/** What each distribution must be given. */
const NEEDS = {
	uniform: ['min', 'max'],
	'log-uniform': ['min', 'max'],
	'reverse-log': ['min', 'max'],
	normal: ['mu', 'sigma'],
	'log-normal': ['mu', 'sigma'],
	beta: ['alpha', 'beta'],
} as const;

/** Keys that belong to some distributions only. */
const OWN_KEYS = ['min', 'max', 'mu', 'sigma', 'alpha', 'beta'] as const;

/** A parameter `{distribution = "normal", …}`. @param path of the parameter for messages. @throws UserError. */
export function readDrawn(node: TableNode, path: string): DrawnDomain {
	const data = check(node, parameterSchemas.drawn, path);
	const needs: readonly string[] = NEEDS[data.distribution];
	const at = (key: string): Node => entryOf(node, key) ?? node;
	for (const key of needs)
		if (!node.entries.has(key))
			throw mistake(node, `${path} with distribution "${data.distribution}" needs ${needs.join(' and ')}`);
	for (const key of OWN_KEYS) {
		if (needs.includes(key) || !node.entries.has(key)) continue;
		throw mistake(at(key), `${path}.${key} means nothing to the distribution "${data.distribution}"`);
	}
	if (data.clip === true && data.quantum === undefined)
		throw mistake(at('clip'), `${path}.clip needs quantum`, 'what is not rounded never leaves its range');
	const domain = domainOf(data, path, at);
	if (!Number.isFinite(domain.min) || !Number.isFinite(domain.max))
		throw mistake(node, `${path} reaches beyond the range of a number`, 'give a smaller sigma');
	const {quantum, clip = false} = data;
	return quantum === undefined ? domain : {...domain, quantum: {unit: quantum, clip}};
}

function domainOf(data: Drawn, path: string, at: (key: string) => Node): DrawnDomain {
	const {distribution: kind, min = 0, max = 1, mu = 0, sigma = 1, alpha = 1, beta = 1} = data;
	if (kind === 'normal') return {kind: 'real', ...ends(mu, sigma), scale: 'linear', distribution: {kind, mu, sigma}};
	if (kind === 'log-normal') {
		const {min: low, max: high} = ends(mu, sigma);
		return {kind: 'real', min: Math.exp(low), max: Math.exp(high), scale: 'log', distribution: {kind, mu, sigma}};
	}
	if (kind === 'beta') return {kind: 'real', min: 0, max: 1, scale: 'linear', distribution: {kind, alpha, beta}};
	if (min >= max) throw mistake(at('min'), `${path}.min ${min} is not below max ${max}`);
	if (kind !== 'uniform' && min <= 0) throw mistake(at('min'), `${path}.min must be above 0 for "${kind}", not ${min}`);
	const range = {kind: 'real', min, max, scale: kind === 'log-uniform' ? 'log' : 'linear'} as const;
	return kind === 'reverse-log' ? {...range, distribution: {kind}} : range;
}

function ends(mu: number, sigma: number): {readonly min: number; readonly max: number} {
	return {min: mu - TAIL * sigma, max: mu + TAIL * sigma};
}
