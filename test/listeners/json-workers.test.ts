import assert from 'node:assert/strict';
import {test} from 'node:test';
import fc from 'fast-check';
import {jsonLinesListener} from '../../source/listeners/json-lines.ts';
import {foldHeard, hearLines, ofKind} from './hearing.ts';

/** How a program tells of a trial: its start, its points, its end. */
const STYLES = {
	start: fc.boolean(),
	repeats: fc.boolean(),
	named: fc.constantFrom('number', 'text'),
	end: fc.constantFrom('none', 'metrics', 'state'),
} as const;

test('workers side by side: every trial gets its parameters, its points and its last value', () => {
	fc.assert(
		fc.property(
			fc.record(STYLES),
			fc.array(fc.integer({min: 2, max: 6}), {minLength: 1, maxLength: 12}),
			fc.integer({min: 1, max: 4}),
			fc.array(fc.nat(), {minLength: 100, maxLength: 100}),
			(style, lengths, workers, choices) => {
				const scripts = lengths.map((length, trial) => script(trial, length, style));
				const lines = interleave(scripts, workers, choices);
				const trials = foldHeard(hearLines(jsonLinesListener.create(), lines));
				assert.equal(trials.size, lengths.length);
				const byParams = new Map([...trials.values()].map(trial => [trial.params['lr'], trial]));
				for (const [index, length] of lengths.entries()) {
					const trial = byParams.get(index);
					assert.equal(trial?.state, 'complete', lines.join('\n'));
					assert.equal(trial.metrics['loss'], 100 * index + length - 1, lines.join('\n'));
					assert.deepEqual(
						trial.steps,
						Array.from({length}, (_, step) => step),
						lines.join('\n'),
					);
				}
			},
		),
		{numRuns: 150},
	);
});

test('starts without an end, more than any program runs at once: each is told, and more of the first one is heard', () => {
	const listener = jsonLinesListener.create();
	const say = (text: string) => listener.line(text, {rewritten: false});
	const starts = Array.from({length: 5000}, (_, trial) => say(`{"trial":${trial},"params":{"lr":${trial}}}`)).flat();
	assert.equal(ofKind(starts, 'trial-started').length, 5000);
	assert.deepEqual(ofKind(say('{"trial":0,"loss":2}'), 'trial-ended'), [
		{kind: 'trial-ended', trial: 1, state: 'complete', metrics: new Map([['loss', 2]])},
	]);
});

type Style = {readonly start: boolean; readonly repeats: boolean; readonly named: string; readonly end: string};

function script(trial: number, length: number, {start, repeats, named, end}: Style): readonly string[] {
	const name = named === 'text' ? `run-${trial}` : trial;
	const params = {params: {lr: trial}};
	const lines: object[] = start ? [{trial: name, ...params}] : [];
	for (let step = 0; step < length; step += 1) {
		const described = repeats || (!start && step === 0) ? params : {};
		lines.push({trial: name, ...described, step, loss: 100 * trial + step});
	}
	if (end === 'metrics') lines.push({trial: name, loss: 100 * trial + length - 1});
	if (end === 'state') lines.push({trial: name, state: 'complete'});
	return lines.map(line => JSON.stringify(line));
}

/** Lines of workers that take the next script each, in an order of chance. */
function interleave(
	scripts: readonly (readonly string[])[],
	workers: number,
	choices: readonly number[],
): readonly string[] {
	const waiting = [...scripts];
	const running: string[][] = [];
	const lines: string[] = [];
	for (let turn = 0; ; turn += 1) {
		while (running.length < workers && waiting.length > 0) running.push([...(waiting.shift() ?? [])]);
		if (running.length === 0) return lines;
		const place = (choices[turn % choices.length] ?? 0) % running.length;
		const line = running[place]?.shift();
		if (line !== undefined) lines.push(line);
		if (running[place]?.length === 0) running.splice(place, 1);
	}
}
