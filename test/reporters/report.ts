import type {SweepFact} from '../../source/domain/event.ts';
import type {ReporterContext, ReporterDefinition} from '../../source/domain/reporter.ts';
import {createSweepState, reduceSweep} from '../../source/domain/sweep-state.ts';
import {encodeLine} from '../../source/journal/line.ts';
import {eventsOf, SAMPLE_FACTS} from '../helpers/sample-sweep.ts';

/** What a reporter prints for these facts. */
export function report(
	reporter: ReporterDefinition,
	facts: readonly SweepFact[] = SAMPLE_FACTS,
	outputEndOf: ReporterContext['outputEndOf'] = () => undefined,
): {readonly out: string; readonly note: string} {
	const printed = {out: '', note: ''};
	const {onEvent, onEnd} = reporter.create({
		out: text => {
			printed.out += text;
		},
		note: text => {
			printed.note += text;
		},
		runDirectory: '/srv/sweeps/sample-1',
		lineOf: encodeLine,
		outputEndOf,
	});
	let state = createSweepState();
	for (const event of eventsOf(facts)) {
		state = reduceSweep(state, event);
		onEvent(event, state);
	}
	onEnd(state);
	return printed;
}
