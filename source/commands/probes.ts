import {setTimeout as wait} from 'node:timers/promises';
import {PROBES} from '../../probes/registry.ts';
import type {ChannelDefinition, Rejection} from '../domain/channel.ts';
import {formatSignificant} from '../domain/metric.ts';
import {type ProbeCosts, startProbeLink} from '../engine/probe-link.ts';
import type {Invocation} from './command.ts';
import {type CostedProcess, describeOverhead, measureOverhead} from './probe-overhead.ts';
import {createProbeReport, type ProbeReport, type ReportedSource} from './probe-report.ts';
import {createProbeSpawner} from './spawn-probes.ts';
import {printTable, type TableRows} from './static-table.ts';

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
	/** Also what reading costs by source, and what the probe process costs with sampling and without; takes 20 s. */
	readonly overhead: boolean;
};

/** `sweeptop probes`: every source with its channels, and every source that cannot be used, why, and the mend. */
export async function probesCommand({flags, global, host}: Invocation<ProbesFlags>): Promise<number> {
	const start = (probes?: readonly string[]): ProbeSession =>
		startSession({
			root: global.sysfsRoot,
			workdir: host.workdir,
			note: host.note,
			...(probes === undefined ? {} : {probes}),
		});
	const overhead = flags.overhead
		? await measureOverhead(withSources => start(withSources ? undefined : []), OVERHEAD)
		: undefined;
	const session = start();
	try {
		await Promise.race([session.ready, wait(PATIENCE_MS, undefined, {ref: false})]);
		await wait(flags.overhead ? COSTS_MS : SETTLE_MS);
		for (;;) {
			const report = session.report();
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

type ProbeSession = CostedProcess & {readonly report: () => ProbeReport};

type SessionOptions = {
	readonly root: string;
	readonly workdir: string;
	readonly note: (text: string) => void;
	/** Ids of the sources to open; absent is all. */
	readonly probes?: readonly string[];
};

/** In a probe process as in a sweep, so that a sensor that hangs does not hang the command. */
function startSession({root, workdir, note, probes}: SessionOptions): ProbeSession {
	const opened = new Map<
		string,
		{
			readonly channels: readonly ChannelDefinition[];
			readonly missing: readonly ({readonly channel: string} & Rejection)[];
		}
	>();
	const closed = new Map<string, Rejection>();
	const latest = new Map<string, number>();
	const reasons = new Map<string, string>();
	let costs: ProbeCosts | undefined;
	const {promise: ready, resolve} = Promise.withResolvers<void>();
	const link = startProbeLink({
		spawn: createProbeSpawner(),
		settings: {
			root,
			intervalMs: 'auto',
			cpuTdpWatts: 65,
			workdir,
			describeHost: false,
			...(probes === undefined ? {} : {probes}),
		},
		now: () => Number(process.hrtime.bigint()) / 1e6,
		setTimer: (callback, ms) => {
			const timer = setTimeout(callback, ms);
			return () => clearTimeout(timer);
		},
		onBatch: ({channels, rows}, missing) => {
			for (const row of rows) {
				for (const [index, channel] of channels.entries()) {
					const value = row[index + 1];
					if (typeof value === 'number') latest.set(channel, value);
				}
			}
			for (const [channel, reason] of Object.entries(missing)) {
				if (reason === null) reasons.delete(channel);
				else reasons.set(channel, reason);
			}
		},
		onOpened: (source, channels, missing) => opened.set(source, {channels, missing}),
		onClosed: (source, rejection) => closed.set(source, rejection),
		onReady: resolve,
		onHost: () => {},
		onCosts: latestCosts => {
			costs = latestCosts;
		},
		onNotice: text => note(`${text}\n`),
	});
	const ids = PROBES.map(({id}) => id);
	return {
		ready,
		report: () => createProbeReport({ids, opened, closed, latest, reasons, costs}),
		get pid() {
			return link.pid;
		},
		close: () => link.close(),
	};
}

function usableRows(report: ProbeReport): TableRows {
	return report.sources.flatMap(source =>
		source.channels.map(channel => ({
			source: source.id,
			channel: channel.channel,
			value: channel.value === null ? '-' : `${formatSignificant(channel.value, 4)} ${channel.unit}`,
			scope: channel.scope ?? '',
			period: channel.periodMs === null ? '' : `${channel.periodMs} ms`,
			window: channel.windowMs === null ? '' : `${channel.windowMs} ms`,
			cost: channel.costUs === null ? '' : `${Math.round(channel.costUs)} µs`,
			why: channel.reason,
		})),
	);
}

function unusableRows(sources: readonly ReportedSource[]): TableRows {
	return sources.filter(({usable}) => !usable).map(({id, reason, mend}) => ({'not used': id, why: reason, mend}));
}
