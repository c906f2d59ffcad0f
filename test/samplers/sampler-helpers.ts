import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {gunzipSync} from 'node:zlib';
import type {Sampler, SamplerContext, SamplerDefinition, Told} from '../../source/domain/sampler.ts';
import type {Domain, Params, Scalar, Space} from '../../source/domain/space.ts';
import {REPOSITORY} from '../helpers/repository.ts';

/** A space without conditions. */
export function spaceOf(domains: Readonly<Record<string, Domain>>): Space {
	return {parameters: Object.entries(domains).map(([name, domain]) => ({name, domain})), exclude: []};
}

/** `count` real parameters x0, x1 … on one range. */
export function realSpace(count: number, min = 0, max = 1): Space {
	const domain: Domain = {kind: 'real', min, max, scale: 'linear'};
	return spaceOf(Object.fromEntries(Array.from({length: count}, (_, index) => [`x${index}`, domain])));
}

/** A sampler with one minimised objective unless changed. */
export function createFor(
	definition: SamplerDefinition,
	space: Space,
	changes: Partial<SamplerContext> = {},
	options: Readonly<Record<string, Scalar>> = {},
): Sampler {
	const context: SamplerContext = {
		space,
		directions: ['minimize'],
		seed: 7,
		order: 'grid',
		visited: new Set(),
		...changes,
	};
	return definition.create(context, options);
}

/** A complete, feasible trial. */
export function told(trial: number, params: Params, ...values: readonly number[]): Told {
	return {trial, params, state: 'complete', values, feasible: true};
}

/** Asks and tells in turn; gives what was tried. Ends early where the sampler runs dry. */
export function runTrials(sampler: Sampler, count: number, objective: (params: Params) => readonly number[]): Told[] {
	const trials: Told[] = [];
	for (let trial = 1; trial <= count; trial += 1) {
		const params = sampler.ask({trial, running: []});
		if (params === undefined) break;
		const result = told(trial, params, ...objective(params));
		sampler.tell(result);
		trials.push(result);
	}
	return trials;
}

/** A number of params; NaN where it is none. */
export function numberOf(params: Params, name: string): number {
	const value = Object.hasOwn(params, name) ? params[name] : undefined;
	return typeof value === 'number' ? value : Number.NaN;
}

/** Golden data of an oracle; its type is for the caller to say. */
export function readGolden(name: string) {
	const bytes = readFileSync(join(REPOSITORY, 'test/fixtures/samplers', name));
	return JSON.parse((name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8'));
}

/** Fails unless a value is what is expected, but for a share of it (of 1 where it is smaller). */
export function near(value: number, expected: number, tolerance: number, about: string): void {
	const scale = Math.max(1, Math.abs(expected));
	assert.ok(Math.abs(value - expected) <= tolerance * scale, `${about}: ${value}, not ${expected}`);
}
