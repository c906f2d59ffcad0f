import assert from 'node:assert/strict';
import {countEndedTrials} from './run-files.ts';
import {eventually, type World} from './world.ts';

/** Starts a sweep without a screen; its run directory, once its first trial has ended. */
export async function startDetached(world: World, text: string): Promise<string> {
	world.write('sweep.toml', text);
	const {code, note} = await world.run(['run', 'sweep.toml', '--detach', '--out', 'out']);
	assert.equal(code, 0, note);
	await eventually('the first trial', () => countEndedTrials(world.path('out')) > 0);
	return world.path('out');
}

/** Gives a command; what it answered. */
export async function give(world: World, ...argv: readonly string[]): Promise<string> {
	const {code, note} = await world.run(argv);
	assert.equal(code, 0, note);
	return note;
}
