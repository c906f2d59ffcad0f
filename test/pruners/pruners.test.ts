import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {ChoiceOptions} from '../../source/domain/space/choice-options.ts';
import type {Direction} from '../../source/domain/metric.ts';
import type {Pruner, Report, TrialCurve} from '../../source/domain/pruner.ts';
import {bracketShares, dealTrial} from '../../source/pruners/hyperband.ts';
import {findPruner, type PrunerId, PRUNERS} from '../../source/pruners/registry.ts';
import {assertIds} from '../helpers/assert-none.ts';
import {readGolden} from '../samplers/sampler-helpers.ts';

type ReportEvent = readonly [trial: number, step: number, value: number | 'NaN', pruned: 0 | 1];
type EndEvent = readonly [trial: number, state: 'complete' | 'pruned', value?: number];
type Golden = {
	readonly studies: readonly {
		readonly name: string;
		readonly pruner: string;
		readonly options: ChoiceOptions;
		readonly direction: Direction;
		readonly events: readonly (ReportEvent | EndEvent)[];
	}[];
};
/** Those that Optuna has as well: its decisions were recorded. */
const OPTUNA_PRUNERS = [
	'median',
	'percentile',
	'asha',
	'hyperband',
	'patient',
	'threshold',
	'wilcoxon',
] as const satisfies readonly PrunerId[];

const golden: Golden = readGolden('pruners.json.gz');

function isReport(event: ReportEvent | EndEvent): event is ReportEvent {
	return event.length === 4;
}

function create(id: string, options: ChoiceOptions = {}, direction: Direction = 'minimize'): Pruner {
	return findPruner(id).create({sweep: 'test', direction}, options);
}

function curve(trial: number, values: readonly number[], state: TrialCurve['state'] = 'complete'): TrialCurve {
	const reports = values.map((value, step): Report => ({step, value}));
	return {trial, state, reports, ...(state === 'complete' ? {value: values.at(-1) ?? Number.NaN} : {})};
}

test('500 studies replayed: every decision as Optuna 5', () => {
	const counts = new Map<string, number>();
	for (const {name, pruner: id, options, direction, events} of golden.studies) {
		const decide = findPruner(id).create({sweep: name, direction}, options);
		const curves = new Map<number, TrialCurve>();
		for (const event of events) {
			const [trial] = event;
			const known = curves.get(trial) ?? {trial, state: 'running', reports: []};
			if (!isReport(event)) {
				curves.set(trial, {...known, state: event[1], ...(event[2] === undefined ? {} : {value: event[2]})});
				continue;
			}
			const [, step, value, pruned] = event;
			const own = {...known, reports: [...known.reports, {step, value: Number(value)}]};
			curves.set(trial, own);
			const others = [...curves.values()].filter(other => other.trial !== trial);
			const verdict = decide({own, others});
			assert.equal(
				verdict.kind,
				pruned === 1 ? 'prune' : 'keep',
				`${name}, ${id} ${JSON.stringify(options)}, trial ${trial}, step ${step}`,
			);
			counts.set(`${id} ${verdict.kind}`, (counts.get(`${id} ${verdict.kind}`) ?? 0) + 1);
		}
	}
	const replayed = [...new Set(golden.studies.map(study => study.pruner))];
	assertIds(replayed, OPTUNA_PRUNERS, 'pruners of the replayed studies');
	for (const id of replayed)
		assert.ok((counts.get(`${id} prune`) ?? 0) > 20 && (counts.get(`${id} keep`) ?? 0) > 20, id);
});

test('every pruner says why, in words', () => {
	const good = [1, 2, 3, 4, 5, 6].map(trial => curve(trial, [1, 0.5, 0.3, 0.2, 0.1]));
	const bad = curve(9, [9, 9.1, 9.2, 9.3], 'running');
	const reasons = [
		create('median')({own: bad, others: good}),
		create('percentile', {percent: 10})({own: bad, others: good}),
		create('asha', {min_steps: 1, factor: 3})({own: curve(9, [9, 9], 'running'), others: good}),
		create('patient', {patience: 1})({own: bad, others: good}),
		create('threshold', {upper: 5})({own: bad, others: good}),
		create('wilcoxon')({own: bad, others: good}),
	];
	for (const verdict of reasons) assert.ok(verdict.kind === 'prune' && /\d/.test(verdict.why), JSON.stringify(verdict));
});

