import assert from 'node:assert/strict';
import {test} from 'node:test';
import {DESCRIPTIONS} from '../../source/spec/descriptions.ts';
import {sweepJsonSchema} from '../../source/spec/schema.ts';

type Schema = {readonly [key: string]: unknown};

function child(schema: unknown, ...path: readonly string[]): Schema {
	let node: unknown = schema;
	for (const key of path) node = typeof node === 'object' && node !== null ? Reflect.get(node, key) : undefined;
	assert.ok(typeof node === 'object' && node !== null, `no ${path.join('.')}`);
	return Object.fromEntries(Object.entries(node));
}

test('the JSON Schema is of 2020-12, closed, and knows every section', () => {
	const schema = sweepJsonSchema({samplers: ['auto', 'grid'], pruners: ['none'], views: ['heatmap']});
	assert.equal(schema['$schema'], 'https://json-schema.org/draft/2020-12/schema');
	assert.equal(schema['additionalProperties'], false);
	assert.deepEqual(schema['required'], ['parameters']);
	assert.deepEqual(Object.keys(child(schema, 'properties')), [
		...['name', 'command', 'shell', 'workdir', 'metrics_file', 'seed', 'exclude', 'constraints', 'env', 'labels'],
		...[
			'parameters',
			'enqueue',
			'metrics',
			'budget',
			'run',
			'telemetry',
			'gate',
			'objectives',
			'sampler',
			'pruner',
			'views',
		],
	]);
	assert.deepEqual(child(schema, 'properties', 'sampler', 'properties', 'name')['enum'], ['auto', 'grid']);
	const run = child(schema, 'properties', 'run');
	assert.equal(run['additionalProperties'], false);
	assert.equal(run['required'], undefined);
	const {description, ...jobs} = child(run, 'properties', 'jobs');
	assert.deepEqual(jobs, {type: 'integer', minimum: 1, maximum: 1024});
	assert.match(String(description), /default 1/);
	const timeout = child(run, 'properties', 'timeout')['pattern'];
	assert.ok(typeof timeout === 'string' && new RegExp(timeout).test('10s') && !new RegExp(timeout).test('10'));
	const parameter = child(schema, 'properties', 'parameters', 'additionalProperties')['anyOf'];
	assert.ok(Array.isArray(parameter) && parameter.length === 7);
});

test('every key of a sweep file says what it means, and nothing else is described', () => {
	const found = new Map<string, unknown>();
	const walk = (node: unknown, path: string): void => {
		if (Array.isArray(node)) return node.forEach(part => walk(part, path));
		if (typeof node !== 'object' || node === null) return;
		for (const [key, part] of Object.entries(node)) {
			if (key === 'properties') {
				for (const [name, value] of Object.entries(child(node, 'properties'))) {
					const inner = path === '' ? name : `${path}.${name}`;
					found.set(inner, child({value}, 'value')['description']);
					walk(value, inner);
				}
			} else if (key === 'additionalProperties') walk(part, `${path}.*`);
			else if (key === 'items' || key === 'anyOf') walk(part, path);
		}
	};
	walk(sweepJsonSchema({samplers: ['auto'], pruners: ['none'], views: ['heatmap']}), '');
	assert.deepEqual(Object.fromEntries(found), DESCRIPTIONS);
});
