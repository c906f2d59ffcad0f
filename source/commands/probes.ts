import {setTimeout as wait} from 'node:timers/promises';
import {createFileReader} from '../../probes/host/file-reader.ts';
import {UserError} from '../domain/errors.ts';
import {safeText} from '../domain/text/safe-text.ts';
import type {MeasuredWindow} from '../domain/signal/step-response.ts';
import {cutToWidth} from '../plot/width.ts';
import {detectCapabilities} from '../theme/capabilities.ts';
import {monotonicMs} from './clock.ts';
import type {GlobalValues, Host, Invocation} from './command.ts';
import {createBoardLine} from './probe/board-line.ts';
import {startPulsedLoad} from './probe/load-pulses.ts';
import {describeOverhead, measureOverhead} from './probe/probe-overhead.ts';
import type {ProbeReport} from './probe/probe-report.ts';
import {PULSES, SELF_TEST_INTERVAL_MS, testWindows} from './probe/probe-self-test.ts';
import {type ProbeSession, startProbeSession} from './probe/probe-session.ts';
import {describePower, PROBE_NARROWING, unusableRows, usableRows, watchedRows} from './probe/probe-table.ts';
import {alignTable} from './results/narrow-table.ts';
import {printTable} from './results/static-table.ts';

/** Longest wait for slow drivers before the report is given without them. */
const PATIENCE_MS = 20_000;

/** After the last source is open: two looks at a counter, and the first report of costs. */
const SETTLE_MS = 2200;
const COSTS_MS = 5500;

/** Each side of the comparison of `--overhead`: opening sources is over by then, and its memory given back. */
const OVERHEAD = {settleMs: 1500, watchMs: 4000};

/** Cursor to the top left; the rest of a line, and of the screen, away (ECMA-48). */
const [HOME, CLEAR_LINE, CLEAR_BELOW] = ['\u001B[H', '\u001B[K', '\u001B[J'];

/** Options of `sweeptop probes`. */
export type ProbesFlags = {
	/** Show the values anew every second until interrupted. */
	readonly watch: boolean;
	readonly json: boolean;
	/** Also what reading costs by source, and what the probe process costs with sampling and without; takes 20 s, 6 s more with a power sensor. */
	readonly overhead: boolean;
	/** Also measure averaging windows by steps of load: a busy loop, or the program after `--`. */
	readonly selfTest: boolean;
};

/** `sweeptop probes`: every source with its channels, and every source that cannot be used, why, and the mend. */
export async function probesCommand({flags, global, host, passthrough}: Invocation<ProbesFlags>): Promise<number> {
	if (passthrough.length > 0 && !flags.selfTest) {
		throw new UserError('a program after -- is a load for --self-test only', 'add --self-test, or leave it out');
	}
	const start = (probes?: readonly string[]): ProbeSession =>
		startProbeSession({
			root: global.sysfsRoot,
			workdir: host.workdir,
			note: host.note,
			...(probes === undefined ? {} : {probes}),
			...(flags.selfTest ? {intervalMs: SELF_TEST_INTERVAL_MS} : {}),
		});
	const overhead = flags.overhead
		? await measureOverhead(sources => start(sources === 'all' ? undefined : sources), OVERHEAD)
		: undefined;
	const session = start();
	try {
		await Promise.race([session.ready, wait(PATIENCE_MS, undefined, {ref: false})]);
		const windows = flags.selfTest ? await selfTest(session, passthrough, host.note) : undefined;
		await wait(flags.overhead ? COSTS_MS : SETTLE_MS);
		const boardLine = createBoardLine(createFileReader({root: global.sysfsRoot}));
		for (;;) {
			const report = session.report(windows);
			const chief = (): readonly string[] => [
				...boardLine(report),
				...describePower(report, session.channels()).map(safeText),
			];
			if (flags.json) host.out(`${JSON.stringify({...report, ...(overhead === undefined ? {} : {overhead})})}\n`);
			else if (flags.watch) showLatest(report, chief(), host, global);
			else {
				await printTable(usableRows(report, {costs: flags.overhead}), host, global, PROBE_NARROWING);
				host.out('\n');
				await printTable(unusableRows(report.sources), host, global, PROBE_NARROWING);
				// Last: it stands above the prompt when the tables have gone by.
				host.out(`\n${chief().join('\n')}\n`);
			}
			if (overhead !== undefined && !flags.json) host.note(describeOverhead(overhead));
			if (!flags.watch) return 0;
			await wait(1000);
		}
	} finally {
		session.close();
	}
}

/** Writes the values over those of the second before; where a cursor cannot be placed, under them. */
function showLatest(report: ProbeReport, chief: readonly string[], host: Host, global: GlobalValues): void {
	const {isTTY, columns = 80, rows = 24} = host.stdout;
	const isScreen = isTTY === true && detectCapabilities(host.environment, {ascii: global.ascii}).canDraw;
	const table = alignTable(watchedRows(report), isScreen ? columns : undefined, PROBE_NARROWING);
	const lines = [...chief, ...table.map(safeText)];
	if (!isScreen) return host.out(`${lines.join('\n')}\n`);
	const room = rows - 2;
	const hidden = lines.length - room;
	const shown = hidden > 0 ? [...lines.slice(0, room), `${hidden} lines more: in a taller terminal, or --json`] : lines;
	host.out(`${HOME}${shown.map(line => cutToWidth(line, columns) + CLEAR_LINE).join('\n')}\n${CLEAR_BELOW}`);
}

async function selfTest(
	session: ProbeSession,
	argv: readonly string[],
	note: (text: string) => void,
): Promise<ReadonlyMap<string, MeasuredWindow>> {
	const what = argv.length > 0 ? safeText(argv.join(' ')) : 'a busy loop on every CPU';
	note(`self-test: ${what} is switched on and off for half a minute\n`);
	const load = await startPulsedLoad(argv);
	try {
		const {channels, samplesOf} = session;
		const sensors = {channels, samplesOf, now: monotonicMs, wait: (ms: number) => wait(ms), random: Math.random};
		const {windows, unclear} = await testWindows(load, sensors, PULSES);
		if (unclear.length > 0)
			note(`no clear answer from ${unclear.join(', ')}: untouched by it, or busy with other work\n`);
		return windows;
	} finally {
		load.close();
	}
}
