import {setTimeout as wait} from 'node:timers/promises';
import {UserError} from '../domain/errors.ts';
import {formatSignificant} from '../domain/metric.ts';
import {safeText} from '../domain/text/safe-text.ts';
import type {MeasuredWindow} from '../domain/signal/step-response.ts';
import {monotonicMs} from './clock.ts';
import type {Invocation} from './command.ts';
import {startPulsedLoad} from './probe/load-pulses.ts';
import {describeOverhead, measureOverhead} from './probe/probe-overhead.ts';
import type {ProbeReport, ReportedChannel, ReportedSource} from './probe/probe-report.ts';
import {PULSES, SELF_TEST_INTERVAL_MS, testWindows} from './probe/probe-self-test.ts';
import {type ProbeSession, startProbeSession} from './probe/probe-session.ts';
import {printTable, type TableRows} from './results/static-table.ts';

/** Longest wait for slow drivers before the report is given without them. */
const PATIENCE_MS = 20_000;

/** After the last source is open: two looks at a counter, and the first report of costs. */
const SETTLE_MS = 2200;
const COSTS_MS = 5500;

/** Each side of the comparison of `--overhead`: opening sources is over by then, and its memory given back. */
const OVERHEAD = {settleMs: 1500, watchMs: 4000};

/** Options of `sweeptop probes`. */
export type ProbesFlags = {
	/** Print again every second until interrupted. */
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
		for (;;) {
			const report = session.report(windows);
			if (flags.json) host.out(`${JSON.stringify({...report, ...(overhead === undefined ? {} : {overhead})})}\n`);
			else {
				await printTable(usableRows(report), host, global);
				if (!flags.watch) await printTable(unusableRows(report.sources), host, global);
			}
			if (overhead !== undefined && !flags.json) host.note(describeOverhead(overhead));
			if (!flags.watch) return 0;
			await wait(1000);
		}
	} finally {
		session.close();
	}
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

function usableRows(report: ProbeReport): TableRows {
	return report.sources.flatMap(source =>
		source.channels.map(channel => ({
			source: source.id,
			channel: channel.channel,
			value: channel.value === null ? '-' : `${formatSignificant(channel.value, 4)} ${channel.unit}`,
			scope: channel.scope ?? '',
			period: channel.periodMs === null ? '' : `${channel.periodMs} ms`,
			window: windowText(channel),
			changes: changesText(channel),
			cost: channel.costUs === null ? '' : `${Math.round(channel.costUs)} µs`,
			why: channel.reason === '' ? channel.note : channel.reason,
		})),
	);
}

/** What the sensor averages over; `stated` by the driver, its documents or this program, unless a self-test told. */
function windowText({windowMs, measuredWindowMs}: ReportedChannel): string {
	if (windowMs === null) return '';
	if (measuredWindowMs !== null) return `${measuredWindowMs} ms measured`;
	return windowMs === 0 ? 'none' : `${windowMs} ms stated`;
}

/** Whether the value moves: how often it did while it was watched, and the measured spacing of that. */
function changesText({changes, measuredPeriodMs, value}: ReportedChannel): string {
	if (value === null || changes === null) return '';
	if (measuredPeriodMs === null) return changes === 0 ? 'none' : `${changes}`;
	return `every ${measuredPeriodMs} ms measured`;
}

function unusableRows(sources: readonly ReportedSource[]): TableRows {
	return sources.filter(({usable}) => !usable).map(({id, reason, mend}) => ({'not used': id, why: reason, mend}));
}
