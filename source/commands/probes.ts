import {setTimeout as wait} from 'node:timers/promises';
import {formatSignificant} from '../domain/metric.ts';
import type {Invocation} from './command.ts';
import {describeOverhead, measureOverhead} from './probe-overhead.ts';
import type {ProbeReport, ReportedChannel, ReportedSource} from './probe-report.ts';
import {type ProbeSession, startProbeSession} from './probe-session.ts';
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
	/** Also what reading costs by source, and what the probe process costs with sampling and without; takes 20 s, 6 s more with a power sensor. */
	readonly overhead: boolean;
};

/** `sweeptop probes`: every source with its channels, and every source that cannot be used, why, and the mend. */
export async function probesCommand({flags, global, host}: Invocation<ProbesFlags>): Promise<number> {
	const start = (probes?: readonly string[]): ProbeSession =>
		startProbeSession({
			root: global.sysfsRoot,
			workdir: host.workdir,
			note: host.note,
			...(probes === undefined ? {} : {probes}),
		});
	const overhead = flags.overhead
		? await measureOverhead(sources => start(sources === 'all' ? undefined : sources), OVERHEAD)
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

function usableRows(report: ProbeReport): TableRows {
	return report.sources.flatMap(source =>
		source.channels.map(channel => ({
			source: source.id,
			channel: channel.channel,
			value: channel.value === null ? '-' : `${formatSignificant(channel.value, 4)} ${channel.unit}`,
			scope: channel.scope ?? '',
			period: channel.periodMs === null ? '' : `${channel.periodMs} ms`,
			window: channel.windowMs === null ? '' : `${channel.windowMs} ms`,
			changes: changesText(channel),
			cost: channel.costUs === null ? '' : `${Math.round(channel.costUs)} µs`,
			why: channel.reason,
		})),
	);
}

/** Whether the value moves: how often it did while it was watched, and the spacing of that. */
function changesText({changes, measuredPeriodMs, value}: ReportedChannel): string {
	if (value === null || changes === null) return '';
	if (measuredPeriodMs === null) return changes === 0 ? 'none' : `${changes}`;
	return `every ${measuredPeriodMs} ms`;
}

function unusableRows(sources: readonly ReportedSource[]): TableRows {
	return sources.filter(({usable}) => !usable).map(({id, reason, mend}) => ({'not used': id, why: reason, mend}));
}
