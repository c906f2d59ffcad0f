import assert from 'node:assert/strict';
import {appendFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {openCsvStudy} from '../../source/listeners/csv-file.ts';
import {STUDY_LISTENERS} from '../../source/listeners/registry.ts';
import {ofKind} from './hearing.ts';
import {end, makeFolder, poll} from './study.ts';

test('I2: csv: rows as they are appended, the half last line held back', t => {
	const path = join(makeFolder(t), 'results.csv');
	assert.equal(STUDY_LISTENERS.find(({takes}) => takes({path}))?.id, 'csv');
	const study = openCsvStudy({path});
	assert.deepEqual(poll(study), []);
	writeFileSync(path, 'trial,lr,opt,loss,note\n0,0.1,adam,0.5,"a, ""b""\nc"\n1,0.2,sgd,0.2');
	const first = ofKind(poll(study), 'trial-ended');
	assert.deepEqual(first, [
		{
			kind: 'trial-ended',
			trial: 1,
			state: 'complete',
			params: {lr: 0.1, opt: 'adam', note: 'a, "b"\nc'},
			metrics: new Map([['loss', 0.5]]),
		},
	]);
	appendFileSync(path, '5,x\n');
	assert.deepEqual(ofKind(poll(study), 'trial-ended')[0]?.metrics, new Map([['loss', 0.25]]), '0.25, not 0.2');
	appendFileSync(path, '2,0.3,sgd,0.75,y');
	assert.deepEqual(poll(study), []);
	assert.deepEqual(ofKind(end(study), 'trial-ended')[0]?.metrics, new Map([['loss', 0.75]]), 'at the end it counts');
});

test('csv: rows say how their trials ended, in the words that an import knows; what runs or waits is no trial yet', t => {
	const path = join(makeFolder(t), 'results.csv');
	const study = openCsvStudy({path});
	const states = ['COMPLETE', 'TrialState.PRUNED', 'timeout', 'cancelled', 'FAIL', 'running', 'pending', 'odd'];
	writeFileSync(path, `trial,x,loss,state\n${states.map((state, at) => `${at},1,0.5,${state}\n`).join('')}`);
	assert.deepEqual(
		ofKind([...poll(study), ...end(study)], 'trial-ended').map(({trial, state, why}) => [trial, state, why]),
		[
			[1, 'complete', undefined],
			[2, 'pruned', undefined],
			[3, 'timed-out', 'its row says timeout'],
			[4, 'killed', 'its row says cancelled'],
			[5, 'failed', 'its row says FAIL'],
			[8, 'complete', undefined],
		],
	);
});

test('csv: a parameter that may be a name stays one', t => {
	const path = join(makeFolder(t), 'results.csv');
	const study = openCsvStudy({path});
	writeFileSync(path, 'trial,lr,board,clip,loss\n1,0.1,007,inf,0.5\n');
	assert.deepEqual(
		ofKind(end(study), 'trial-ended').map(({params}) => params),
		[{lr: 0.1, board: '007', clip: 'inf'}],
	);
});

test('csv: a row a point of a curve', t => {
	const path = join(makeFolder(t), 'metrics.csv');
	const study = openCsvStudy({path});
	writeFileSync(path, 'run_idx,global_step,hparam.lr,loss\n1,1,0.1,0.9\n1,2,0.1,0.8\n2,1,0.2,0.7\n');
	const heard = [...poll(study), ...end(study)];
	assert.deepEqual(
		heard.map(item =>
			item.kind === 'value'
				? `${item.trial} ${item.name} ${item.value} @${item.step}`
				: `${item.kind} ${'trial' in item ? item.trial : ''}`,
		),
		[
			'trial-started 1',
			'1 loss 0.9 @1',
			'1 loss 0.8 @2',
			'trial-ended 1',
			'trial-started 2',
			'2 loss 0.7 @1',
			'trial-ended 2',
		],
	);
	assert.deepEqual(ofKind(heard, 'trial-started')[1]?.params, {lr: 0.2});
});
