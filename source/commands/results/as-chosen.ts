import {type DerivedMetric, deriveMetrics} from '../../domain/column/derived-metrics.ts';
import type {SweepEvent} from '../../domain/event.ts';
import type {Objective} from '../../domain/metric.ts';
import {searchFor} from '../../domain/ranking/named-objectives.ts';

/** What a person may choose of the results that are read. */
export type ReadingChoice = {
	/** Metrics to be worked out from what is there. */
	readonly derived?: readonly DerivedMetric[];
	/** What is searched for, in place of what the run says. */
	readonly objectives?: readonly Objective[];
};

/** The events of a run with what the person has chosen. Throws UserError at the end for a name that nothing had. */
export function asChosen(
	{derived = [], objectives}: ReadingChoice,
	events: Iterable<SweepEvent>,
): Iterable<SweepEvent> {
	const withDerived = derived.length === 0 ? events : deriveMetrics(derived, events);
	return objectives === undefined ? withDerived : searchFor(objectives, withDerived);
}
