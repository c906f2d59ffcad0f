import {basename, dirname, resolve} from 'node:path';
import type {SweepTotals} from '../domain/event.ts';
import {safeJson} from '../domain/text/safe-json.ts';
import {lockLiveness, readLock} from '../journal/lock.ts';
import type {LiveRun} from '../journal/live-runs.ts';
import {rememberedRuns} from '../journal/recent-runs.ts';
import {listRuns} from '../journal/run-directory.ts';
import {formatQuantity} from '../plot/quantity.ts';
import type {Invocation} from './command.ts';
import {createInterruptedTotals} from './runs/interrupted-totals.ts';
import {liveRunsOf, readLiveTotals} from './runs/live-runs.ts';
import {readRunStatus, type RunTotals} from './runs/run-status.ts';
import {stateFolderOf} from './runs/state-folder.ts';
import {printTable} from './results/static-table.ts';

/** One run as `ls --json` prints it. */
type ListedRun = {
	readonly name: string;
	readonly path: string;
	/**
	 * `live`: an engine runs it; `ended`; `interrupted`: its engine died, `sweeptop resume` goes on; `elsewhere`: an engine
	 * of another host or container holds it, which cannot be seen from here.
	 */
	readonly state: 'live' | 'ended' | 'interrupted' | 'elsewhere';
	readonly pid?: number;
	/** Of a live one. */
	readonly paused?: true;
	/** Told to stop, and not ended yet. */
	readonly stopping?: true;
	/** When its engine was started, or when its journal ends. ISO 8601. */
	readonly at: string;
	readonly why?: string;
	readonly totals?: RunTotals;
	/** Whether its joules come from an assumed power; told where they are. */
	readonly energy_estimated?: boolean;
};

/**
 * `sweeptop ls`: live runs wherever they are, then those in `--runs` and those that were begun beside them with `--out`,
 * newest first.
 */
export async function lsCommand({flags, global, host}: Invocation<{readonly json: boolean}>): Promise<number> {
	const live = liveRunsOf(host.environment);
	const livePaths = new Set(live.map(run => run.path));
	const inside = listRuns(global.runs);
	const paths = new Set(inside.map(({path}) => path));
	const outside = Array.from(rememberedRuns(stateFolderOf(host.environment), resolve(global.runs)), ({path}) => ({
		name: basename(path),
		path,
	})).filter(({path}) => !paths.has(path));
	const others = [...inside, ...outside].filter(run => !livePaths.has(run.path));
	const totalsOf = createInterruptedTotals();
	const stored = others.map(run => describeStored(run, totalsOf));
	const listed = [
		...(await Promise.all(live.map(describeLive))),
		...(outside.length === 0 ? stored : newestFirst(stored)),
	];
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
	const {paused, stopping, ...totals} = live;
	return {
		...listed,
		...cost(totals),
		...(paused === undefined ? {} : {paused}),
		...(stopping === undefined ? {} : {stopping}),
	};
}

function describeStored(
	{name, path}: {readonly name: string; readonly path: string},
	totalsOf: (directory: string) => SweepTotals | undefined,
): ListedRun {
	const status = readRunStatus(path);
	if (status.kind === 'open') {
		const totals = totalsOf(path);
		return {name, path, ...holderOf(path), at: status.at, ...(totals === undefined ? {} : cost(totals))};
	}
	const {at, why, totals, estimated} = status;
	return {name, path, state: 'ended', at, why, ...cost({...totals, energy_estimated: estimated})};
}

/** Who has a run whose journal is open. Its engine may live and be listed in another state folder. */
function holderOf(path: string): Pick<ListedRun, 'state' | 'pid'> {
	switch (lockLiveness(path)) {
		case 'alive': {
			const owner = readLock(path);
			return {state: 'live', ...(owner === undefined ? {} : {pid: owner.pid})};
		}
		case 'unknown':
		case 'renewing':
			return {state: 'elsewhere'};
		case 'dead':
		case undefined:
			return {state: 'interrupted'};
	}
}

/** How it ended, or what can be done about it. */
function describeState({state, why = ''}: ListedRun): string {
	if (state === 'interrupted') return 'sweeptop resume goes on';
	return state === 'elsewhere' ? 'on another host or in another container; sweeptop view follows it' : why;
}

/** By the end of their journals: not every name has a time. */
function newestFirst(runs: readonly ListedRun[]): readonly ListedRun[] {
	return runs.toSorted((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0));
}

/** Totals as they are listed: the doubt is one about joules. */
function cost({
	energy_estimated: estimated = false,
	...totals
}: SweepTotals): Pick<ListedRun, 'totals' | 'energy_estimated'> {
	return {totals, ...(totals.energy_j === undefined ? {} : {energy_estimated: estimated})};
}

function liveWord({stopping, paused}: ListedRun): string {
	if (stopping === true) return 'stopping';
	return paused === true ? 'paused' : 'live';
}

function describeRow(run: ListedRun, runs: string): Readonly<Record<string, string>> {
	const {totals} = run;
	return {
		run: dirname(run.path) === runs ? run.name : run.path,
		state: run.state === 'live' ? `${liveWord(run)}, pid ${run.pid}` : run.state,
		trials: totals === undefined ? '' : String(totals.trials),
		time: totals === undefined ? '' : formatQuantity(totals.time_s, 's'),
		energy:
			totals?.energy_j === undefined
				? ''
				: `${formatQuantity(totals.energy_j, 'J')}${run.energy_estimated === true ? ' est' : ''}`,
		when: run.at.replace('T', ' ').replace(/\.\d+Z$/, 'Z'),
		how: describeState(run),
	};
}
