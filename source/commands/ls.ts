import {basename, dirname} from 'node:path';
import {safeJson} from '../domain/safe-json.ts';
import {listRuns} from '../journal/run-directory.ts';
import type {LiveRun} from '../journal/live-runs.ts';
import {formatQuantity} from '../plot/quantity.ts';
import type {Invocation} from './command.ts';
import {liveRunsOf, readLiveTotals} from './live-runs.ts';
import {readRunStatus, type RunTotals} from './run-status.ts';
import {printTable} from './static-table.ts';

/** One run as `ls --json` prints it. */
type ListedRun = {
	readonly name: string;
	readonly path: string;
	/** `live`: an engine runs it; `ended`; `interrupted`: its engine died, `sweeptop resume` goes on. */
	readonly state: 'live' | 'ended' | 'interrupted';
	readonly pid?: number;
	/** Of a live one. */
	readonly paused?: true;
	/** When its engine was started, or when its journal ends. ISO 8601. */
	readonly at: string;
	readonly why?: string;
	readonly totals?: RunTotals;
	/** Whether its joules come from an assumed power; told where they are. */
	readonly energy_estimated?: boolean;
};

/** `sweeptop ls`: live runs wherever they are, then those in `--runs`, newest first. */
export async function lsCommand({flags, global, host}: Invocation<{readonly json: boolean}>): Promise<number> {
	const live = liveRunsOf(host.environment);
	const livePaths = new Set(live.map(run => run.path));
	const others = listRuns(global.runs).filter(run => !livePaths.has(run.path));
	const listed = [...(await Promise.all(live.map(describeLive))), ...others.map(describeStored)];
	if (flags.json) {
		host.out(`${safeJson(JSON.stringify(listed, null, '\t'))}\n`);
		return 0;
	}
	if (listed.length === 0) host.note(`no live sweep, and no run in ${global.runs}\n`);
	else
		await printTable(
			listed.map(run => describeRow(run, global.runs)),
			host,
			global,
		);
	return 0;
}

async function describeLive(run: LiveRun): Promise<ListedRun> {
	const listed = {name: basename(run.path), path: run.path, state: 'live', pid: run.pid, at: run.started} as const;
	const live = await readLiveTotals(run.path);
	if (live === undefined) return listed;
	const {energy_estimated: estimated, paused, ...totals} = live;
	return {
		...listed,
		totals,
		...(estimated === undefined ? {} : {energy_estimated: estimated}),
		...(paused === undefined ? {} : {paused}),
	};
}

function describeStored({name, path}: {readonly name: string; readonly path: string}): ListedRun {
	const status = readRunStatus(path);
	if (status.kind === 'open') return {name, path, state: 'interrupted', at: status.at};
	const {at, why, totals, estimated} = status;
	const doubt = totals.energy_j === undefined ? {} : {energy_estimated: estimated};
	return {name, path, state: 'ended', at, why, totals, ...doubt};
}

function describeRow(run: ListedRun, runs: string): Readonly<Record<string, string>> {
	const {totals} = run;
	return {
		run: dirname(run.path) === runs ? run.name : run.path,
		state: run.state === 'live' ? `${run.paused === true ? 'paused' : 'live'}, pid ${run.pid}` : run.state,
		trials: totals === undefined ? '' : String(totals.trials),
		time: totals === undefined ? '' : formatQuantity(totals.time_s, 's'),
		energy:
			totals?.energy_j === undefined
				? ''
				: `${formatQuantity(totals.energy_j, 'J')}${run.energy_estimated === true ? ' est' : ''}`,
		when: run.at.replace('T', ' ').replace(/\.\d+Z$/, 'Z'),
		how: run.state === 'interrupted' ? 'sweeptop resume goes on' : (run.why ?? ''),
	};
}
