import {knobsOf} from '../../domain/space/knob-parameters.ts';
import {safeText} from '../../domain/text/safe-text.ts';
import type {Sweep} from '../../domain/sweep.ts';
import {createSweepState} from '../../domain/sweep-state.ts';
import {createBoard} from '../../knobs/board.ts';
import {createControlIo} from '../../knobs/control.ts';
import {openKnob, openKnobs} from '../../knobs/registry.ts';
import {describePlan, type PlanInput} from '../../spec/plan.ts';
import {planLines} from '../../spec/plan-text.ts';
import type {Params} from '../../domain/space.ts';
import {createSampler} from '../engine/open-sampler.ts';
import type {Invocation} from '../command.ts';
import type {LoadedSweep} from './load-sweep.ts';

/** Trials whose commands a plan shows. */
const SHOWN_TRIALS = 3;

/** What a person must know of a foreign definition, a line each; none for a file of ours. */
export function foreignNotes({foreign}: LoadedSweep): readonly string[] {
	return foreign === undefined ? [] : foreign.notes.map(note => safeText(`note: ${note}`));
}

/** Prints what a sweep will do; runs and writes nothing. */
export function printPlan({sweep}: LoadedSweep, invocation: Invocation<unknown>): number {
	const sampler = createSampler(sweep, createSweepState());
	const shown = Math.min(SHOWN_TRIALS, sweep.budget.trials ?? SHOWN_TRIALS);
	const first: Params[] = (sweep.enqueue ?? []).slice(0, shown);
	for (let trial = first.length + 1; trial <= shown; trial++) {
		const params = sampler.ask({trial, running: first});
		if (params === undefined) break;
		first.push(params);
	}
	const plan = describePlan(sweep, {
		first,
		...knobsHere(sweep, invocation.global.sysfsRoot),
		runDirectory: `${invocation.global.runs}/${sweep.name}-…`,
	});
	for (const line of planLines(plan)) invocation.host.out(`${line}\n`);
	return 0;
}

/** All that the knobs of a sweep would write, with what is there now, and the knobs that this machine does not have. */
function knobsHere({space}: Sweep, sysfsRoot: string): Pick<PlanInput, 'settings' | 'absent'> {
	const {read} = createControlIo(sysfsRoot);
	const readOrNothing = (path: string): string => {
		try {
			return read(path);
		} catch {
			// A plan needs no rights, and some settings cannot be asked for.
			return '';
		}
	};
	const board = createBoard(sysfsRoot);
	const absent = knobsOf(space).flatMap(knob => {
		const opened = openKnob(knob, board);
		return 'reason' in opened ? [{knob, ...opened}] : [];
	});
	const here = knobsOf(space).filter(id => absent.every(({knob}) => knob !== id));
	const settings = openKnobs(here, board).flatMap(knob =>
		knob.settings.map(({path}) => ({knob: knob.id, path, now: readOrNothing(path)})),
	);
	return {settings, absent};
}
