import {counted} from '../domain/text/counted.ts';
import {formatTrials, findRivals, MEASURED_AGAIN, mayRepeat, type Ties} from '../domain/statistics/separation.ts';
import {NOISY} from '../domain/statistics/noise.ts';
import type {Role, TrialRecord} from '../domain/trial.ts';
import {type Engineroom, released} from './engineroom.ts';
import {endTrial, prepare, trialOf} from './trial-run.ts';
import {INFEASIBLE} from '../domain/ranking/rank.ts';
import {UNCHECKED} from './trial-results.ts';
import {rolesOf} from './work-plan.ts';

/** What a person was told of the race last, and how often a trial was measured again in it. */
export type Race = {told: string; runs: number};

/**
 * The trial that is to be measured once more now that all others have ended, with `run.separate`: one of those that
 * could be the best. Undefined where the leader is told from the others, or no repeat is left. It is decided by what
 * the journal holds alone, so that a resumed engine goes on where the dead one stood.
 */
export function dueRepeat(room: Engineroom): number | undefined {
	const settings = room.sweep.run.separate;
	const ties = settings === undefined ? undefined : findRivals(room.ledger.state(), settings);
	if (ties === undefined) return undefined;
	tell(room, ties);
	if (ties.next === undefined) return undefined;
	room.race.runs += 1;
	const others = [ties.leader, ...ties.rivals].filter(trial => trial !== ties.next);
	room.ledger.record({
		type: 'gate-waiting',
		trial: ties.next,
		why: `${MEASURED_AGAIN}: tied with ${formatTrials(others)}`,
	});
	return ties.next;
}

function tell(room: Engineroom, {leader, rivals, next}: Ties): void {
	const {race} = room;
	const tied = formatTrials([leader, ...rivals]);
	const runs = counted(race.runs, 'more run');
	const text =
		next !== undefined
			? `re-measuring ${tied} (tie)`
			: race.runs === 0
				? ''
				: rivals.length === 0
					? `#${leader} leads: told from the next best after ${runs}`
					: `${tied} are tied after ${runs}: no repeat is left`;
	// Which of them leads may change from run to run.
	const key = `${next === undefined} ${[leader, ...rivals].toSorted((a, b) => a - b).join()}`;
	if (text === '' || key === race.told) return;
	race.told = key;
	room.ledger.notice('info', text, `trial ${leader}`);
}

/**
 * Measures a trial that was complete once more, warm-ups first, and ends it again with all that was measured. Where the
 * new run does not complete, the earlier results stand.
 */
export async function remeasureTrial(room: Engineroom, number: number): Promise<void> {
	const settings = room.sweep.run.separate;
	const before = trialOf(room, number);
	const prepared =
		settings !== undefined && mayRepeat(before, settings) ? await prepare(room, before) : {kind: 'skipped' as const};
	if (prepared.kind === 'ready') {
		for (const role of [...rolesOf(room.sweep.run).filter(other => other !== 'measured'), 'measured' as const]) {
			if (!(await released(room)) || !(await runOnce(room, number, role))) break;
		}
	} else if (prepared.kind === 'failed') {
		room.ledger.notice('warning', `#${number} was not measured again: ${prepared.why}`, `trial ${number}`);
	}
	// Those that say something of the results are found anew.
	const kept = before.flags.filter(flag => flag !== INFEASIBLE && flag !== UNCHECKED && flag !== NOISY);
	const flags = [...kept, ...(prepared.kind === 'ready' ? prepared.flags : [])];
	endTrial(room, trialOf(room, number), {state: 'complete', flags});
}

/** Whether the run completed. */
async function runOnce(room: Engineroom, number: number, role: Role): Promise<boolean> {
	const {params, executions}: TrialRecord = trialOf(room, number);
	const execution = executions.length + 1;
	const slot = room.slots.get(number) ?? 1;
	await room.executions.run({
		trial: number,
		params,
		execution,
		role,
		attempt: 1,
		slot,
		onProcessEnded: () => undefined,
	});
	const ran = trialOf(room, number).executions.find(other => other.execution === execution);
	if (ran?.outcome === 'complete') return true;
	if (room.stopping?.now === true) return false;
	const came = `${ran?.outcome ?? 'lost'}${ran?.why === undefined ? '' : ` (${ran.why})`}`;
	room.ledger.notice('warning', `#${number} was measured again: ${came}; its earlier results stand`, `trial ${number}`);
	return false;
}
