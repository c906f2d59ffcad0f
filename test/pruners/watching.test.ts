import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {ChoiceOptions} from '../../source/domain/space/choice-options.ts';
import {UserError} from '../../source/domain/errors.ts';
import type {LiveMeans, TrialCurve, Verdict} from '../../source/domain/pruner.ts';
import {cap} from '../../source/pruners/cap.ts';
import {slow} from '../../source/pruners/slow.ts';

const context = {sweep: 'test', direction: 'minimize'} as const;

function trial(number: number, executionMs: number, value?: number): TrialCurve {
	return {trial: number, state: 'complete', reports: [], executionMs, ...(value === undefined ? {} : {value})};
}

function running(executionMs?: number): TrialCurve {
	return {trial: 99, state: 'running', reports: [], ...(executionMs === undefined ? {} : {executionMs})};
}

function why(verdict: Verdict): string | undefined {
	return verdict.kind === 'prune' ? verdict.why : undefined;
}

test('slow: longer than so many times the time of the best trial, which need not be the quickest', () => {
	const decide = slow.create(context, {factor: 2});
	const others = [trial(1, 2000, 0.9), trial(2, 10_000, 0.1), {...trial(3, 500, 0), state: 'pruned' as const}];
	assert.equal(decide({own: running(19_000), others}).kind, 'keep');
	assert.equal(
		why(decide({own: running(21_000), others})),
		'has run for 21 s, more than 2 × the 10 s of the best trial #2',
	);
	const up = slow.create({...context, direction: 'maximize'}, {factor: 2});
	assert.match(why(up({own: running(5000), others})) ?? '', /best trial #1/);
});

test('slow: with nothing to rank by the quickest is the best; NaN never is', () => {
	const decide = slow.create(context, {});
	assert.match(why(decide({own: running(7000), others: [trial(1, 9000), trial(2, 2000)]})) ?? '', /3 × the 2 s.*#2/);
	assert.match(
		why(decide({own: running(90_000), others: [trial(1, 9000, 1), trial(2, 2000, Number.NaN)]})) ?? '',
		/#1/,
	);
});

test('slow: grace and startup', () => {
	const others = [trial(1, 1, 1)];
	assert.equal(slow.create(context, {})({own: running(900), others}).kind, 'keep');
	assert.equal(slow.create(context, {grace: 0})({own: running(900), others}).kind, 'prune');
	assert.equal(slow.create(context, {startup: 2})({own: running(5000), others}).kind, 'keep');
	assert.equal(slow.create(context, {})({own: running(), others}).kind, 'keep');
});

test('cap: the mean over the time that it is sustained, once the trial has run for as long', () => {
	const spans: number[] = [];
	const live =
		(means: LiveMeans) =>
		(spanMs: number): LiveMeans => {
			spans.push(spanMs);
			return means;
		};
	const decide = (options: ChoiceOptions, means: LiveMeans, ranMs = 60_000): string | undefined =>
		why(cap.create(context, options)({own: running(ranMs), others: [], live: live(means)}));
	assert.equal(decide({power_w: 15}, {powerWatts: 15.27}), 'drew 15.3 W over 5 s, more than 15 W');
	assert.equal(decide({power_w: 15, sustained: 2}, {powerWatts: 15}), undefined);
	assert.equal(
		decide({temp_c: 85}, {powerWatts: 1000, temperatureCelsius: 90.5}),
		'was at 90.5 °C over 5 s, above 85 °C',
	);
	assert.equal(decide({temp_c: 85, power_w: 15}, {}), undefined);
	assert.equal(decide({power_w: 15}, {powerWatts: 99}, 4000), undefined);
	assert.deepEqual(spans, [5000, 2000, 5000, 5000]);
	assert.equal(cap.create(context, {power_w: 1})({own: running(60_000), others: []}).kind, 'keep');
});

test('options are checked', () => {
	assert.throws(
		() => cap.create(context, {}),
		(error: unknown) => error instanceof UserError && /no bounds/.test(error.problem),
	);
	assert.throws(() => cap.create(context, {watts: 3}), UserError);
	assert.throws(() => slow.create(context, {factor: 0.5}), UserError);
});
