/**
 * A sweep over three knobs without trials: `knob-sweep.child.ts ROOT STATE [crash|reject|exit]`. It says `set` after
 * each round; on a line of stdin it ends in the way that its third argument names.
 */
import {createInterface} from 'node:readline';
import process from 'node:process';
import type {Ledger} from '../../source/engine/ledger.ts';
import {openSweepKnobs} from '../../source/commands/knob/knob-session.ts';
import {createSweepState} from '../../source/domain/sweep-state.ts';
import {readIdentity} from '../../source/journal/process-identity.ts';
import {engineSweep} from '../engine/sweep.ts';

const [root = '', state = '', way = ''] = process.argv.slice(2);
const parameter = (knob: string, values: readonly number[]) => ({
	name: knob,
	knob,
	domain: {kind: 'choice' as const, values},
});
const sweep = {
	...engineSweep(),
	space: {
		parameters: [
			parameter('cpu.frequency', [115_200_000, 1_344_000_000]),
			parameter('gpu.frequency', [306_000_000, 612_000_000, 1_020_000_000]),
			parameter('fan', [20, 70, 100]),
		],
		exclude: [],
	},
};
const ledger: Ledger = {record: () => undefined, state: createSweepState, notice: () => undefined};
const knobs = await openSweepKnobs({
	sweep,
	directory: root,
	ledger,
	owner: {...readIdentity(), started: ''},
	sysfsRoot: root,
	environment: {XDG_STATE_HOME: state},
});
createInterface({input: process.stdin}).once('line', () => {
	if (way === 'crash') throw new Error('a bug');
	if (way === 'reject') void Promise.reject(new Error('a bug'));
	if (way === 'exit') process.exit(0);
	if (way === 'close') void knobs?.close().then(() => process.exit(0));
});
for (let round = 0; ; round++) {
	const pick = (values: readonly number[], step: number): number => values[(round * step) % values.length] ?? 0;
	await knobs?.apply(
		round,
		new Map([
			['cpu.frequency', pick([115_200_000, 1_344_000_000], 1)],
			['gpu.frequency', pick([306_000_000, 1_020_000_000, 612_000_000], 1)],
			['fan', pick([20, 70, 100], 2)],
		]),
	);
	process.stdout.write('set\n');
	await new Promise(resolve => {
		setImmediate(resolve);
	});
}
