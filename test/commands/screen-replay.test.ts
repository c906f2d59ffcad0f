import assert from 'node:assert/strict';
import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {test} from 'node:test';
import {runScreen, type ScreenEnd, type ScreenOptions} from '../../source/commands/screen/screen.tsx';
import {parseSettings, readSettings, settingsPath, writeSettings} from '../../source/commands/screen/settings-file.ts';
import {DEFAULT_SETTINGS} from '../../source/domain/settings.ts';
import {createDemoSession, type DemoSession} from '../../source/store/demo/demo-session.ts';
import {createDemoWorld} from '../../source/store/demo/demo-world.ts';
import {BACKGROUND_QUERY} from '../../source/theme/background.ts';
import {type Background, roleColors} from '../../source/theme/palette.ts';
import {createFakeTerminal, type FakeTerminal} from '../helpers/fake-terminal.ts';

type Running = {readonly terminal: FakeTerminal; readonly demo: DemoSession; readonly end: Promise<ScreenEnd>};

function accentOf(theme: 'default' | 'gruvbox', background: Background): string {
	return `\u001B[${roleColors(theme, '256', background).accent}m`;
}

async function open(
	atMs: number,
	options: ScreenOptions = {},
	environment: Readonly<Record<string, string>> = {},
): Promise<Running> {
	const world = createDemoWorld({seed: 1});
	world.advanceTo(atMs);
	const demo = createDemoSession(world, '/runs/gemm-1');
	const terminal = createFakeTerminal(100, 30);
	const end = runScreen({
		session: demo,
		stdin: terminal.stdin,
		stdout: terminal.stdout,
		environment: {TERM: 'xterm-256color', LANG: 'C.UTF-8', ...environment},
		options: {framesPerSecond: 20, ...options},
	});
	await terminal.waitFor('gemm');
	return {terminal, demo, end};
}

test('w looks back from the first event, steps from trial to trial, plays on, and comes back to the present', async () => {
	const {terminal, end} = await open(600_000);
	terminal.type('w');
	await terminal.waitFor(/replay ► 0:0\d of 2:3\d/);
	terminal.type(' ');
	await terminal.waitFor('replay ‖');
	terminal.type('\u001B[H');
	await terminal.waitFor(/replay ‖ 0:00 .* 0 of 51 trials ended/);
	const start = await terminal.text();
	assert.match(start, /gemm {2}running replay · grid 0\/51/);
	terminal.type(']]]');
	const third = await terminal.waitFor('3 of 51 trials ended');
	assert.match(third, /grid 3\/51/);
	terminal.type('[');
	await terminal.waitFor('2 of 51 trials ended');
	terminal.type('2');
	await terminal.waitFor(/FLOP\/J▼/);
	assert.match(await terminal.text(), /2 of 51 trials ended/, 'a view is opened within the replay');
	terminal.type('++++++ ');
	await terminal.waitFor('51 of 51 trials ended');
	await terminal.waitFor('replay ‖ 2:3');
	terminal.type('w');
	await terminal.waitFor('1 overview');
	assert.doesNotMatch(await terminal.text(), /replay/);
	terminal.type('q');
	assert.deepEqual(await end, {left: 'quit'});
});

test('a live sweep goes on while it is looked back at', async () => {
	const {terminal, demo, end} = await open(30_000);
	terminal.type('w');
	await terminal.waitFor('replay ►');
	terminal.type(' \u001B[F');
	await terminal.waitFor(/replay ‖ 0:\d\d of 0:/);
	const before = /(\d+) of \d+ trials ended/.exec(await terminal.text())?.[1];
	demo.advanceTo(90_000);
	terminal.type('\u001B[F');
	assert.match(await terminal.waitFor('replay ‖'), new RegExp(`${before} of ${before} trials ended`));
	terminal.type('w');
	await terminal.waitFor(/1:30 /);
	terminal.type('qd');
	assert.deepEqual(await end, {left: 'detach'});
});

