import assert from 'node:assert/strict';
import {test} from 'node:test';
import {createHands} from '../helpers/screen-hands.ts';

test('nothing printed is said of a program that ran, not of results from elsewhere', () => {
	const wordsOf = (argv: readonly string[]): string =>
		createHands({view: 'trial'})
			.frameOf(model => {
				const {selected, state, ui} = model;
				assert.ok(selected !== undefined && state.sweep !== undefined);
				const trial = {...selected, state: 'complete'} as const;
				const sweep = {...state.sweep, command: {kind: 'argv', argv}} as const;
				const output = {trial: trial.trial, execution: 1, lines: []};
				return {...model, terminal: undefined, selected: trial, state: {...state, sweep}, ui: {...ui, output}};
			})
			.join('\n');
	assert.match(wordsOf(['true']), / it printed nothing/);
	assert.match(wordsOf([]), / its output was not kept/);
});
