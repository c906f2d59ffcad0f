import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {Heard, NameRoles} from '../../source/domain/listener.ts';
import {jsonLinesListener} from '../../source/listeners/json-lines.ts';
import {metricsListener} from '../../source/listeners/metrics.ts';
import {createPatternListener} from '../../source/listeners/patterns.ts';
import {withRoles, withStudyRoles} from '../../source/listeners/roles.ts';
import {hearLines, ofKind} from './hearing.ts';

const ROLES: NameRoles = {params: ['lr', 'opt'], metrics: ['width']};

/** Parameters and metrics of the trials that were told whole. */
function told(heard: readonly Heard[]): unknown {
	return ofKind(heard, 'trial-ended').map(({params, metrics}) => [params, Object.fromEntries(metrics ?? [])]);
}

test('flat JSON lines: what is named is a parameter, also where it is text', () => {
	const lines = ['{"lr": 0.1, "opt": "adam", "loss": 0.5}', '{"lr": 0.2, "opt": "sgd", "loss": 0.25, "note": "x"}'];
	const heard = hearLines(withRoles(jsonLinesListener.create(ROLES), ROLES), lines);
	assert.deepEqual(told(heard), [
		[{lr: 0.1, opt: 'adam'}, {loss: 0.5}],
		[{lr: 0.2, opt: 'sgd'}, {loss: 0.25}],
	]);
	assert.deepEqual(told(hearLines(jsonLinesListener.create(), lines.slice(0, 1))), [
		[{lr: 0.1, opt: 'adam'}, {loss: 0.5}],
	]);
});

test('a flat JSON line with a name that is looked for is recognised', () => {
	const line = '{"lr": 0.1, "loss": 0.5}';
	assert.equal(jsonLinesListener.recognise(line), false);
	assert.equal(jsonLinesListener.recognise(line, ROLES), true);
	assert.equal(jsonLinesListener.recognise('{"loss": 0.5}', ROLES), false);
});

test('a name that means something else to the listener is a parameter where the person says so', () => {
	const roles: NameRoles = {params: ['epoch', 'state'], metrics: []};
	const heard = hearLines(jsonLinesListener.create(roles), ['{"epoch": 3, "state": "on", "loss": 0.5}']);
	assert.deepEqual(told(heard), [[{epoch: 3, state: 'on'}, {loss: 0.5}]]);
});

test('what stands among the parameters is a metric where the person says so', () => {
	const line = '{"params": {"lr": 0.1, "width": 8}, "loss": 0.5}';
	assert.deepEqual(told(hearLines(withRoles(jsonLinesListener.create(ROLES), ROLES), [line])), [
		[{lr: 0.1}, {width: 8, loss: 0.5}],
	]);
});

test('loose values of any listener: a parameter belongs to the trial it stands in', () => {
	const heard = hearLines(withRoles(metricsListener.create(), ROLES), ['lr=0.1', 'loss=0.5', 'lr=0.2', 'loss=0.25']);
	assert.deepEqual(
		heard.filter(({kind}) => kind !== 'note'),
		[
			{kind: 'params', params: {lr: 0.1}},
			{kind: 'value', name: 'loss', value: 0.5},
			{kind: 'trial-ended', state: 'complete', late: true, metrics: new Map()},
			{kind: 'params', params: {lr: 0.2}},
			{kind: 'value', name: 'loss', value: 0.25},
			{kind: 'trial-ended', state: 'complete', late: true, metrics: new Map()},
		],
	);
});

test('a start keeps its trial, and its metric is heard of it', () => {
	const pattern = {
		name: 'p',
		event: 'start',
		pattern: '^try (?<trial>\\d+) (?<lr>\\S+) (?<width>\\S+)',
		params: ['lr', 'width'],
	} as const;
	const heard = hearLines(withRoles(createPatternListener([pattern]), {...ROLES, params: []}), ['try 4 0.1 8']);
	assert.deepEqual(heard, [
		{kind: 'trial-started', trial: 4, params: {lr: 0.1}},
		{kind: 'value', trial: 4, name: 'width', value: 8},
	]);
});

test('names that never came are told at the end, with those that did', async () => {
	const roles: NameRoles = {params: ['lrr'], metrics: []};
	const heard = hearLines(withRoles(jsonLinesListener.create(roles), roles), ['{"trial": 0, "lr": 0.1, "loss": 1}']);
	assert.deepEqual(ofKind(heard, 'note'), [
		{kind: 'note', level: 'warning', text: 'no record has lrr; there are lr, loss'},
	]);
	assert.deepEqual(hearLines(withRoles(jsonLinesListener.create(roles), roles), ['words']), []);
	const study = withStudyRoles({poll: () => [{kind: 'value', name: 'lrr', value: 1}], end: () => []}, roles);
	assert.deepEqual(await study.poll(), [{kind: 'params', params: {lrr: 1}}]);
	assert.deepEqual(await study.end(true), []);
});