test('a setting is chosen by enter, shown at once, and kept', async t => {
	const folder = mkdtempSync(join(tmpdir(), 'sweeptop-settings-'));
	t.after(() => rmSync(folder, {recursive: true, force: true}));
	const environment = {XDG_CONFIG_HOME: folder};
	const {terminal, end} = await open(60_000, {saveSettings: settings => writeSettings(environment, settings)});
	terminal.type(':settings\r');
	await terminal.waitFor('these colours');
	assert.ok(terminal.written().includes(accentOf('default', 'dark')));
	terminal.type('jjjjjjj\r');
	await terminal.waitFor(/theme: gruvbox, kept in .*settings\.json/);
	assert.ok(terminal.written().includes(accentOf('gruvbox', 'dark')), 'the accent of Gruvbox');
	assert.deepEqual(readSettings(environment), {...DEFAULT_SETTINGS, theme: 'gruvbox'});
	terminal.type('\u001B[F\u001B[A\u001B[A\r');
	await terminal.waitFor(/framesPerSecond: 4, kept/);
	assert.equal(JSON.parse(readFileSync(join(folder, 'sweeptop', 'settings.json'), 'utf8')).framesPerSecond, 4);
	terminal.type('qd');
	await end;
});

test('temperatures and energies are written in the unit that was chosen', async () => {
	const {terminal, end} = await open(60_000, {
		settings: {...DEFAULT_SETTINGS, temperature: 'fahrenheit', energy: 'watt-hours'},
	});
	assert.match(await terminal.text(), /temp +1\d\d °F .* gate 140/);
	assert.match(await terminal.text(), /0\.\d+ Wh spent/);
	terminal.type(':view-probes\r');
	await terminal.waitFor(/gpu0\.temp_c +1\d\d °F/);
	terminal.type(':view-sweep\r');
	await terminal.waitFor(/energy +\d\.\d+ Wh/);
	terminal.type('qd');
	await end;
});

test('the terminal is asked for its background, and its answer is no key', async () => {
	const {terminal, end} = await open(60_000, {settings: {...DEFAULT_SETTINGS, theme: 'gruvbox'}});
	assert.ok(terminal.written().includes(BACKGROUND_QUERY));
	assert.ok(terminal.written().includes(accentOf('gruvbox', 'dark')), 'dark until it answers');
	terminal.type('\u001B]11;rgb:ffff/ffff/ffff\u001B\\');
	for (let tries = 0; tries < 400 && !terminal.written().includes(accentOf('gruvbox', 'light')); tries++)
		await new Promise(resolve => setTimeout(resolve, 5));
	assert.ok(terminal.written().includes(accentOf('gruvbox', 'light')), 'the accent of the light set');
	assert.match(await terminal.text(), /1 overview/);
	terminal.type('qd');
	assert.deepEqual(await end, {left: 'detach'});
});

test('a terminal that says its background by COLORFGBG, or a person who knows it, is believed', async () => {
	const first = await open(60_000, {settings: {...DEFAULT_SETTINGS, theme: 'gruvbox'}}, {COLORFGBG: '0;15'});
	assert.ok(first.terminal.written().includes(accentOf('gruvbox', 'light')));
	first.terminal.type('qd');
	await first.end;
	const second = await open(60_000, {settings: {...DEFAULT_SETTINGS, theme: 'gruvbox', background: 'light'}});
	assert.ok(!second.terminal.written().includes(BACKGROUND_QUERY));
	assert.ok(second.terminal.written().includes(accentOf('gruvbox', 'light')));
	second.terminal.type('qd');
	await second.end;
});

test('settings that are missing, broken or unknown are those of somebody who chose nothing', () => {
	assert.deepEqual(readSettings({}), DEFAULT_SETTINGS);
	assert.deepEqual(readSettings({HOME: '/nonexistent'}), DEFAULT_SETTINGS);
	assert.deepEqual(parseSettings('null'), DEFAULT_SETTINGS);
	assert.deepEqual(parseSettings('{"theme":"nord","background":"pink","framesPerSecond":1e9,"more":1}'), {
		...DEFAULT_SETTINGS,
		theme: 'nord',
	});
	assert.equal(
		settingsPath({XDG_CONFIG_HOME: 'relative', HOME: '/home/ada'}),
		'/home/ada/.config/sweeptop/settings.json',
	);
	assert.equal(settingsPath({XDG_CONFIG_HOME: '/etc/x'}), '/etc/x/sweeptop/settings.json');
});
