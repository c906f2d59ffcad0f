/**
 * Synthesises a pipeline for CRC-32 with yosys and says how large, how deep and how fast it is.
 * usage: ppa --stages N [--rounds N] [--gates nand|xor] [--period PICOSECONDS]
 *
 * Needs yosys (with its ABC). In $SWEEP_DIR stay netlist.png (levels of logic from left to right), netlist.v and the
 * reports of yosys. Area is in gate equivalents; delays are those of cells.mjs, without wires.
 */
import {spawnSync} from 'node:child_process';
import {copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import process from 'node:process';
import {parseArgs} from 'node:util';
import {GATE_SETS, libertyText, REGISTER, REGISTER_PS} from './cells.mjs';
import {drawNetlist, readNetlist} from './netlist.mjs';

const TOP = 'crc32';
const MOST_ROUNDS = 32;
const NOT_FOUND = 'ENOENT';

const settings = readOptions(process.argv.slice(2));
const folder = mkdtempSync(join(tmpdir(), 'ppa-'));
try {
	synthesise();
	report();
} finally {
	rmSync(folder, {recursive: true});
}

function readOptions(argv) {
	const options = {
		stages: {type: 'string'},
		rounds: {type: 'string', default: '8'},
		gates: {type: 'string', default: 'xor'},
		period: {type: 'string', default: '200'},
	};
	let values;
	try {
		values = parseArgs({args: argv, options}).values;
	} catch (error) {
		fail(error.message);
	}
	const [stages, rounds, periodPs] = [Number(values.stages), Number(values.rounds), Number(values.period)];
	if (!Number.isInteger(rounds) || rounds < 1 || rounds > MOST_ROUNDS)
		fail(`--rounds must be a whole number from 1 to ${MOST_ROUNDS}`);
	if (!Number.isInteger(stages) || stages < 1 || stages > rounds)
		fail(`--stages must be a whole number from 1 to the rounds, ${rounds}`);
	if (!Object.hasOwn(GATE_SETS, values.gates)) fail(`--gates must be one of ${Object.keys(GATE_SETS).join(', ')}`);
	if (!(periodPs > 0)) fail('--period must be positive');
	return {stages, rounds, gates: values.gates, periodPs};
}

function fail(message) {
	process.stderr.write(`ppa: ${message}\n`);
	process.exit(2);
}

function synthesise() {
	copyFileSync(new URL('crc32.v', import.meta.url), join(folder, 'crc32.v'));
	writeFileSync(join(folder, 'cells.lib'), libertyText(GATE_SETS[settings.gates]));
	const script = [
		// Its ports are what netlist.json needs to know of a cell.
		'read_liberty -lib cells.lib',
		'read_verilog crc32.v',
		`chparam -set STAGES ${settings.stages} -set ROUNDS ${settings.rounds} ${TOP}`,
		`synth -top ${TOP} -flatten`,
		'dfflibmap -liberty cells.lib',
		'tee -o abc.txt abc -liberty cells.lib -script +strash;dch,-f;map;buffer,-c;topo;stime,-p',
		'opt_clean',
		'tee -o stat.txt stat -liberty cells.lib',
		'write_json netlist.json',
		'write_verilog -noattr netlist.v',
	];
	const began = performance.now();
	const {status, error, stderr, stdout} = spawnSync('yosys', ['-q', '-p', script.join('; ')], {
		cwd: folder,
		encoding: 'utf8',
	});
	if (error?.code === NOT_FOUND) fail('yosys is not here; on Debian and Ubuntu: sudo apt install yosys');
	if (error !== undefined) fail(`yosys: ${error.message}`);
	if (status !== 0) {
		process.stderr.write(`${stdout}${stderr}`);
		process.exit(1);
	}
	process.stdout.write(`yosys: ${((performance.now() - began) / 1000).toFixed(2)} s\n`);
}

/** A number in a report of yosys; one that is not there ends the program. */
function readFigure(report, pattern) {
	const text = pattern.exec(readFileSync(join(folder, report), 'utf8'))?.[1];
	if (text === undefined) {
		process.stderr.write(`${report} of yosys has no ${pattern.source}\n`);
		process.exit(1);
	}
	return Number(text);
}

function report() {
	const module = JSON.parse(readFileSync(join(folder, 'netlist.json'), 'utf8')).modules[TOP];
	const cells = readNetlist(module, REGISTER.name);
	const registers = cells.filter(({type}) => type === REGISTER.name).length;
	const logicPs = readFigure('abc.txt', /Delay = +([\d.]+) ps/);
	const delayPs = REGISTER_PS.clockToOutput + logicPs + REGISTER_PS.setup;
	const metrics = {
		area: readFigure('stat.txt', /Chip area for module '\\crc32': ([\d.]+)/),
		cells: cells.length,
		registers,
		depth: Math.max(0, ...cells.map(({level}) => level)),
		delay_ps: delayPs,
		slack_ps: settings.periodPs - delayPs,
		clock_hz: 1e12 / delayPs,
	};
	for (const [name, value] of Object.entries(metrics)) process.stdout.write(`${name}=${value}\n`);
	const kept = process.env.SWEEP_DIR;
	if (!kept) return;
	writeFileSync(join(kept, 'netlist.png'), drawNetlist(cells));
	for (const name of ['netlist.v', 'stat.txt', 'abc.txt']) copyFileSync(join(folder, name), join(kept, name));
}
