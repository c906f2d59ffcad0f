import assert from 'node:assert/strict';
import {test} from 'node:test';
import {setTimeout as pause} from 'node:timers/promises';
import type {DemoOptions} from '../../source/store/demo/demo-world.ts';
import type {Session} from '../../source/store/session.ts';
import {openScreen} from '../helpers/open-screen.ts';

test('who has opened a view stays in it when the sweep completes, and hears which key sums it up', async () => {
	const {terminal, demo, end} = await openScreen({demo: {trials: 9}, atMs: 5000, columns: 120});
	terminal.type('2');
	await terminal.waitFor('MFLOP/J▼');
	demo.advanceTo(120_000);
	const shown = await terminal.waitFor('/runs/gemm-1; 5 heatmap');
	assert.match(shown, /MFLOP\/J▼/);
	await pause(80);
	assert.match(await terminal.text(), /MFLOP\/J▼/);
	terminal.type('q');
	assert.deepEqual(await end, {left: 'quit'});
});

test('a sweep of one parameter shows its points, not a heatmap of one row', async () => {
	const change: NonNullable<DemoOptions['change']> = sweep => ({
		...sweep,
		views: [],
		space: {
			exclude: [],
			parameters: sweep.space.parameters.map(parameter =>
				parameter.name === 'n' ? parameter : {...parameter, domain: {kind: 'constant', value: 1}},
			),
		},
	});
	const {terminal, demo, end} = await openScreen({demo: {change}, atMs: 1000});
	demo.advanceTo(300_000);
	await terminal.waitFor(/y flops_per_watt \(\w+\/J\) +x n/);
	terminal.type('q');
	assert.deepEqual(await end, {left: 'quit'});
});

test('a sweep that ends under the question whether to leave it running asks anew, and no answer acts elsewhere', async () => {
	const {terminal, demo, end} = await openScreen({demo: {trials: 9}, atMs: 5000});
	terminal.type('q');
	await terminal.waitFor('Leave it running, or end it?');
	demo.advanceTo(120_000);
	const asked = await terminal.waitFor('The sweep has ended meanwhile. Leave?');
	assert.doesNotMatch(asked, /The sweep runs|detach/);
	terminal.type('s');
	await terminal.waitFor('trials.csv and trials.json are in');
	assert.doesNotMatch(await terminal.text(), /sort by/);
	terminal.type('q');
	assert.deepEqual(await end, {left: 'quit'});
});

test('an engine that goes under that question is said in it', async () => {
	let isLost = false;
	const {terminal, demo, end} = await openScreen({
		demo: {trials: 9},
		atMs: 5000,
		change: (session): Session => ({
			...session,
			link: () =>
				isLost ? {kind: 'lost', why: 'the engine is gone', mend: 'q leaves'} : {kind: 'live', role: 'control'},
		}),
	});
	terminal.type('q');
	await terminal.waitFor('Leave it running, or end it?');
	isLost = true;
	demo.advanceTo(5100);
	await terminal.waitFor('the engine is gone. Leave?');
	terminal.type('d');
	assert.deepEqual(await end, {left: 'quit'});
});

test('a trial that ends while it is asked whether to kill it is not asked about any more', async () => {
	const {terminal, demo, end} = await openScreen({atMs: 60_000});
	terminal.type('X');
	await terminal.waitFor(/End trial #\d+\?/);
	demo.advanceTo(70_000);
	await terminal.waitFor(/#\d+ has ended by itself \(complete\)/);
	terminal.type('qd');
	assert.deepEqual(await end, {left: 'detach'});
});
