import assert from 'node:assert/strict';
import {test} from 'node:test';
import {setTimeout as sleep} from 'node:timers/promises';
import type {TerminalScreen} from '../../source/domain/protocol.ts';
import {createWatchedTerminal} from '../../source/commands/engine/watched-terminal.ts';
import type {EmulatedProgram, EmulatorOptions} from '../../source/executors/emulator.ts';

/** An engine of one job whose trials are written by hand, and what was asked of the emulator. */
function createDesk() {
	const asked: string[] = [];
	const sent: TerminalScreen[] = [];
	const output = new Map<number, string>();
	let running: number | undefined;
	let program: EmulatedProgram | undefined;
	/** Runs while the end of a trial's output is read. */
	const desk: {whileReading?: (() => void) | undefined} = {};
	const textOf = (bytes: Uint8Array | undefined): string => Buffer.from(bytes ?? []).toString();
	const begin = (verb: string, next: EmulatedProgram): void => {
		program = next;
		asked.push(`${verb} ${textOf(next.seed)}`);
	};
	const terminal = createWatchedTerminal((options: EmulatorOptions) => {
		begin('start', options);
		return {
			begin: next => begin('begin', next),
			feed: bytes => void asked.push(`feed ${textOf(bytes)}`),
			resize: (columns, rows) => void asked.push(`resize ${columns}×${rows}`),
			close: async () => void asked.push('close'),
		};
	});
	terminal.connect({
		send: screen => void sent.push(screen),
		terminals: {
			executionOf: trial => (trial === running ? 1 : undefined),
			tail: async trial => {
				const end = Buffer.from(output.get(trial) ?? '');
				await sleep(1);
				desk.whileReading?.();
				return end;
			},
			write: () => undefined,
			resize: () => undefined,
		},
	});
	const write = (trial: number, text: string): void => {
		running = trial;
		output.set(trial, (output.get(trial) ?? '') + text);
		terminal.feed(trial, 1, Buffer.from(text));
	};
	const until = async (count: number): Promise<void> => {
		const deadline = performance.now() + 60_000;
		while (asked.length < count && performance.now() < deadline) await sleep(5);
	};
	const end = (): void => {
		running = undefined;
	};
	return {terminal, asked, sent, write, end, until, desk, show: () => program?.onScreen({columns: 9, rows: []})};
}

test('trials that follow each other are shown by one thread, which ends when nobody looks', async () => {
	const {terminal, asked, sent, write, until, show} = createDesk();
	terminal.handlers.onWatch(1);
	write(1, 'one');
	await until(1);
	write(1, ' more');
	show();
	terminal.handlers.onWatch(2);
	write(1, ' unseen');
	write(2, 'two');
	await until(3);
	show();
	write(2, '!');
	assert.deepEqual(asked, ['start one', 'feed  more', 'begin two', 'feed !']);
	assert.deepEqual(
		sent.map(({trial, execution}) => [trial, execution]),
		[
			[1, 1],
			[2, 1],
		],
	);
	terminal.handlers.onWatch(null);
	assert.equal(asked.at(-1), 'close');
	write(2, 'nobody looks');
	assert.equal(asked.length, 5);
});

test('a trial that is over within a moment costs nothing; the next is shown', async () => {
	const {terminal, asked, write, end, until} = createDesk();
	terminal.handlers.onWatch(1);
	write(1, 'short');
	end();
	await sleep(200);
	assert.deepEqual(asked, []);
	terminal.handlers.onWatch(2);
	write(2, 'long');
	await until(1);
	assert.deepEqual(asked, ['start long']);
	await terminal.close();
});

test('what is written while the end of the output is read is shown once', async () => {
	const {terminal, asked, write, until, desk} = createDesk();
	desk.whileReading = () => {
		desk.whileReading = undefined;
		write(1, ' two');
	};
	terminal.handlers.onWatch(1);
	write(1, 'one');
	await until(1);
	write(1, ' three');
	assert.deepEqual(asked, ['start one two', 'feed  three']);
	await terminal.close();
	assert.equal(asked.at(-1), 'close');
});