test('nothing to compare with: every pruner lets the first trials go on', () => {
	for (const {id} of PRUNERS) {
		const decide = create(id, id === 'threshold' ? {upper: 5} : id === 'cap' ? {power_w: 5} : {});
		assert.equal(decide({own: curve(1, [], 'running'), others: []}).kind, 'keep', id);
		if (id !== 'asha') assert.equal(decide({own: curve(1, [1], 'running'), others: []}).kind, 'keep', id);
		const failed = [2, 3, 4, 5, 6, 7].map(trial => curve(trial, [0.1], 'failed'));
		assert.equal(decide({own: curve(1, [1], 'running'), others: failed}).kind, 'keep', id);
	}
});

test('NaN never passes a rung or a bound, and never is the best', () => {
	const nan = curve(9, [Number.NaN], 'running');
	const others = [1, 2, 3, 4, 5].map(trial => curve(trial, [1, 1]));
	for (const id of ['median', 'percentile']) assert.equal(create(id)({own: nan, others}).kind, 'prune');
	assert.equal(create('threshold', {lower: 0})({own: nan, others}).kind, 'prune');
	const late = curve(9, [1, Number.NaN], 'running');
	assert.equal(create('asha', {min_steps: 1})({own: late, others}).kind, 'prune');
	assert.equal(create('wilcoxon')({own: nan, others}).kind, 'keep');
});

test('hyperband deals all trials, in the shares of its brackets', () => {
	const shares = bracketShares(1, 27, 3);
	assert.deepEqual(shares, [27, 12, 6, 4]);
	const total = shares.reduce((sum, share) => sum + share, 0);
	const counts = shares.map(() => 0);
	for (let trial = 1; trial <= 5000; trial += 1) {
		const bracket = dealTrial('sweep', trial, shares);
		counts[bracket] = (counts[bracket] ?? 0) + 1;
	}
	for (const [bracket, share] of shares.entries()) {
		assert.ok(Math.abs((counts[bracket] ?? 0) / 5000 - share / total) < 0.03, String(counts));
	}
});

test('ASHA saves more than half of the steps and keeps the best of 60 learning curves', () => {
	const decide = create('asha', {min_steps: 1, factor: 3});
	const curves: TrialCurve[] = [];
	let steps = 0;
	for (let trial = 1; trial <= 60; trial += 1) {
		const level = ((trial * 37) % 60) / 60;
		let own: TrialCurve = {trial, state: 'running', reports: []};
		let state: TrialCurve['state'] = 'complete';
		for (let step = 1; step <= 81; step += 1) {
			own = {...own, reports: [...own.reports, {step, value: level + 1 / step}]};
			steps += 1;
			if (decide({own, others: curves}).kind === 'keep') continue;
			state = 'pruned';
			break;
		}
		curves.push({...own, state, ...(state === 'complete' ? {value: level} : {})});
	}
	const best = curves.filter(({state}) => state === 'complete').map(({value}) => value ?? 1);
	assert.equal(Math.min(...best), 0);
	assert.ok(steps < 0.4 * 60 * 81, `${steps} of ${60 * 81}`);
});

test('names and options are checked', () => {
	assert.throws(() => findPruner('medium'), /did you mean "median".*none, median, percentile, asha/);
	assert.throws(() => create('median', {startups: 1}), /did you mean "startup"/);
	assert.throws(() => create('percentile', {percent: 101}), /number from 0 to 100, not 101/);
	assert.throws(() => create('asha', {factor: 1}), /whole number of at least 2/);
	assert.throws(() => create('asha', {bootstrap: 2}), /needs asha.min_steps/);
	assert.throws(() => create('threshold'), /no bounds/);
	assert.throws(() => create('threshold', {lower: 2, upper: 1}), /above threshold.upper/);
	assert.throws(() => create('patient', {then: 'stop'}), /valid: end, median/);
	assert.equal(findPruner('successive_halving').id, 'asha');
});
