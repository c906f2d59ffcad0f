/**
 * Writes `docs/systems.md`: for each question of the five systems the command that answers it and what it prints, run
 * on the fixtures. `npm run systems`.
 */
import {spawnSync} from 'node:child_process';
import {mkdtempSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join, resolve} from 'node:path';
import process from 'node:process';
import {chip} from './systems/chip.ts';
import {SWEEP_FILES} from './systems/files.ts';
import {jetson} from './systems/jetson.ts';
import {kernels} from './systems/kernels.ts';
import {quantization} from './systems/quantization.ts';
import type {SystemPage, SystemRow} from './systems/row.ts';
import {training} from './systems/training.ts';

/** The systems in the order of the page. */
export const SYSTEMS: readonly SystemPage[] = [chip, quantization, jetson, kernels, training];

const REPOSITORY = resolve(import.meta.dirname, '..');
const DEFAULT_LINES = 7;
const WIDEST = 110;
/** What is told where reading takes longer than a moment: a matter of the machine. */
const PROGRESS = /^reading .+: .+ …\n/gm;

const HEAD = `# Five systems, question by question

sweeptop grew out of five documents in which somebody ran a sweep and worked through the results by hand. Each question
of theirs is here with the command that answers it, and what it prints. \`data/\` is \`test/fixtures/systems\`,
\`formats/\` and \`definitions/\` are their neighbours; output is cut at the mark \`…\`. This page is written by
\`npm run systems\`, which runs every command.
`;

/** The whole page. Runs every command in a folder of its own. */
function writePage(): string {
	const folder = mkdtempSync(join(tmpdir(), 'sweeptop-systems-'));
	try {
		for (const [name, target] of [
			['data', 'systems'],
			['formats', 'formats'],
			['definitions', 'definitions'],
		] as const)
			symlinkSync(join(REPOSITORY, 'test', 'fixtures', target), join(folder, name));
		for (const [name, text] of Object.entries(SWEEP_FILES)) writeSweepFile(folder, name, text);
		return [HEAD, ...SYSTEMS.map(system => renderSystem(system, folder))].join('\n');
	} finally {
		rmSync(folder, {recursive: true});
	}
}

function writeSweepFile(folder: string, name: string, text: string): void {
	const path = join(folder, name);
	if (name.includes('/')) spawnSync('mkdir', ['-p', join(path, '..')]);
	writeFileSync(path, text);
}

function renderSystem({title, about, rows}: SystemPage, folder: string): string {
	return [`## ${title}\n`, `${about}\n`, ...rows.map(row => renderRow(row, folder))].join('\n');
}

function renderRow({id, asks, run = [], lines = DEFAULT_LINES, by, notYet}: SystemRow, folder: string): string {
	const parts = [`### ${id} ${asks}\n`];
	if (by !== undefined) parts.push(`${by}\n`);
	if (notYet !== undefined) parts.push(`Not yet: ${notYet}.\n`);
	if (run.length > 0) {
		const blocks = run.map(command => `$ ${command}\n${keep(execute(command, folder), lines)}`);
		parts.push(`\`\`\`console\n${blocks.join('\n')}\n\`\`\`\n`);
	}
	return parts.join('\n');
}

function execute(command: string, cwd: string): string {
	const program = `sweeptop() { "$PROGRAM" "$@"; }; ${command}`;
	const env = {
		PATH: process.env['PATH'] ?? '',
		HOME: cwd,
		LANG: 'C.UTF-8',
		NO_COLOR: '1',
		PROGRAM: join(REPOSITORY, 'bin', 'sweeptop'),
	};
	const {stdout, stderr} = spawnSync('sh', ['-c', `{ ${program}; } 2>&1`], {cwd, env, encoding: 'utf8'});
	process.stderr.write(`${command}\n`);
	return `${stdout}${stderr}`.replaceAll(PROGRESS, '').replaceAll(cwd, '.').replaceAll(REPOSITORY, '.');
}

/** The first lines, none too wide. */
function keep(text: string, count: number): string {
	const lines = text.trimEnd().split('\n');
	const kept = lines.slice(0, count).map(line => {
		const trimmed = line.trimEnd();
		return [...trimmed].length > WIDEST ? `${[...trimmed].slice(0, WIDEST - 1).join('')}…` : trimmed;
	});
	return [...kept, ...(lines.length > count ? [`… ${lines.length - count} more lines`] : [])].join('\n');
}

/** The built program starts in a fraction of the time that its sources take. */
function build(): void {
	const {status} = spawnSync(process.execPath, [join(REPOSITORY, 'scripts', 'build.mjs')], {stdio: 'inherit'});
	if (status !== 0) throw new Error('the program could not be built');
}

if (import.meta.main) build();
if (import.meta.main) writeFileSync(join(REPOSITORY, 'docs', 'systems.md'), writePage());
