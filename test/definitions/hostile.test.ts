import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import fc from 'fast-check';
import {parse as parseYaml} from 'yaml';
import {UserError} from '../../source/domain/errors.ts';
import {REPOSITORY} from '../helpers/repository.ts';
import {plan} from './plan.ts';

const FIXTURES = [
	...['wandb_sweep_bayes.yaml', 'katib_experiment.yaml', 'nni_search_space.json', 'hyperfine.json'],
	...['mlcommons_tuning_search_space.json', 'mlcommons_tuning_search_space_list.json', 'vertex_hptuning_config.yaml'],
];

/** Reads it as `run` does. What is wrong must be told to the person, and never be a fault of ours. */
function readOrRefuse(text: string, path: string): void {
	try {
		plan(text, {path, trials: 3, environment: {}});
	} catch (error) {
		if (error instanceof Error && error.message === 'no definition was recognised') return;
		assert.ok(
			error instanceof UserError,
			error instanceof Error ? `${text.slice(0, 500)}\n${error.stack}` : String(error),
		);
	}
}

/** A copy with the value at one of its places, counted from the root, replaced. */
function withReplaced(value: unknown, place: {left: number}, replacement: unknown): unknown {
	if (place.left === 0) {
		place.left = -1;
		return replacement;
	}
	place.left -= 1;
	if (Array.isArray(value)) return value.map(item => withReplaced(item, place, replacement));
	if (typeof value !== 'object' || value === null) return value;
	return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withReplaced(item, place, replacement)]));
}

for (const name of FIXTURES) {
	const original: unknown = parseYaml(readFileSync(join(REPOSITORY, 'test/fixtures/definitions', name), 'utf8'));
	test(`${name}: whatever stands in one of its places is read or refused`, () => {
		const odd = fc.oneof(
			fc.constantFrom<unknown>(
				null,
				'',
				[],
				{},
				true,
				-1,
				0,
				1e308,
				1.5,
				'__proto__',
				'${args',
				'{',
				"'",
				'nan',
				{a: {b: []}},
				[[1], [2]],
			),
			fc.json().map((text): unknown => JSON.parse(text)),
		);
		fc.assert(
			fc.property(fc.nat({max: 150}), odd, (place, replacement) => {
				readOrRefuse(JSON.stringify(withReplaced(original, {left: place}, replacement)), '/srv/mutated.json');
			}),
			{numRuns: 80},
		);
	});
}

test('any JSON is read, refused or none of ours', () => {
	fc.assert(
		fc.property(fc.json(), text => readOrRefuse(text, '/srv/any.json')),
		{numRuns: 200},
	);
});

test('any command line of hyperfine is read or refused', () => {
	const words = fc.array(
		fc.oneof(
			fc.constantFrom(
				'-P',
				'-L',
				'-D',
				'-w',
				'-r',
				'n',
				'1',
				'9',
				'0.5',
				'a,b',
				"'sleep {n}'",
				'"',
				"'",
				'\\',
				'--runs=3',
			),
			fc.string({maxLength: 6}),
		),
		{maxLength: 9},
	);
	fc.assert(
		fc.property(words, parts => readOrRefuse(`hyperfine ${parts.join(' ')}\n`, '/srv/scan.sh')),
		{numRuns: 200},
	);
});
