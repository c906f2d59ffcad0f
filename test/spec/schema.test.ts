import assert from 'node:assert/strict';
import {test} from 'node:test';
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
		...['parameters', 'metrics', 'budget', 'run', 'telemetry', 'gate', 'objectives', 'sampler', 'pruner', 'views'],
	]);
	assert.deepEqual(child(schema, 'properties', 'sampler', 'properties', 'name')['enum'], ['auto', 'grid']);
	const run = child(schema, 'properties', 'run');
	assert.equal(run['additionalProperties'], false);
	assert.equal(run['required'], undefined);
	assert.deepEqual(child(run, 'properties', 'jobs'), {type: 'integer', minimum: 1, maximum: 1024});
	const timeout = child(run, 'properties', 'timeout')['pattern'];
	assert.ok(typeof timeout === 'string' && new RegExp(timeout).test('10s') && !new RegExp(timeout).test('10'));
	const parameter = child(schema, 'properties', 'parameters', 'additionalProperties')['anyOf'];
	assert.ok(Array.isArray(parameter) && parameter.length === 7);
});
