import assert from 'node:assert/strict';
import {test} from 'node:test';
import {type ExtensionFlags, parseExtension, refuseLacking} from '../../source/commands/runs/resume-extension.ts';
import type {Extension} from '../../source/domain/sweep/extension.ts';
import type {Budget} from '../../source/domain/sweep.ts';

const NONE: ExtensionFlags = {trials: undefined, time: undefined, energy: undefined};

/** What options grant a sweep of 20 trials, 10 minutes and 5 kJ. */
function granted(
	flags: Partial<ExtensionFlags>,
	budget: Budget = {trials: 20, timeMs: 600_000, energyJ: 5000},
): unknown {
	return parseExtension({...NONE, ...flags}, () => budget);
}

test('with + it is so much more, without so much in all', () => {
	assert.equal(granted({}), undefined);
	assert.deepEqual(granted({trials: '+5', time: '+10m', energy: '+5kJ'}), {
		trials: 5,
		time_ms: 600_000,
		energy_j: 5000,
	});
	assert.deepEqual(granted({trials: '50', time: '1h', energy: '2Wh'}), {
		trials: 30,
		time_ms: 3_000_000,
		energy_j: 2200,
	});
	assert.deepEqual(granted({time: '+ 90s'.replace(' ', '')}), {time_ms: 90_000});
});

test('what grants nothing, or is no amount, is said with the option that would', () => {
	assert.throws(() => granted({time: '5m'}), {
		problem: '--time 5m is no more than the 10m that it has',
		hint: 'write how much more: --time +5m',
	});
	assert.throws(() => granted({trials: '20'}), {problem: '--trials 20 is no more than the 20 that it has'});
	for (const text of ['', '+', 'five', '+0', '-3', '1.5', '++5'])
		assert.throws(() => granted({trials: text}), /--trials/);
	for (const text of ['5', '+5 fortnights', '+0s', '10kJ']) assert.throws(() => granted({time: text}), /--time \+10m/);
	assert.throws(() => granted({energy: 'a lot'}), /--energy \+5kJ/);
	assert.throws(() => granted({energy: '5kJ'}, {trials: 20}), /the sweep has no energy budget/);
});

test('a limit that the sweep does not have is not raised', () => {
	const extension: Extension = {trials: 5, time_ms: 1000};
	refuseLacking({...NONE, trials: '+5', time: '+1s'}, extension, {trials: 2, timeMs: 5});
	assert.throws(() => refuseLacking({...NONE, trials: '+5', time: '+1s'}, extension, {trials: 2}), {
		problem: '--trials +5 --time +1s extends nothing: the sweep has no time budget',
	});
});
