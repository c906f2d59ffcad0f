import assert from 'node:assert/strict';
import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test from 'node:test';
import {setTimeout as sleep} from 'node:timers/promises';
import {type PulsedLoad, startPulsedLoad} from '../../source/commands/probe/load-pulses.ts';
import {PULSES, testWindows, type TestedSensors} from '../../source/commands/probe/probe-self-test.ts';
import type {ChannelDefinition} from '../../source/domain/channel.ts';
import {UserError} from '../../source/domain/errors.ts';
import {createSeries} from '../../source/domain/series.ts';

/** The state of a process: `T` is stopped, `S` sleeps, `Z` has ended (proc(5)). */
function stateOf(pid: number): string {
	const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
	return stat.slice(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3);
}

async function until(holds: () => boolean): Promise<void> {
	const startMs = performance.now();
	while (!holds() && performance.now() - startMs < 20_000) await sleep(5);
	assert.ok(holds());
}

test('a load is stopped, continued and ended with all that it has started', async () => {
	const folder = mkdtempSync(join(tmpdir(), 'sweeptop-load-'));
	const list = join(folder, 'pids');
	const script = `sleep 60 & echo "$! $$" > ${list}; wait`;
	const load = await startPulsedLoad(['sh', '-c', script]);
	try {
		const pids = (): readonly number[] => {
			try {
				return readFileSync(list, 'utf8').trim().split(' ').filter(Boolean).map(Number);
			} catch {
				return [];
			}
		};
		await until(() => pids().length === 2);
		load.switchOff();
		await until(() => pids().every(pid => stateOf(pid) === 'T'));
		load.switchOn();
		await until(() => pids().every(pid => stateOf(pid) === 'S'));
		assert.equal(load.failure(), undefined);
		load.close();
		await until(() => pids().every(isGone));
	} finally {
		load.close();
		rmSync(folder, {recursive: true});
	}
});

function isGone(pid: number): boolean {
	try {
		return stateOf(pid) === 'Z';
	} catch {
		return true;
	}
}

test('a load that is not there, and one that ends', async () => {
	await assert.rejects(startPulsedLoad(['/no/such/program']), (error: unknown) => {
		assert.ok(error instanceof UserError);
		return error.problem.includes('"/no/such/program" cannot be started');
	});
	const load = await startPulsedLoad(['false']);
	await until(() => load.failure() !== undefined);
	assert.equal(load.failure(), 'exit 1');
	const {sensors} = createWorld(0);
	await assert.rejects(testWindows(load, sensors, {...PULSES, warmUpMs: 0}), /the load has ended .*: exit 1/);
	load.close();
});

const BOARD: ChannelDefinition = {
	channel: 'board.power_w',
	unit: 'W',
	scope: 'board',
	source: 'fake',
	periodMs: 50,
	windowMs: 50,
};

/** A board of 5 W, and 20 W under load, whose meter averages; time passes by waiting only. */
function createWorld(windowMs: number): {readonly sensors: TestedSensors; readonly load: PulsedLoad} {
	let nowMs = 0;
	let watts = 20;
	let drawn = 0;
	const powers: number[] = [];
	const series = createSeries(2000);
	return {
		load: {
			switchOn: () => {
				watts = 20;
			},
			switchOff: () => {
				watts = 5;
			},
			failure: () => undefined,
			close: () => {},
		},
		sensors: {
			channels: () => [
				BOARD,
				{...BOARD, channel: 'cpu.power_w', counter: 'cpu.energy_j'},
				{...BOARD, channel: 'gpu0.util_pct'},
				{...BOARD, channel: 'cpu.temp_c'},
			],
			samplesOf: channel => (channel === 'gpu0.util_pct' ? createSeries(4) : series),
			now: () => nowMs,
			wait: ms => {
				for (const endMs = Math.round(nowMs + ms); nowMs < endMs; nowMs++) {
					powers.push(watts);
					const seen = powers.slice(-Math.max(1, windowMs));
					if (nowMs % 50 === 0) series.push(nowMs, seen.reduce((sum, value) => sum + value, 0) / seen.length);
				}
				return Promise.resolve();
			},
			random: () => (++drawn * 0.618) % 1,
		},
	};
}

test('the window of a sensor that answers; counters have none, and one that is silent is named', async () => {
	for (const windowMs of [1, 100, 430, 1000]) {
		const {sensors, load} = createWorld(windowMs);
		const {windows, unclear} = await testWindows(load, sensors, PULSES);
		assert.deepEqual([...windows.keys()], ['board.power_w']);
		const found = windows.get('board.power_w')?.windowMs ?? Number.NaN;
		assert.ok(Math.abs(found - windowMs) <= 40, `${found} is not ${windowMs}`);
		assert.deepEqual(unclear, ['gpu0.util_pct']);
	}
});
