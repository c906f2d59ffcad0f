/**
 * Records the README's pictures: the preset gemm really runs in a pseudo-terminal, and what its screen shows is
 * written to docs/pictures as SVG. `npm run pictures`.
 */
import {mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import xterm from '@xterm/headless';
import {liveRunsOf} from '../source/commands/runs/live-runs.ts';
import {readScreen} from '../source/executors/emulator-rows.ts';
import {renderSvg} from '../source/plot/render-svg.ts';
import {terminalPicture} from '../source/plot/terminal-picture.ts';
import {openPtyScreen, type PtyScreen} from '../test/helpers/pty-screen.ts';

const SIZE = {columns: 100, rows: 30} as const;
const OUTPUT = new URL('../docs/pictures/', import.meta.url);

const runs = mkdtempSync(join(tmpdir(), 'sweeptop-pictures-'));
mkdirSync(OUTPUT, {recursive: true});
const screen = openPtyScreen({
	...SIZE,
	argv: [fileURLToPath(new URL('../bin/sweeptop', import.meta.url)), 'run', 'gemm'],
	workdir: runs,
	environment: {COLORTERM: 'truecolor', TERM: 'xterm-256color', LANG: 'C.UTF-8'},
});
try {
	await screen.waitForText(/grid 16\/24/, 120_000);
	await record(screen, 'overview', 'sweeptop: a sweep while it runs');
	await screen.waitForText(/complete · grid 24\/24/, 120_000);
	for (const [key, name, title] of [
		['5', 'heatmap', 'sweeptop: the search grid as a heatmap'],
		['4', 'scatter', 'sweeptop: every trial as a point'],
	] as const) {
		screen.type(key);
		await new Promise(resolve => setTimeout(resolve, 1000));
		await record(screen, name, title);
	}
	screen.type('q');
	await screen.exited;
} finally {
	await screen.close();
	await endEngines();
	rmSync(runs, {recursive: true});
}

/** An engine outlives its screen: one is left where a picture did not come. */
async function endEngines(): Promise<void> {
	const ours = () => liveRunsOf(process.env).filter(({path}) => path.startsWith(realpathSync(runs)));
	for (const {pid} of ours()) process.kill(pid, 'SIGTERM');
	while (ours().length > 0) await new Promise(resolve => setTimeout(resolve, 100));
}

async function record(source: PtyScreen, name: string, title: string): Promise<void> {
	const terminal = new xterm.Terminal({cols: SIZE.columns, rows: SIZE.rows, logLevel: 'off', allowProposedApi: true});
	await new Promise<void>(resolve => terminal.write(source.received(), resolve));
	const picture = terminalPicture(readScreen(terminal).rows, SIZE.columns);
	writeFileSync(new URL(`${name}.svg`, OUTPUT), renderSvg(picture, {title}));
	terminal.dispose();
}
